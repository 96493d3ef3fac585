import type { Registration } from "../../domain/registration";

export type Delivery = { readonly links: "mail" | "console" | "operator"; readonly mailbox: boolean };

/**
 * What to say once somebody has asked for a link: where it is. Only where everybody may sign in does it say that there is one; everywhere else, and
 * while that is not known, the sentence is the same for every address.
 */
export function whereSent({ links, mailbox }: Delivery, registration: Registration | undefined) {
  if (links === "operator") return "sentNowhere";
  const isOpen = registration === "open";
  if (links === "mail") return isOpen ? "sentMail" : "sentMailPerhaps";
  if (mailbox) return isOpen ? "sentLocal" : "sentLocalPerhaps";
  return isOpen ? "sentConsole" : "sentConsolePerhaps";
}

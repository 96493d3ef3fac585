import type { Registration } from "../../domain/accounts/registration";

export type LinkDelivery = { readonly links: "mail" | "console" | "operator"; readonly mailbox: boolean };

/**
 * What to say before somebody asks for a link: how it will reach them. While that is not known, nothing is promised; and where not everybody
 * may sign in, nobody is promised a mail.
 */
export function whereComing(delivery: LinkDelivery | undefined, registration: Registration | undefined) {
  if (delivery === undefined) return "comingSomehow";
  if (delivery.links === "operator") return "comingFromOperator";
  if (delivery.links === "mail") return registration === "open" ? "comingByMail" : "comingByMailPerhaps";
  return delivery.mailbox ? "comingInMailbox" : "comingOnConsole";
}

/**
 * What to say once somebody has asked for a link: where it is. Only where everybody may sign in does it say that there is one; everywhere else, and
 * while that is not known, the sentence is the same for every address.
 */
export function whereSent({ links, mailbox }: LinkDelivery, registration: Registration | undefined) {
  if (links === "operator") return "sentNowhere";
  const isOpen = registration === "open";
  if (links === "mail") return isOpen ? "sentMail" : "sentMailPerhaps";
  if (mailbox) return isOpen ? "sentLocal" : "sentLocalPerhaps";
  return isOpen ? "sentConsole" : "sentConsolePerhaps";
}

/** The title above it. */
export function sentTitle({ links }: LinkDelivery) {
  return links === "operator" ? "sentTitleNowhere" : "sentTitle";
}

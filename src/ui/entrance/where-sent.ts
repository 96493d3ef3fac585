import type { Registration } from "../../domain/accounts/registration";

export type LinkDelivery = { readonly links: "mail" | "console" | "operator"; readonly mailbox: boolean };

/**
 * The sentence before a link is requested: how it will arrive. While the delivery is unknown, it promises nothing. Unless
 * registration is open, it promises no mail.
 */
export function whereComing(delivery: LinkDelivery | undefined, registration: Registration | undefined) {
  if (delivery === undefined) return "comingSomehow";
  if (delivery.links === "operator") return "comingFromOperator";
  if (delivery.links === "mail") return registration === "open" ? "comingByMail" : "comingByMailPerhaps";
  return delivery.mailbox ? "comingInMailbox" : "comingOnConsole";
}

/**
 * The sentence after a link was requested: where it is. Only if registration is open does it say that there is one. Otherwise,
 * and while that is unknown, the sentence is the same for every address.
 */
export function whereSent({ links, mailbox }: LinkDelivery, registration: Registration | undefined) {
  if (links === "operator") return "sentNowhere";
  const isOpen = registration === "open";
  if (links === "mail") return isOpen ? "sentMail" : "sentMailPerhaps";
  if (mailbox) return isOpen ? "sentLocal" : "sentLocalPerhaps";
  return isOpen ? "sentConsole" : "sentConsolePerhaps";
}

/** The title above that sentence. */
export function sentTitle({ links }: LinkDelivery) {
  return links === "operator" ? "sentTitleNowhere" : "sentTitle";
}

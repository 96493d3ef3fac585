import type { Env } from "../../env";

/** How sign-in links reach people: by mail, on the console of a non-public installation, or only when an operator prints one. */
export type MailDelivery = "mail" | "console" | "operator";

/**
 * How an installation delivers its links. Without mail, only a non-public one shows them on its console: any other
 * console is a log, which others keep and read.
 */
export function deliveryOf(env: Env): MailDelivery {
  if (env.smtpUrl !== undefined) return "mail";
  return env.isPublic ? "operator" : "console";
}

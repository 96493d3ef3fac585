import type { Env } from "../../env";

/** How sign-in links reach people: by mail, by the console of an installation that is not public, or only when an operator prints one. */
export type Delivery = "mail" | "console" | "operator";

/**
 * How an installation delivers its links. Without mail only one that is not public shows them on its console: any other
 * console is a log, which others keep and read.
 */
export function deliveryOf(env: Env): Delivery {
  if (env.smtpUrl !== undefined) return "mail";
  return env.isPublic ? "operator" : "console";
}

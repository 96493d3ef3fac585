import type { Env } from "../../env";

type LinkContext = { readonly env: Pick<Env, "url"> };

/** The URL of a sign-in link. The token comes after `#`, so that no server, log or other site sees it. */
export function confirmUrl({ env }: LinkContext, token: string): string {
  return `${env.url}/auth/confirm#t=${token}`;
}

/** The URL of an invite. */
export function inviteUrl({ env }: LinkContext, code: string): string {
  return `${env.url}/invite/${code}`;
}

/** The URL of a link that confirms a change of address. */
export function changeUrl({ env }: LinkContext, token: string): string {
  return `${env.url}/auth/email#t=${token}`;
}

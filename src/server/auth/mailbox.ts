import type { LinkPurpose } from "../../domain/accounts/schema";
import type { Env } from "../../env";
import { newSecret } from "../context/context";
import { isSame } from "../files/secrets";
import { cookieLine, cookiesNamed } from "./cookies";
import { deliveryOf } from "./delivery";
import { type AuthRequest, looksLocal } from "./requests";

/** A link that was not mailed, as the mailbox of a local installation shows it. */
export type KeptLink = {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly email: string;
  /** The address that will replace the current one, for a link that changes it. */
  readonly newEmail: string | null;
  /** The workspace that an invite leads to, and who invites. */
  readonly invitation?: { readonly workspace: string; readonly inviter: string | null };
  readonly url: string;
  readonly created_at: string;
  readonly expires_at: string;
};

/** A request to see the mailbox, and whether the owner of the installation is signed in with it. */
export type MailboxVisitor = { readonly request: AuthRequest; readonly isOwner: () => Promise<boolean> };

/** The sign-in links of an installation that sends no mail and that only this machine can reach. */
export type Mailbox = {
  /** Whether there is a mailbox at all. Everywhere else, links are mailed or an operator prints them. */
  readonly isThere: boolean;
  keep(link: KeptLink): void;
  /** The 50 newest links that have not expired, newest first. They let anybody sign in as anyone: ask `admits` first. */
  list(): readonly KeptLink[];
  /** The part after `#` in the link that the server prints when it starts. It changes at every start. */
  readonly secret: string;
  /** The `Set-Cookie` line for a browser that sends the secret; null for a wrong one. Safe to repeat. */
  cookieFor(secret: string): string | null;
  /** The `Set-Cookie` line for a browser that has just proven in another way that it is the owner's. */
  ownersCookie(): string;
  /** Whether a visitor may see the links: with the cookie, as the owner, or by `PARLEY_LOCAL_TOKENS`. */
  admits(visitor: MailboxVisitor): Promise<boolean>;
};

const linksMax = 50;
const cookieName = "parley_mailbox";

/**
 * Keeps the newest links and the secrets that open the mailbox in memory only. The link and the cookies of one start end with
 * it, like the links that they show, so an old console opens nothing.
 */
export function createMailbox(env: Env): Mailbox {
  // It is in the memory of one process, so an installation with several has none.
  const isThere = deliveryOf(env) === "console" && env.role === "all";
  let links: readonly KeptLink[] = [];
  const secret = newSecret("mbx");
  /** Differs from the link's secret, so that the cookie does not give the link away. */
  const cookieValue = newSecret("mbx");
  const ownersCookie = () => cookieLine(cookieName, cookieValue, { env, sameSite: "Strict", path: "/api" });

  return {
    isThere,
    keep: (link) => {
      links = [link, ...links].slice(0, linksMax);
    },
    list: () => links.filter(({ expires_at }) => Date.parse(expires_at) > Date.now()),
    secret,
    cookieFor: (given) => (isSame(given, secret) ? ownersCookie() : null),
    ownersCookie,
    admits: async ({ request, isOwner }) => {
      if (!isThere) return false;
      if (env.localTokens && looksLocal(request, env)) return true;
      return cookiesNamed(cookieName, request).some((one) => isSame(one, cookieValue)) || (await isOwner());
    },
  };
}

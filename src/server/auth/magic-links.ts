import type { Account } from "../../domain/accounts";
import { DomainError } from "../../domain/errors";
import { hashSecret, newSecret, type ServerContext } from "../context";
import type { MagicLinkModel } from "../db/generated/models";
import { accountOf, accountOfEmail, type Transaction } from "./accounts";
import { deliveryOf } from "./delivery";
import { normaliseEmail } from "./email-address";
import type { SignInLimits } from "./limiter";
import type { Postman } from "./postman";
import { type AuthRequest, addressKey, clientAddress } from "./requests";
import type { OpenedSession, Sessions } from "./sessions";

export const linkSeconds = 15 * 60;

export type MagicLink = {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly created_at: string;
  readonly expires_at: string;
};

export type SignedIn = OpenedSession & { readonly user: Account };

export type MagicLinks = {
  /** Counts the wish against the limits and answers the address in its one form. Throws `invalid_input` and `rate_limited`. */
  admit(email: string, request: AuthRequest): Promise<string>;
  /** Makes a link for an admitted address and sends it. The answer and its time are the same for every address. */
  issue(email: string, displayName: string): Promise<{ link: MagicLink; token: string }>;
  /** Stores a link whose token was made elsewhere, by its digest. */
  store(link: { email: string; displayName: string; tokenHash: string; expiresAt: Date }): Promise<MagicLink>;
  send(link: { id: string; email: string; token: string; expiresAt: Date }): Promise<void>;
  /** Whom a link would sign in, without using it. Throws `link_gone`. */
  inspect(token: string): Promise<{ email: string; expires_at: string }>;
  /** Takes a link by its digest; only one of any number of takers gets it. */
  take(
    tx: Transaction,
    tokenHash: string,
  ): Promise<{ email: string; display_name: string; expires_at: Date } | undefined>;
  /** Signs the person of a link in, with a new account if the address has none. Throws `link_gone` when it is used, old or unknown. */
  consume(token: string, options: { userAgent: string | null }): Promise<SignedIn>;
};

type Parts = { readonly sessions: Sessions; readonly limits: SignInLimits; readonly postman: Postman };

/** Links that sign somebody in once within 15 minutes; stored as digests only. */
export function createMagicLinks(context: ServerContext, { sessions, limits, postman }: Parts): MagicLinks {
  const { prisma } = context.database;

  async function send({ id, email, token, expiresAt }: Parameters<MagicLinks["send"]>[0]): Promise<void> {
    if (deliveryOf(context.env) === "mail" && !(await mayMail(email)))
      return context.metrics.messenger.mail("held_back");
    return postman.send({
      id,
      email,
      url: confirmUrl(context, token),
      created_at: context.clock().toISOString(),
      expires_at: expiresAt.toISOString(),
    });
  }

  async function mayMail(email: string): Promise<boolean> {
    return limits.mayMail({ isStranger: (await prisma.user.count({ where: { email } })) === 0 });
  }

  return {
    store: (link) => storeLink(context, link),
    send,
    take,
    admit: async (email, request) => {
      const address = normaliseEmail(email);
      await limits.admit(address, addressKey(clientAddress(request, context.env)));
      return address;
    },
    issue: async (email, displayName) => {
      const { link, token, expiresAt } = await makeLink(context, { email, displayName });
      await send({ id: link.id, email, token, expiresAt });
      return { link, token };
    },
    inspect: async (token) => {
      const link = await prisma.magicLink.findUnique({ where: { token_hash: hashSecret(token) } });
      if (link === null || link.expires_at <= context.clock()) throw linkGone();
      return { email: link.email, expires_at: link.expires_at.toISOString() };
    },
    consume: (token, { userAgent }) =>
      prisma.$transaction(async (tx) => {
        const link = await take(tx, hashSecret(token));
        if (link === undefined || link.expires_at <= context.clock()) throw linkGone();
        const user = await accountOfEmail(tx, context, { email: link.email, displayName: link.display_name });
        return { user: accountOf(user), ...(await sessions.open(tx, user.id, { userAgent })) };
      }, patient),
  };
}

/** Many may try one link at the same time, each waiting for a connection. */
const patient = { maxWait: 10_000, timeout: 10_000 };

/** What making a link takes: also a command-line tool has it. */
type Place = Pick<ServerContext, "env" | "database" | "clock" | "newId">;

/** Makes a link without sending it: an operator's, or one that is about to be sent. Counts against no limit. */
export async function makeLink(
  place: Place,
  { email, displayName }: { readonly email: string; readonly displayName: string },
): Promise<{ link: MagicLink; token: string; url: string; expiresAt: Date }> {
  const token = newSecret("mlt");
  const expiresAt = new Date(place.clock().getTime() + linkSeconds * 1000);
  const link = await storeLink(place, { email, displayName, tokenHash: hashSecret(token), expiresAt });
  return { link, token, url: confirmUrl(place, token), expiresAt };
}

async function storeLink(
  { database, clock, newId }: Place,
  { email, displayName, tokenHash, expiresAt }: Parameters<MagicLinks["store"]>[0],
): Promise<MagicLink> {
  const row = {
    id: newId("magicLink"),
    token_hash: tokenHash,
    email,
    display_name: displayName,
    created_at: clock(),
    expires_at: expiresAt,
  };
  return linkOf(await database.prisma.magicLink.create({ data: row }));
}

/** Where a link leads: the token stands behind `#`, so that no server, log or other site is told of it. */
function confirmUrl({ env }: Pick<Place, "env">, token: string): string {
  return `${env.url}/auth/confirm#t=${token}`;
}

async function take(tx: Transaction, tokenHash: string): ReturnType<MagicLinks["take"]> {
  const [link] = await tx.$queryRaw<{ email: string; display_name: string; expires_at: Date }[]>`
    delete from magic_links where token_hash = ${tokenHash} returning email, display_name, expires_at`;
  return link;
}

function linkOf(row: MagicLinkModel): MagicLink {
  return {
    id: row.id,
    email: row.email,
    display_name: row.display_name,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  };
}

function linkGone(): DomainError {
  return new DomainError(
    "link_gone",
    "This sign-in link was used already or is older than 15 minutes. Ask for a new one.",
  );
}

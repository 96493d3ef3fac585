import type { Account } from "../../domain/accounts/schema";
import { DomainError } from "../../domain/core/errors";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { MagicLinkModel } from "../db/generated/models";
import type { JobStatement } from "../jobs/queue";
import { accountOf, accountOfEmail, type Transaction } from "./accounts";
import { deliveryOf } from "./delivery";
import type { DueMails } from "./due-mails";
import { normaliseEmail } from "./email-address";
import type { InviteCodes } from "./invite-codes";
import type { KnownBrowsers } from "./known-browsers";
import type { SignInLimits } from "./limiter";
import { confirmUrl } from "./link-urls";
import type { Mailer } from "./mailer";
import type { Registration } from "./registration";
import type { AuthRequest } from "./requests";
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
  /**
   * Counts a request against the limit of its address and returns the address in canonical form. Throws `invalid_input` and
   * `rate_limited`. A request from a browser in which the address has signed in before counts apart from all others.
   */
  admit(email: string, request?: AuthRequest): Promise<string>;
  /** Creates a link for an admitted address and posts it. */
  issue(email: string, displayName: string, inviteCode?: string): Promise<{ link: MagicLink; token: string }>;
  /**
   * Stores a link by its digest, and sends it if the address has an account or may get one. The answer and its timing are the
   * same for every address. A link that is not sent lets nobody in.
   */
  post(link: NewLink): Promise<MagicLink>;
  /** The address that a link would sign in, without using the link. Throws `link_gone`. */
  inspect(token: string): Promise<{ email: string; expires_at: string }>;
  /**
   * Takes a link by its digest. Of any number of takers only one gets it; none does when its address
   * has no account and may no longer get one.
   */
  take(
    tx: Transaction,
    tokenHash: string,
  ): Promise<{ email: string; display_name: string; expires_at: Date } | undefined>;
  /**
   * Signs in the person of a link, creating an account if the address has none. Throws
   * `link_gone` for a used, expired or unknown link.
   */
  consume(token: string, options: { userAgent: string | null }): Promise<SignedIn>;
};

export type NewLink = {
  readonly email: string;
  readonly displayName: string;
  readonly token: string;
  readonly expiresAt: Date;
  /** The code of the invite that the person uses. */
  readonly inviteCode: string | undefined;
};

type Parts = {
  readonly sessions: Sessions;
  readonly limits: SignInLimits;
  readonly knownBrowsers: KnownBrowsers;
  readonly mailer: Mailer;
  readonly dueMails: Pick<DueMails, "announcing">;
  readonly inviteCodes: InviteCodes;
  readonly registration: Registration;
};

/** Links that sign somebody in once, within 15 minutes. They are stored only as digests. */
export function createMagicLinks(
  context: ServerContext,
  { sessions, limits, knownBrowsers, mailer, dueMails, inviteCodes, registration }: Parts,
): MagicLinks {
  const { prisma } = context.database;

  async function post({ email, displayName, token, expiresAt, inviteCode }: NewLink): Promise<MagicLink> {
    const invite = inviteCode === undefined ? undefined : await inviteCodes.find(inviteCode);
    const inviteId = invite?.invite_id ?? null;
    const given = { email, displayName, token, expiresAt, inviteId };
    const id = context.newId("magicLink");
    const isSent = await maySend({ id, email, invite_id: inviteId });
    const row = await store({ ...given, id }, isSent);
    const link = linkOf(row);
    const { created_at, expires_at } = link;
    const url = confirmUrl(context, token);
    const mail = { id, purpose: "sign_in", newEmail: null, email, url, created_at, expires_at } as const;
    if (isSent) await mailer.send(mail, { purpose: "sign_in", rowId: id, digest: row.token_hash });
    return link;
  }

  /** A mail that will be sent is due with the row of its link. Every address gets a job, which does nothing if no mail is due. */
  async function store(link: StoredLink & { readonly id: string }, isSent: boolean): Promise<MagicLinkModel> {
    const isMailed = deliveryOf(context.env) === "mail";
    const job = isMailed ? await dueMails.announcing({ purpose: "sign_in", rowId: link.id }) : null;
    return storeLink(context, { ...link, mailDueAt: isMailed && isSent ? context.clock() : null }, job);
  }

  /** Asks the database the same questions for every address, so that the time of an answer reveals nothing. */
  async function maySend(row: Pick<MagicLinkModel, "id" | "email" | "invite_id">): Promise<boolean> {
    const isAdmitted = await registration.admits(prisma, row);
    if (!isAdmitted)
      context.logger.info({ link_id: row.id }, "a sign-in link was not sent: its address is unknown and not invited");
    if (deliveryOf(context.env) !== "mail") return isAdmitted;
    const isUnknown = (await prisma.user.count({ where: { email: row.email } })) === 0;
    // Counts only mails that would be sent: refused requests must not use up the mails of invited people.
    const isHeldBack = !(await limits.mayMail({ isStranger: isAdmitted && isUnknown }));
    if (isAdmitted && isHeldBack) context.metrics.messenger.mail("held_back");
    return isAdmitted && !isHeldBack;
  }

  async function take(tx: Transaction, tokenHash: string): ReturnType<MagicLinks["take"]> {
    const [link] = await tx.$queryRaw<TakenLink[]>`
      delete from magic_links where token_hash = ${tokenHash} returning email, display_name, invite_id, expires_at`;
    return link !== undefined && (await registration.admits(tx, link)) ? link : undefined;
  }

  return {
    post,
    take,
    admit: async (email, request) => {
      const address = normaliseEmail(email);
      const browser = request && (await knownBrowsers.of(request));
      await limits.admit(address, { isKnown: browser?.isOf(address) ?? false });
      return address;
    },
    issue: async (email, displayName, inviteCode) => {
      const token = newSecret("mlt");
      return { link: await post({ email, displayName, token, expiresAt: lastMoment(context), inviteCode }), token };
    },
    inspect: async (token) => {
      const link = await prisma.magicLink.findUnique({ where: { token_hash: hashSecret(token) } });
      const isExpired = link !== null && link.expires_at <= context.clock();
      if (isExpired) await prisma.magicLink.deleteMany({ where: { id: link.id } });
      if (link === null || isExpired || !(await registration.admits(prisma, link))) throw linkGone();
      return { email: link.email, expires_at: link.expires_at.toISOString() };
    },
    consume: async (token, { userAgent }) => {
      const consumed = await prisma.$transaction(async (tx) => {
        const link = await take(tx, hashSecret(token));
        if (link === undefined) throw linkGone();
        // A link used too late is gone for good, whatever the clock says later.
        if (link.expires_at <= context.clock()) return null;
        const user = await accountOfEmail(tx, context, { email: link.email, displayName: link.display_name });
        return { user: accountOf(user), ...(await sessions.open(tx, user.id, { userAgent })) };
      }, patient);
      return consumed ?? Promise.reject(linkGone());
    },
  };
}

/** Many may try one link at the same time, each waiting for a connection. */
const patient = { maxWait: 10_000, timeout: 10_000 };

/** The inputs for making a link. Command-line tools have them too. */
export type LinkContext = Pick<ServerContext, "env" | "database" | "clock" | "newId">;

/** Makes a link for an operator to hand over. It counts against no limit. */
export async function makeLink(
  place: LinkContext,
  { email, displayName, inviteId }: Pick<StoredLink, "email" | "displayName" | "inviteId">,
): Promise<{ url: string; expiresAt: Date }> {
  const token = newSecret("mlt");
  const expiresAt = lastMoment(place);
  await storeLink(place, { email, displayName, token, expiresAt, inviteId });
  return { url: confirmUrl(place, token), expiresAt };
}

type StoredLink = Omit<NewLink, "inviteCode"> & {
  readonly inviteId: string | null;
  readonly id?: string;
  readonly mailDueAt?: Date | null;
};

/** Stores the row of a link, and its job if it has one, in one statement, since many may ask for links at the same moment. */
async function storeLink(
  { database, clock, newId }: LinkContext,
  { id = newId("magicLink"), email, displayName, token, expiresAt, inviteId, mailDueAt = null }: StoredLink,
  job: JobStatement | null = null,
): Promise<MagicLinkModel> {
  const given = [id, hashSecret(token), email, displayName, inviteId, clock(), expiresAt, mailDueAt];
  const { text, values } = job ?? { text: "select 1", values: [] };
  const { rows } = await database.pool.query<MagicLinkModel>(
    `with job as (${text}), link as (
       insert into magic_links (id, token_hash, email, display_name, invite_id, created_at, expires_at, mail_due_at)
         values (${given.map((_, index) => `$${values.length + index + 1}`).join(", ")}) returning *)
     select link.* from link left join job on true`,
    [...values, ...given],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("A link that was stored is not there.");
  return row;
}

function lastMoment({ clock }: Pick<LinkContext, "clock">): Date {
  return new Date(clock().getTime() + linkSeconds * 1000);
}

type TakenLink = Pick<MagicLinkModel, "email" | "display_name" | "invite_id" | "expires_at">;

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
  return new DomainError("link_gone", "This sign-in link was used already or is no longer valid. Ask for a new one.");
}

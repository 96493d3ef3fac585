import { DomainError, invalid } from "../../domain/core/errors";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { EmailChangeModel } from "../db/generated/models";
import { findAccount, isTaken, type Transaction } from "./accounts";
import { deliveryOf } from "./delivery";
import type { DueMails } from "./due-mails";
import { normaliseEmail } from "./email-address";
import type { SignInLimits } from "./limiter";
import { changeUrl } from "./link-urls";
import type { Mailer } from "./mailer";
import type { Registration } from "./registration";

export const changeSeconds = 60 * 60;

/** The address that a link was sent to. */
export type Side = "current" | "new";

/** A change of address as the person who makes it sees it. */
export type PendingChange = {
  readonly email: string;
  /** The addresses that have yet to confirm. */
  readonly waiting_for: readonly Side[];
  readonly expires_at: string;
};

export type EmailChanges = {
  /**
   * Sends each of the two addresses a link, replacing any earlier change. The answer is the same whether or not somebody has
   * the new address. Throws `invalid_input`, `rate_limited`, and `not_configured` where no link can be delivered.
   */
  begin(userId: string, email: string): Promise<PendingChange>;
  /** The change that is waiting for confirmation; null when there is none. */
  find(userId: string): Promise<PendingChange | null>;
  /** Cancels the change: its links no longer work. Safe to repeat. */
  cancel(userId: string): Promise<void>;
  /** The address that a link was sent to, and the new address, without using the link. Throws `link_gone`. */
  inspect(token: string): Promise<{ side: Side; email: string }>;
  /**
   * Confirms for the address that the link was sent to. Once both have confirmed, the account has the new address. Safe to
   * repeat until then. Throws `link_gone`, and `conflict` when somebody else has the address.
   */
  confirm(token: string): Promise<{ side: Side; email: string; waiting_for: readonly Side[] }>;
};

type Parts = {
  readonly mailer: Mailer;
  readonly dueMails: Pick<DueMails, "announcing">;
  readonly limits: SignInLimits;
  readonly registration: Registration;
};

/** Changes of the address that a person signs in with. Links are stored only as digests. */
export function createEmailChanges(
  context: ServerContext,
  { mailer, dueMails, limits, registration }: Parts,
): EmailChanges {
  const { prisma } = context.database;

  function isOver({ expires_at }: Pick<EmailChangeModel, "expires_at">): boolean {
    return expires_at <= context.clock();
  }

  /** The change of a link. A link used too late is gone for good, whatever the clock says later. */
  async function findLiving(tx: Pick<Transaction, "emailChange">, hash: string): Promise<EmailChangeModel | null> {
    const change = await tx.emailChange.findFirst({ where: { OR: [{ current_hash: hash }, { new_hash: hash }] } });
    if (change === null || !isOver(change)) return change;
    await tx.emailChange.deleteMany({ where: { user_id: change.user_id } });
    return null;
  }

  /** Stores a change with the jobs that make its mails certain. */
  async function store(userId: string, row: Omit<EmailChangeModel, "user_id">): Promise<EmailChangeModel> {
    const mails = [
      ...(row.current_mail_due_at === null ? [] : [{ purpose: "email_change", rowId: userId } as const]),
      ...(row.new_mail_due_at === null ? [] : [{ purpose: "new_email", rowId: userId } as const]),
    ];
    const jobs = await Promise.all(mails.map(dueMails.announcing));
    const [change] = await prisma.$transaction([
      prisma.emailChange.upsert({ where: { user_id: userId }, create: { user_id: userId, ...row }, update: row }),
      ...jobs.flatMap((job) => (job === null ? [] : [prisma.$queryRawUnsafe(job.text, ...job.values)])),
    ]);
    return change;
  }

  async function post(change: EmailChangeModel, current: string | null, tokens: Readonly<Record<Side, string>>) {
    const shared = {
      created_at: change.created_at.toISOString(),
      expires_at: change.expires_at.toISOString(),
    };
    const linkOf = (side: Side) => ({
      ...shared,
      id: context.newId("magicLink"),
      url: changeUrl(context, tokens[side]),
    });
    const { user_id: rowId, email, current_hash, new_hash } = change;
    if (current !== null)
      await mailer.send(
        { ...linkOf("current"), purpose: "email_change", email: current, newEmail: email },
        { purpose: "email_change", rowId, digest: current_hash },
      );
    await mailer.send(
      { ...linkOf("new"), purpose: "new_email", newEmail: null, email },
      { purpose: "new_email", rowId, digest: new_hash },
    );
  }

  /** Gives the account its new address, and removes the sign-in links of the old one. */
  async function apply(tx: Transaction, change: EmailChangeModel): Promise<void> {
    const user = await findAccount(tx, change.user_id);
    await tx.emailChange.delete({ where: { user_id: change.user_id } });
    if (user.email !== null) await tx.magicLink.deleteMany({ where: { email: user.email } });
    await tx.user.update({
      where: { id: user.id },
      data: { email: change.email, email_verified_at: context.clock() },
    });
  }

  return {
    begin: async (userId, given) => {
      if (deliveryOf(context.env) === "operator")
        throw new DomainError(
          "not_configured",
          "This server doesn’t send e-mail, so that no address can be confirmed. Ask the person who runs it.",
        );
      const email = normaliseEmail(given);
      const user = await findAccount(prisma, userId);
      if (email === user.email) throw invalid("email", "is your address already");
      const domains = registration.domainsInstead(user.email, email);
      if (domains !== null) throw invalid("email", `must be an address at ${domains.join(" or ")}`);
      await limits.admitChange({ userId, email });
      const tokens = { current: newSecret("emc"), new: newSecret("emc") };
      const now = context.clock();
      const isMailed = deliveryOf(context.env) === "mail";
      const row = {
        email,
        current_hash: hashSecret(tokens.current),
        new_hash: hashSecret(tokens.new),
        // A person without an address confirms only the new one.
        current_seen_at: user.email === null ? now : null,
        new_seen_at: null,
        current_mail_due_at: isMailed && user.email !== null ? now : null,
        new_mail_due_at: isMailed ? now : null,
        created_at: now,
        expires_at: new Date(now.getTime() + changeSeconds * 1000),
      };
      const change = await store(userId, row);
      await post(change, user.email, tokens);
      return pendingOf(change);
    },
    find: async (userId) => {
      const change = await prisma.emailChange.findUnique({ where: { user_id: userId } });
      return change === null || isOver(change) ? null : pendingOf(change);
    },
    cancel: async (userId) => {
      await prisma.emailChange.deleteMany({ where: { user_id: userId } });
    },
    inspect: async (token) => {
      const hash = hashSecret(token);
      const change = await findLiving(prisma, hash);
      if (change === null) throw linkGone();
      return { side: sideOf(change, hash), email: change.email };
    },
    confirm: async (token) => {
      const hash = hashSecret(token);
      const change = await prisma
        .$transaction(async (tx) => {
          // If two links are used at the same moment, the second one waits here and finds what the first one did.
          await tx.$queryRaw`select from email_changes where current_hash = ${hash} or new_hash = ${hash} for update`;
          const found = await findLiving(tx, hash);
          if (found === null) return null;
          const seen =
            sideOf(found, hash) === "current" ? { current_seen_at: context.clock() } : { new_seen_at: context.clock() };
          const confirmed = await tx.emailChange.update({ where: { user_id: found.user_id }, data: seen });
          if (waitingFor(confirmed).length === 0) await apply(tx, confirmed);
          return confirmed;
        })
        .catch(asAddressTaken);
      if (change === null) throw linkGone();
      return { side: sideOf(change, hash), email: change.email, waiting_for: waitingFor(change) };
    },
  };
}

function pendingOf(change: EmailChangeModel): PendingChange {
  return { email: change.email, waiting_for: waitingFor(change), expires_at: change.expires_at.toISOString() };
}

function waitingFor({ current_seen_at, new_seen_at }: EmailChangeModel): Side[] {
  const sides: [Side, Date | null][] = [
    ["current", current_seen_at],
    ["new", new_seen_at],
  ];
  return sides.flatMap(([side, seenAt]) => (seenAt === null ? [side] : []));
}

function sideOf({ current_hash }: EmailChangeModel, hash: string): Side {
  return current_hash === hash ? "current" : "new";
}

function asAddressTaken(error: unknown): never {
  throw isTaken(error) ? new DomainError("conflict", "Another account signs in with this address already.") : error;
}

function linkGone(): DomainError {
  return new DomainError("link_gone", "This link was used already, was taken back, or is no longer valid.");
}

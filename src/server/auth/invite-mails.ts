import { DomainError } from "../../domain/core/errors";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import { type Executed, isRefusal } from "../log/execute";
import { deliveryOf } from "./delivery";
import type { DueMails } from "./due-mails";
import { normaliseEmails } from "./email-address";
import type { SignInLimits } from "./limiter";
import { inviteUrl } from "./link-urls";
import type { KeptLink } from "./mailbox";
import type { Mailer } from "./mailer";

/** Who mails invites to a workspace, to whom, and the names that the mails have. */
export type InviteMailing = {
  readonly userId: string;
  readonly workspaceId: string;
  readonly emails: readonly string[];
  readonly invitation: NonNullable<KeptLink["invitation"]>;
};

export type InviteMails = {
  /**
   * Mails an invite to each address, which `make` appends under the ids that it is given. Asks nobody whether an address has an
   * account. Returns what `make` does. If that was done before, nothing is mailed again: the mails were due before the invites
   * were made. Throws `invalid_input`, `rate_limited`, `not_configured` where no link can be delivered, and what `make` throws;
   * when it refuses, nothing counts.
   */
  mail(mailing: InviteMailing, make: (ids: readonly string[]) => Promise<Executed>): Promise<Executed>;
};

/** How long a mail server that is away is waited for. */
const triedMs = 24 * 60 * 60_000;

type Parts = {
  readonly mailer: Mailer;
  readonly dueMails: Pick<DueMails, "announcing">;
  readonly limits: SignInLimits;
};

/** A mail that is due, once its invite is made. */
type Prepared = { readonly inviteId: string; readonly email: string; readonly code: string };

/**
 * Invites that are sent to an address. Codes, due rows and jobs are stored before the invites are appended, so that no invite is
 * without its mail, whenever this process dies: a job mails it, or finds no invite. The code is in the mail only; its digest is
 * stored. The row of a mail says that it is due, and goes once the mail has been sent.
 */
export function createInviteMails(context: ServerContext, { mailer, dueMails, limits }: Parts): InviteMails {
  const { prisma } = context.database;

  async function prepare(mails: readonly Prepared[], workspace_id: string): Promise<void> {
    const isMailed = deliveryOf(context.env) === "mail";
    const now = context.clock();
    const dates = { created_at: now, expires_at: endOf(now), mail_due_at: now };
    const codes = mails.map(({ inviteId, code }) => ({ invite_id: inviteId, code_hash: hashSecret(code) }));
    const jobs = isMailed ? await Promise.all(codes.map(({ invite_id }) => dueMails.announcing(dueOf(invite_id)))) : [];
    await prisma.$transaction([
      prisma.inviteCode.createMany({ data: codes.map((one) => ({ ...one, workspace_id })) }),
      prisma.inviteMail.createMany({
        data: isMailed ? codes.map((one, index) => ({ ...one, ...dates, email: mails[index]?.email ?? "" })) : [],
      }),
      ...jobs.flatMap((job) => (job === null ? [] : [prisma.$queryRawUnsafe(job.text, ...job.values)])),
    ]);
  }

  /** Their jobs find nothing to mail. */
  async function discard(mails: readonly Prepared[]): Promise<void> {
    const where = { invite_id: { in: mails.map(({ inviteId }) => inviteId) } };
    await prisma.$transaction([prisma.inviteCode.deleteMany({ where }), prisma.inviteMail.deleteMany({ where })]);
  }

  async function send(mails: readonly Prepared[], made: Executed, invitation: InviteMailing["invitation"]) {
    const ends = endsOf(made);
    const now = context.clock();
    await Promise.all(
      mails.map(({ inviteId, email, code }) => {
        const dates = { created_at: now.toISOString(), expires_at: ends.get(inviteId) ?? endOf(now).toISOString() };
        const shared = { id: context.newId("magicLink"), purpose: "invite", newEmail: null, email } as const;
        const link = { ...shared, ...dates, invitation, url: inviteUrl(context, code) };
        return mailer.send(link, { ...dueOf(inviteId), digest: hashSecret(code) });
      }),
    );
  }

  return {
    mail: async ({ userId, workspaceId, emails, invitation }, make) => {
      if (deliveryOf(context.env) === "operator")
        throw new DomainError(
          "not_configured",
          "This server doesn’t send e-mail. Make a link and pass it on yourself.",
        );
      const addresses = normaliseEmails(emails);
      const giveBack = await limits.admitInvites({ userId, emails: addresses });
      const mails = addresses.map((email) => ({ inviteId: context.newId("invite"), email, code: newSecret("inv") }));
      await prepare(mails, workspaceId);
      const undo = () => Promise.all([discard(mails), giveBack()]);
      const made = await make(mails.map(({ inviteId }) => inviteId)).catch(async (error: unknown) => {
        // If they may have been made, their mails stay due.
        if (isRefusal(error)) await undo();
        throw error;
      });
      if (made.replayed) await undo();
      else await send(mails, made, invitation);
      return made;
    },
  };
}

function endsOf({ events }: Executed): ReadonlyMap<string, string | null> {
  return new Map(
    events.flatMap((event) =>
      event.type === "invite.created" ? [[event.payload.invite_id, event.payload.invite.expires_at] as const] : [],
    ),
  );
}

function dueOf(inviteId: string) {
  return { purpose: "invite", rowId: inviteId } as const;
}

function endOf(now: Date): Date {
  return new Date(now.getTime() + triedMs);
}

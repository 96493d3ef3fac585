import { DomainError } from "../../domain/core/errors";
import type { InviteFields } from "../../domain/members/invites.schema";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import { deliveryOf } from "./delivery";
import type { DueMails } from "./due-mails";
import { normaliseEmails } from "./email-address";
import type { SignInLimits } from "./limiter";
import { inviteUrl } from "./link-urls";
import type { KeptLink } from "./mailbox";
import type { Mailer } from "./mailer";

/** An invite that is on its way to an address. */
export type MailedInvite = {
  readonly invite: Pick<InviteFields, "id" | "workspace_id" | "expires_at">;
  readonly email: string;
  readonly invitation: NonNullable<KeptLink["invitation"]>;
};

export type InviteMails = {
  /**
   * Counts the mails of a person and returns their addresses in canonical form, each once. Asks nobody whether an address has an
   * account. Throws `invalid_input`, `rate_limited`, and `not_configured` where no link can be delivered.
   */
  admit(userId: string, emails: readonly string[]): Promise<readonly string[]>;
  /**
   * Makes the code of an invite and mails it. The code is in the mail only; its digest is stored. Safe to repeat: an invite that has
   * a code has its mail, too.
   */
  send(invite: MailedInvite): Promise<void>;
};

/** How long a mail server that is away is waited for. */
const triedMs = 24 * 60 * 60_000;

type Parts = {
  readonly mailer: Mailer;
  readonly dueMails: Pick<DueMails, "announcing">;
  readonly limits: SignInLimits;
};

/** Invites that are sent to an address. The row of a mail says that it is due, and goes once that is over. */
export function createInviteMails(context: ServerContext, { mailer, dueMails, limits }: Parts): InviteMails {
  const { prisma } = context.database;

  return {
    admit: async (userId, given) => {
      if (deliveryOf(context.env) === "operator")
        throw new DomainError("not_configured", "This Parley sends no mail. Make a link and pass it on yourself.");
      const emails = normaliseEmails(given);
      await limits.admitInvites({ userId, emails });
      return emails;
    },
    send: async ({ invite, email, invitation }) => {
      const code = newSecret("inv");
      const code_hash = hashSecret(code);
      const now = context.clock();
      const isMailed = deliveryOf(context.env) === "mail";
      const expires_at = new Date(now.getTime() + triedMs);
      const { id: invite_id, workspace_id } = invite;
      const due = { purpose: "invite", rowId: invite_id } as const;
      if ((await prisma.inviteCode.count({ where: { invite_id } })) > 0) return;
      const job = isMailed ? await dueMails.announcing(due) : null;
      await prisma.$transaction([
        prisma.inviteCode.create({ data: { code_hash, invite_id, workspace_id } }),
        ...(isMailed
          ? [
              prisma.inviteMail.create({
                data: { invite_id, email, code_hash, created_at: now, expires_at, mail_due_at: now },
              }),
            ]
          : []),
        ...(job === null ? [] : [prisma.$queryRawUnsafe(job.text, ...job.values)]),
      ]);
      const link: KeptLink = {
        id: context.newId("magicLink"),
        purpose: "invite",
        newEmail: null,
        email,
        invitation,
        url: inviteUrl(context, code),
        created_at: now.toISOString(),
        expires_at: invite.expires_at ?? expires_at.toISOString(),
      };
      await mailer.send(link, { ...due, digest: code_hash });
    },
  };
}

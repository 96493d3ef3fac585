import pg from "pg";
import { type LinkPurpose, linkPurposes } from "../../domain/accounts/schema";
import { admits } from "../../domain/members/invite-state";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import { findJobsSchema } from "../db/jobs-schema";
import { inTransaction } from "../db/transaction";
import type { JobQueue, JobStatement } from "../jobs/queue";
import { keyOf } from "../jobs/queue";
import { readStanding } from "./invite-codes";
import { changeUrl, confirmUrl, inviteUrl } from "./link-urls";
import type { KeptLink } from "./mailbox";
import type { Registration } from "./registration";

/** A due mail: the purpose of its link, and its row, which is that of a sign-in link, of the person who changes an address, or of an invite. */
type DueRow = { readonly purpose: LinkPurpose; readonly rowId: string };

/** One mail of such a row. The digest of the token stored with it distinguishes it from the mail of a newer change of address. */
export type DueMail = DueRow & { readonly digest: string };

/**
 * How long the process that made a link has to mail it before a job does. Only that process has the token, so its mail needs no
 * new one. The job makes the mail certain.
 */
const firstTryMs = 60_000;

export type DueMails = {
  /** The statement that adds the job of a due mail, to run in one transaction with its row. */
  announcing(row: DueRow): Promise<JobStatement | null>;
  /**
   * Records that a mail was sent, or never will be. Removes its job, unless that job has sent it. Does nothing when the row has
   * a newer token, whose mail is still due. Safe to repeat.
   */
  settle(mail: DueMail, by: "first_try" | "job"): Promise<void>;
  /** Lets the job retry at once a mail that the link's process could not send. Does nothing when the row has a newer token. */
  hurry(mail: DueMail): Promise<void>;
  /**
   * The link of a mail that is still due, with a new token whose digest is stored; null when it was sent or has expired, or when
   * its link would let nobody in by now.
   */
  renew(id: string): Promise<{ readonly mail: DueMail; readonly link: KeptLink } | null>;
  /** Adds the missing jobs of due mails, such as those of a process that could not add jobs. Safe to repeat. */
  sweep(): Promise<void>;
};

type Parts = { readonly queue: JobQueue; readonly registration: Pick<Registration, "admits"> };

/** Manages the mails that are due, on the rows that say so. */
export function createDueMails(context: ServerContext, { queue, registration }: Parts): DueMails {
  const { pool } = context.database;

  return {
    announcing: (row) => queue.adding({ task: "mail", id: idOf(row), delayMs: firstTryMs }),
    settle: (mail, by) =>
      inTransaction(pool, async (connection) => {
        const { table, key, due, digest } = rows[mail.purpose];
        // The row of an invite's mail is there for the mail alone.
        const settling = mail.purpose === "invite" ? `delete from ${table}` : `update ${table} set ${due} = null`;
        const settled = await connection.query(
          `${settling} where ${key} = $1 and ${digest} = $2 and ${due} is not null`,
          [mail.rowId, mail.digest],
        );
        if (by === "job" || settled.rowCount === 0) return;
        const removing = await queue.removing({ task: "mail", id: idOf(mail) });
        if (removing !== null) await connection.query(removing);
      }),
    // A job added for a mail that is settled in the meantime finds nothing to send.
    hurry: async (mail) => {
      const { table, key, due, digest } = rows[mail.purpose];
      const { rowCount } = await pool.query(
        `select from ${table} where ${key} = $1 and ${digest} = $2 and ${due} is not null`,
        [mail.rowId, mail.digest],
      );
      const adding = rowCount === 0 ? null : await queue.adding({ task: "mail", id: idOf(mail) });
      if (adding !== null) await pool.query(adding);
    },
    renew: async (id) => {
      const row = rowOf(id);
      const renewed = row === null ? null : await renewals[row.purpose]({ ...context, registration }, row.rowId);
      return row === null || renewed === null ? null : { mail: { ...row, digest: renewed.digest }, link: renewed.link };
    },
    sweep: async () => {
      const schema = await findJobsSchema(pool);
      if (schema === null) return;
      for (const purpose of linkPurposes) {
        const { table, key, due } = rows[purpose];
        const { rows: missing } = await pool.query<{ id: string }>(
          `select ${key} as id from ${table} where ${due} is not null and expires_at > now()
           and not exists (select from ${pg.escapeIdentifier(schema)}._private_jobs where key = $1 || ${table}.${key})`,
          [keyOf({ task: "mail", id: idOf({ purpose, rowId: "" }) })],
        );
        for (const { id } of missing) {
          const adding = await queue.adding({ task: "mail", id: idOf({ purpose, rowId: id }), delayMs: firstTryMs });
          if (adding !== null) await pool.query(adding);
        }
      }
    },
  };
}

const rows = {
  sign_in: { table: "magic_links", key: "id", due: "mail_due_at", digest: "token_hash" },
  email_change: { table: "email_changes", key: "user_id", due: "current_mail_due_at", digest: "current_hash" },
  new_email: { table: "email_changes", key: "user_id", due: "new_mail_due_at", digest: "new_hash" },
  invite: { table: "invite_mails", key: "invite_id", due: "mail_due_at", digest: "code_hash" },
} as const satisfies Record<LinkPurpose, { table: string; key: string; due: string; digest: string }>;

function idOf({ purpose, rowId }: DueRow): string {
  return `${purpose}:${rowId}`;
}

function rowOf(id: string): DueRow | null {
  const purpose = linkPurposes.find((one) => id.startsWith(`${one}:`));
  return purpose === undefined ? null : { purpose, rowId: id.slice(purpose.length + 1) };
}

/** A link with a new token, and the digest that settles its mail. */
type Renewed = { readonly link: KeptLink; readonly digest: string };
type RenewalContext = ServerContext & Pick<Parts, "registration">;
type Renewal = (context: RenewalContext, rowId: string) => Promise<Renewed | null>;
type Dates = { readonly created_at: Date; readonly expires_at: Date };

const renewals: Record<LinkPurpose, Renewal> = {
  // Makes a second link beside the first, which may have arrived: both mails work. Further tries give
  // the second link a new token, and add none. A link whose address is not admitted any more would let nobody in.
  sign_in: async (context, rowId) => {
    const { prisma } = context.database;
    const applicant = await prisma.magicLink.findUnique({
      where: { id: rowId },
      select: { email: true, invite_id: true },
    });
    if (applicant === null || !(await context.registration.admits(prisma, applicant))) return null;
    const token = newSecret("mlt");
    const { rows } = await context.database.pool.query<Dates & { email: string; digest: string }>(
      `with due as (select * from magic_links where id = $1 and mail_due_at is not null and expires_at > $4),
       renewed as (
         insert into magic_links (id, token_hash, email, display_name, invite_id, created_at, expires_at)
           select $2, $3, email, display_name, invite_id, created_at, expires_at from due
         on conflict (id) do update set token_hash = excluded.token_hash)
       select email, token_hash as digest, created_at, expires_at from due`,
      [rowId, `${rowId}_renewed`, hashSecret(token), context.clock()],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const { email, digest } = row;
    const url = confirmUrl(context, token);
    return { link: { id: rowId, purpose: "sign_in", newEmail: null, email, url, ...datesOf(row) }, digest };
  },
  email_change: (context, rowId) => renewChange(context, rowId, "current"),
  new_email: (context, rowId) => renewChange(context, rowId, "new"),
  invite: renewInvite,
};

/** Only the newest link sent to an address confirms it. */
async function renewChange(context: ServerContext, userId: string, side: "current" | "new"): Promise<Renewed | null> {
  const token = newSecret("emc");
  const digest = hashSecret(token);
  const { rows } = await context.database.pool.query<Dates & { email: string; current: string | null }>(
    `update email_changes set ${side}_hash = $2 from users
     where email_changes.user_id = $1 and users.id = $1 and ${side}_mail_due_at is not null and ${side}_seen_at is null and expires_at > $3
     returning email_changes.email, users.email as current, email_changes.created_at, email_changes.expires_at`,
    [userId, digest, context.clock()],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const shared = { id: context.newId("magicLink"), url: changeUrl(context, token), ...datesOf(row) };
  if (side === "new") return { link: { ...shared, purpose: "new_email", newEmail: null, email: row.email }, digest };
  if (row.current === null) return null;
  return { link: { ...shared, purpose: "email_change", newEmail: row.email, email: row.current }, digest };
}

/**
 * The newest mail of an invite has the code that works. An invite that admits nobody any more is not mailed. One that is not there
 * may still be under way to the log: its mail stays due.
 */
async function renewInvite(context: ServerContext, inviteId: string): Promise<Renewed | null> {
  const { pool, prisma } = context.database;
  const standing = await readStanding(prisma, inviteId, null);
  if (standing === undefined) return null;
  if (!admits(standing.invite, standing, context.clock().toISOString())) {
    await prisma.inviteMail.deleteMany({ where: { invite_id: inviteId } });
    return null;
  }
  const code = newSecret("inv");
  const digest = hashSecret(code);
  const { rows } = await pool.query<Dates & { email: string }>(
    `with due as (select * from invite_mails where invite_id = $1 and mail_due_at is not null and expires_at > $3),
     coded as (update invite_codes set code_hash = $2 from due where invite_codes.invite_id = due.invite_id),
     renewed as (update invite_mails set code_hash = $2 from due where invite_mails.invite_id = due.invite_id)
     select email, created_at, expires_at from due`,
    [inviteId, digest, context.clock()],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const shared = { id: context.newId("magicLink"), purpose: "invite", newEmail: null, email: row.email } as const;
  const invitation = { workspace: standing.workspace.name, inviter: standing.maker?.display_name ?? null };
  return { link: { ...shared, invitation, url: inviteUrl(context, code), ...datesOf(row) }, digest };
}

function datesOf({ created_at, expires_at }: Dates): Pick<KeptLink, "created_at" | "expires_at"> {
  return { created_at: created_at.toISOString(), expires_at: expires_at.toISOString() };
}

import pg from "pg";
import { type LinkPurpose, linkPurposes } from "../../domain/accounts/schema";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import { findJobsSchema } from "../db/jobs-schema";
import type { JobQueue, Statement } from "../jobs/queue";
import { keyOf } from "../jobs/queue";
import { changeUrl, confirmUrl } from "./link-urls";
import type { KeptLink } from "./mailbox";

/** A mail that is due, by what its link is for and by the row that says so: that of a sign-in link, or of the person who changes an address. */
export type DueMail = { readonly purpose: LinkPurpose; readonly rowId: string };

/**
 * How long the process that made a link has to mail it before a job does. It alone has the token, so its mail needs no other; the job
 * is what makes the mail certain.
 */
const firstTryMs = 60_000;

export type DueMails = {
  /** The statement that goes with the row of a mail that is due, in one transaction. */
  announcing(mail: DueMail): Promise<Statement | null>;
  /** Notes that a mail has left, or that it never will, and takes its job back, unless that is what has sent it. Safe to repeat. */
  settle(mail: DueMail, by: "first_try" | "job"): Promise<void>;
  /** Lets the job try at once what the process that made the link could not mail. */
  hurry(mail: DueMail): Promise<void>;
  /** The link of a mail that is still due, with a new token of which the digest is stored; null when it has left or has expired. */
  renew(id: string): Promise<{ readonly mail: DueMail; readonly link: KeptLink } | null>;
  /** Adds the jobs of mails that are due and have none: after a restore of the tables of the jobs, say. Safe to repeat. */
  sweep(): Promise<void>;
};

type Queryable = Pick<pg.Pool, "query">;

/** The mails that are due, over the rows that say so. */
export function createDueMails(context: ServerContext, queue: JobQueue): DueMails {
  const { pool } = context.database;

  async function inTransaction(run: (connection: Queryable) => Promise<void>): Promise<void> {
    const connection = await pool.connect();
    try {
      await connection.query("begin");
      await run(connection);
      await connection.query("commit");
    } catch (error) {
      await connection.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      connection.release();
    }
  }

  return {
    announcing: (mail) => queue.adding({ task: "mail", id: idOf(mail), delayMs: firstTryMs }),
    settle: (mail, by) =>
      inTransaction(async (connection) => {
        const { table, key, due } = rows[mail.purpose];
        await connection.query(`update ${table} set ${due} = null where ${key} = $1`, [mail.rowId]);
        if (by === "job") return;
        const removing = await queue.removing({ task: "mail", id: idOf(mail) });
        if (removing !== null) await connection.query(removing);
      }),
    hurry: async (mail) => {
      const adding = await queue.adding({ task: "mail", id: idOf(mail) });
      if (adding !== null) await pool.query(adding);
    },
    renew: async (id) => {
      const mail = mailOf(id);
      const link = mail === null ? null : await renewals[mail.purpose](context, mail.rowId);
      return mail === null || link === null ? null : { mail, link };
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
  sign_in: { table: "magic_links", key: "id", due: "mail_due_at" },
  email_change: { table: "email_changes", key: "user_id", due: "current_mail_due_at" },
  new_email: { table: "email_changes", key: "user_id", due: "new_mail_due_at" },
} as const satisfies Record<LinkPurpose, { table: string; key: string; due: string }>;

function idOf({ purpose, rowId }: DueMail): string {
  return `${purpose}:${rowId}`;
}

function mailOf(id: string): DueMail | null {
  const purpose = linkPurposes.find((one) => id.startsWith(`${one}:`));
  return purpose === undefined ? null : { purpose, rowId: id.slice(purpose.length + 1) };
}

type Renewal = (context: ServerContext, rowId: string) => Promise<KeptLink | null>;
type Dates = { readonly created_at: Date; readonly expires_at: Date };

const renewals: Record<LinkPurpose, Renewal> = {
  // A second link beside the first, which may have arrived: both mails work.
  sign_in: async (context, rowId) => {
    const token = newSecret("mlt");
    const { rows } = await context.database.pool.query<Dates & { email: string }>(
      `insert into magic_links (id, token_hash, email, display_name, invite_id, created_at, expires_at)
         select $2, $3, email, display_name, invite_id, created_at, expires_at from magic_links
         where id = $1 and mail_due_at is not null and expires_at > $4
       returning email, created_at, expires_at`,
      [rowId, context.newId("magicLink"), hashSecret(token), context.clock()],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const url = confirmUrl(context, token);
    return { id: rowId, purpose: "sign_in", newEmail: null, email: row.email, url, ...datesOf(row) };
  },
  email_change: (context, rowId) => renewChange(context, rowId, "current"),
  new_email: (context, rowId) => renewChange(context, rowId, "new"),
};

/** An address is confirmed by the newest link that was sent to it. */
async function renewChange(context: ServerContext, userId: string, side: "current" | "new"): Promise<KeptLink | null> {
  const token = newSecret("emc");
  const { rows } = await context.database.pool.query<Dates & { email: string; current: string | null }>(
    `update email_changes set ${side}_hash = $2 from users
     where email_changes.user_id = $1 and users.id = $1 and ${side}_mail_due_at is not null and ${side}_seen_at is null and expires_at > $3
     returning email_changes.email, users.email as current, email_changes.created_at, email_changes.expires_at`,
    [userId, hashSecret(token), context.clock()],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const shared = { id: context.newId("magicLink"), url: changeUrl(context, token), ...datesOf(row) };
  if (side === "new") return { ...shared, purpose: "new_email", newEmail: null, email: row.email };
  return row.current === null ? null : { ...shared, purpose: "email_change", newEmail: row.email, email: row.current };
}

function datesOf({ created_at, expires_at }: Dates): Pick<KeptLink, "created_at" | "expires_at"> {
  return { created_at: created_at.toISOString(), expires_at: expires_at.toISOString() };
}

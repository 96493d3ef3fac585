import type { App } from "../app";
import { demandSetUp, typedEmail } from "../auth/operator-links";

type Operated = Pick<App, "context">;

/** A person as an operator sees them. */
export type FoundPerson = {
  readonly id: string;
  /** Null for imported people without an address. */
  readonly email: string | null;
  readonly display_name: string;
  readonly handle: string;
  /** Whether they own the installation. */
  readonly is_owner: boolean;
  /** When one of their valid sessions was last used; null if there is none. */
  readonly last_used_at: string | null;
  readonly workspaces: readonly { readonly slug: string; readonly role: string }[];
};

/** Everybody with an account, the oldest first, without bots. */
export async function listPeople({ context: { database } }: Operated): Promise<FoundPerson[]> {
  const { rows } = await database.pool.query<FoundPerson>(
    `select u.id, u.email, u.display_name, u.handle,
       exists (select from installation i where i.owner_id = u.id) as is_owner,
       to_char(max(s.last_used_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as last_used_at,
       coalesce((select json_agg(json_build_object('slug', w.slug, 'role', m.role) order by w.slug)
         from members m join workspaces w on w.id = m.workspace_id where m.user_id = u.id and m.left_at is null), '[]') as workspaces
     from users u left join sessions s on s.user_id = u.id and s.expires_at > now()
     where u.kind = 'human' group by u.id order by u.created_at, u.id`,
  );
  return rows;
}

/** The account of an address. Throws an error of one sentence if there is none. */
export async function personOf(
  { context: { database } }: Operated,
  address: string,
): Promise<{ id: string; email: string }> {
  await demandSetUp({ database });
  const email = typedEmail(address);
  const { rows } = await database.pool.query<{ id: string }>("select id from users where email = $1", [email]);
  const [row] = rows;
  if (row === undefined) throw new Error(`Nobody here has the e-mail address ${email}.`);
  return { id: row.id, email };
}

/**
 * Signs a person out everywhere, including live streams, and returns how many sessions ended. Bot
 * tokens remain valid. Safe to repeat.
 */
export async function revokeSessions(app: Pick<App, "context" | "auth">, userId: string): Promise<number> {
  return (await app.auth.sessions.revokeAll(userId)).length;
}

import type pg from "pg";
import { limits } from "../../domain/core/limits";
import type { ServerContext } from "../context/context";
import type { Execute } from "../log/execute";
import { slugOf } from "../names/latin";
import { shorten } from "./accounts";
import { ImportRefusal } from "./fault";
import type { SlackExport } from "./slack-export";

/** The workspace that an import goes into. */
export interface ImportTarget {
  id: string;
  slug: string;
  name: string;
  /** Its owner, who runs the import. */
  ownerId: string;
  source: string | null;
  isNew: boolean;
}

/**
 * The workspace with the given slug. Without a slug: the newest one that an import of the same team made, or else
 * (and always with `isFresh`) a new one of the installation's owner, not yet created. Throws an `ImportRefusal`
 * before the set-up and for an unknown slug.
 */
export async function findTarget(
  context: ServerContext,
  slack: SlackExport,
  { slug, isFresh }: { slug: string | undefined; isFresh: boolean },
): Promise<ImportTarget> {
  const { pool } = context.database;
  const installation = await pool.query<{ owner_id: string }>("select owner_id from installation");
  const owner = installation.rows[0];
  if (!owner)
    throw new ImportRefusal("Parley has not been set up yet: start it and open the link that it prints first.");
  const earlier = slug === undefined ? await workspacesOf(pool, slack.teamId) : [];
  const found = slug === undefined ? earlier[0] : await workspaceWith(pool, slug);
  if (found && !isFresh) return { ...found, isNew: false };
  if (slug !== undefined) throw new ImportRefusal(`There is no workspace with the slug "${slug}".`);
  const source = earlier.length === 0 ? `slack:${slack.teamId}` : `slack:${slack.teamId}:${earlier.length + 1}`;
  const name = shorten(slack.teamName, limits.workspaceNameLengthMax);
  return {
    id: context.newId("workspace"),
    slug: await freeSlug(pool, name),
    name,
    ownerId: owner.owner_id,
    source,
    isNew: true,
  };
}

/** Creates the workspace, with its owner and #general. */
export async function createTarget(pool: pg.Pool, execute: Execute, target: ImportTarget): Promise<void> {
  const { rows } = await pool.query<{ display_name: string; handle: string; avatar_url: string | null }>(
    "select display_name, handle, avatar_url from users where id = $1",
    [target.ownerId],
  );
  const owner = rows[0];
  if (!owner) throw new ImportRefusal("The account of the installation's owner is missing.");
  const { name, slug, source } = target;
  const input = { name, slug, owner, source };
  await execute(target.id, { type: "workspace.create", input }, { actor: { user_id: target.ownerId } });
}

/** The team whose import made a workspace. */
export function teamOf(source: string | null): string | undefined {
  return source?.split(":")[1];
}

type Found = Omit<ImportTarget, "isNew">;

const found = `select w.id, w.slug, w.name, w.source, m.user_id as "ownerId" from workspaces w
  join members m on m.workspace_id = w.id and m.role = 'owner' and m.left_at is null`;

async function workspaceWith(pool: pg.Pool, slug: string): Promise<Found | undefined> {
  return (await pool.query<Found>(`${found} where w.slug = $1`, [slug])).rows[0];
}

/** The workspaces that imports of a team made, newest first. */
async function workspacesOf(pool: pg.Pool, teamId: string): Promise<Found[]> {
  const { rows } = await pool.query<Found>(
    `${found} where w.source like 'slack:%' and split_part(w.source, ':', 2) = $1
     order by coalesce(nullif(split_part(w.source, ':', 3), ''), '1')::int desc`,
    [teamId],
  );
  return rows;
}

async function freeSlug(pool: pg.Pool, name: string): Promise<string> {
  const slug = slugOf(name);
  const base = slug.length > 1 ? slug.slice(0, limits.slugLengthMax - 6).replace(/-$/, "") : "slack";
  const { rows } = await pool.query<{ slug: string }>("select slug from workspaces where slug like $1", [`${base}%`]);
  const taken = new Set(rows.map(({ slug }) => slug));
  let free = base;
  for (let number = 2; taken.has(free); number++) free = `${base}-${number}`;
  return free;
}

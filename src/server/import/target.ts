import type pg from "pg";
import { limits } from "../../domain/limits";
import { slugify } from "../../domain/text";
import type { ServerContext } from "../context";
import type { Execute } from "../execute";
import { shorten } from "./accounts";
import { ImportRefusal } from "./fault";
import type { SlackExport } from "./slack-export";

/** The workspace that an import goes into. */
export interface Target {
  id: string;
  slug: string;
  name: string;
  /** Its owner, who imports. */
  ownerId: string;
  source: string | null;
  isNew: boolean;
}

/**
 * The workspace with the given slug; without one, the workspace that an earlier import of the same team made, or else a
 * new one, not yet made, of the installation's owner. Throws an `ImportRefusal` before the set-up and for an unknown slug.
 */
export async function findTarget(
  context: ServerContext,
  slack: SlackExport,
  slug: string | undefined,
): Promise<Target> {
  const { pool } = context.database;
  const installation = await pool.query<{ owner_id: string }>("select owner_id from installation");
  const owner = installation.rows[0];
  if (!owner)
    throw new ImportRefusal("Parley has not been set up yet: start it and open the link that it prints first.");
  const source = `slack:${slack.teamId}`;
  const found = await findWorkspace(
    pool,
    slug === undefined ? { column: "source", value: source } : { column: "slug", value: slug },
  );
  if (found) return { ...found, isNew: false };
  if (slug !== undefined) throw new ImportRefusal(`There is no workspace with the slug "${slug}".`);
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

/** Makes the workspace, with its owner and #general. */
export async function createTarget(pool: pg.Pool, execute: Execute, target: Target): Promise<void> {
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

async function findWorkspace(pool: pg.Pool, { column, value }: { column: "source" | "slug"; value: string }) {
  const { rows } = await pool.query<Omit<Target, "isNew">>(
    `select w.id, w.slug, w.name, w.source, m.user_id as "ownerId" from workspaces w
     join members m on m.workspace_id = w.id and m.role = 'owner' and m.left_at is null where w.${column} = $1`,
    [value],
  );
  return rows[0];
}

async function freeSlug(pool: pg.Pool, name: string): Promise<string> {
  const base =
    slugify(name).length > 1
      ? slugify(name)
          .slice(0, limits.slugLengthMax - 6)
          .replace(/-$/, "")
      : "slack";
  const { rows } = await pool.query<{ slug: string }>("select slug from workspaces where slug like $1", [`${base}%`]);
  const taken = new Set(rows.map(({ slug }) => slug));
  let slug = base;
  for (let number = 2; taken.has(slug); number++) slug = `${base}-${number}`;
  return slug;
}

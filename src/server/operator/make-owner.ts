import type { App } from "../app";
import { demandSetUp } from "../auth/operator-links";
import { personOf } from "./people";

type Operated = Pick<App, "context" | "execute">;

/** The things that a person now owns. */
export type MadeOwner = {
  readonly email: string;
  /** The slug of the workspace that was handed over; null if none was. */
  readonly workspace: string | null;
  readonly installation: boolean;
  /** Workspaces that were left alone, because there are several and none was named. */
  readonly others: readonly string[];
};

type Workspace = { readonly id: string; readonly slug: string };

/**
 * Makes a person the owner of the named workspace. If none is named, makes them the owner of the installation, and of its
 * workspace if it has only one. A workspace is handed over by its owner's own command, so that it is in the log and shows at
 * once. Throws an error of one sentence if that is impossible. Safe to repeat.
 */
export async function makeOwner(place: Operated, address: string, slug: string | undefined): Promise<MadeOwner> {
  await demandSetUp(place.context);
  const { id, email } = await personOf(place, address);
  const all = await workspaces(place);
  if (slug !== undefined) {
    const named = all.find((workspace) => workspace.slug === slug);
    if (named === undefined)
      throw new Error(
        `There is no workspace "${slug}". ${all.length === 0 ? "There is none." : `There are: ${slugs(all).join(", ")}.`}`,
      );
    await handOver(place, named, { id, email });
    return { email, workspace: named.slug, installation: false, others: [] };
  }
  const [only] = all.length === 1 ? all : [];
  if (only !== undefined) await handOver(place, only, { id, email });
  await place.context.database.pool.query("update installation set owner_id = $1", [id]);
  return { email, workspace: only?.slug ?? null, installation: true, others: only === undefined ? slugs(all) : [] };
}

async function workspaces({ context }: Operated): Promise<Workspace[]> {
  return (await context.database.pool.query<Workspace>("select id, slug from workspaces order by slug")).rows;
}

async function handOver(
  { context, execute }: Operated,
  workspace: Workspace,
  person: { readonly id: string; readonly email: string },
): Promise<void> {
  const { rows } = await context.database.pool.query<{ user_id: string; role: string }>(
    "select user_id, role from members where workspace_id = $1 and left_at is null and (role = 'owner' or user_id = $2)",
    [workspace.id, person.id],
  );
  const owner = rows.find(({ role }) => role === "owner");
  if (!rows.some(({ user_id }) => user_id === person.id))
    throw new Error(
      `${person.email} is not in the workspace "${workspace.slug}". Invite them first, and let them join.`,
    );
  if (owner === undefined) throw new Error(`The workspace "${workspace.slug}" has no owner who could hand it over.`);
  if (owner.user_id === person.id) return;
  const command = { type: "member.hand_over", input: { user_id: person.id } } as const;
  await execute(workspace.id, command, { actor: { user_id: owner.user_id } });
}

function slugs(all: readonly Workspace[]): string[] {
  return all.map(({ slug }) => slug);
}

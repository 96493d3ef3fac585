import type pg from "pg";
import { knownMembers, knows } from "../../domain/acquaintances";
import { DomainError } from "../../domain/errors";
import { type InviteFields, inviteFieldsOf } from "../../domain/invite-state";
import { type Member, type MemberFields, memberFieldsOf } from "../../domain/members";
import type { Author } from "../../domain/people";
import { requireManager } from "../../domain/permissions";
import type { Role } from "../../domain/roles";
import type { HotStates } from "../store/hot-states";
import { existing, type Viewer, view } from "./viewing";

export type MemberSearch = MemberPaging & {
  readonly q?: string | undefined;
  readonly role?: Role | undefined;
};

/** Which part of a list of members is wanted: after the cursor of the page before, or from the beginning. */
export type MemberPaging = { readonly cursor?: string | undefined; readonly limit: number };

export type MembersByName = {
  readonly members: MemberFields[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
};

export type MemberPage = MembersByName & { readonly total_count: number | null };

export type MemberQueries = {
  /** Living members whom the viewer knows by name, in pages. The total is told on the first page alone. */
  page(viewer: Viewer, search: MemberSearch): Promise<MemberPage>;
  /** One member whom the viewer knows, also one who has left. */
  get(viewer: Viewer, userId: string): Promise<MemberFields>;
  /** Those of the given people whom the caller knows in some workspace. */
  people(userId: string, ids: readonly string[]): Promise<Author[]>;
  invites(viewer: Viewer): Promise<InviteFields[]>;
};

export function createMemberQueries(pool: pg.Pool, states: HotStates): MemberQueries {
  return {
    page: async (viewer, { q = "", role, ...paging }) => {
      const { store, member: self } = await view(states, viewer);
      const wanted = q.trim().toLowerCase();
      const found = [...knownMembers(store, self)].filter(
        (member) => member.left_at === null && (role === undefined || member.role === role) && matches(member, wanted),
      );
      return { ...byName(found, paging), total_count: paging.cursor === undefined ? found.length : null };
    },
    get: async (viewer, userId) => {
      const { store, member } = await view(states, viewer);
      const found = knows(store, member, userId) ? store.get("member", userId) : undefined;
      return memberFieldsOf(existing(found, "The member"));
    },
    people: async (user_id, ids) => {
      const { rows } = await pool.query<Shared>({
        name: "people who share a workspace",
        text: `select mine.workspace_id, mine.role, other.user_id as id, other.display_name, other.handle, other.avatar_url, other.kind
          from members as mine join members as other using (workspace_id)
          where mine.user_id = $1 and mine.left_at is null and other.user_id = any($2::text[]) order by other.user_id, other.cursor desc`,
        values: [user_id, ids],
      });
      const people = new Map<string, Author>();
      for (const { workspace_id, role, ...author } of rows) {
        if (people.has(author.id)) continue;
        // Only a guest may not know somebody; hence only for them the state has to be looked at.
        const isKnown = role !== "guest" || knows((await states.of(workspace_id)).store, { role, user_id }, author.id);
        if (isKnown) people.set(author.id, author);
      }
      return [...people.values()];
    },
    invites: async (viewer) => {
      const { store } = await view(states, viewer);
      requireManager(store, viewer.workspace_id, viewer);
      const invites = [...store.all("invite")].map(inviteFieldsOf);
      return invites.sort((one, other) => other.created_at.localeCompare(one.created_at));
    },
  };
}

/** A person in a workspace of the caller's, who has a role there. */
type Shared = Author & { readonly workspace_id: string; readonly role: Role };

/** A page of members in the order of their names. Only what may be on the page is sorted, since a workspace may hold very many. */
export function byName(members: Iterable<Member>, { cursor, limit }: MemberPaging): MembersByName {
  const after = cursor === undefined ? "" : decodeCursor(cursor);
  const first: { readonly member: Member; readonly key: string }[] = [];
  for (const member of members) {
    const key = sortKey(member);
    if (key <= after || (first.length > limit && key > (first[limit]?.key ?? ""))) continue;
    const index = first.findIndex((one) => one.key > key);
    first.splice(index === -1 ? first.length : index, 0, { member, key });
    first.length = Math.min(first.length, limit + 1);
  }
  const page = first.slice(0, limit);
  const has_more = first.length > limit;
  return {
    members: page.map(({ member }) => memberFieldsOf(member)),
    next_cursor: has_more ? Buffer.from(page.at(-1)?.key ?? "").toString("base64url") : null,
    has_more,
  };
}

function matches(member: Member, wanted: string): boolean {
  return (
    wanted === "" ||
    member.handle.includes(wanted.replace(/^@/u, "")) ||
    member.display_name.toLowerCase().includes(wanted)
  );
}

/** By name, then by id: a total order that a cursor can stand in. */
function sortKey(member: Member): string {
  return `${member.display_name.toLowerCase()}\u0001${member.user_id}`;
}

function decodeCursor(cursor: string): string {
  const decoded = Buffer.from(cursor, "base64url").toString("utf8");
  if (!decoded.includes("\u0001"))
    throw new DomainError("invalid_input", "This page cursor was not given out here.", {
      details: [{ path: "cursor", message: "unknown cursor" }],
    });
  return decoded;
}

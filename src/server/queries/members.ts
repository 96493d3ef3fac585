import { DomainError } from "../../domain/errors";
import { type InviteFields, inviteFieldsOf } from "../../domain/invite-state";
import { type Member, type MemberFields, memberFieldsOf } from "../../domain/members";
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
  /** Living members by name, in pages. The total is told on the first page alone. */
  page(viewer: Viewer, search: MemberSearch): Promise<MemberPage>;
  /** One member, also one who has left. */
  get(viewer: Viewer, userId: string): Promise<MemberFields>;
  invites(viewer: Viewer): Promise<InviteFields[]>;
};

export function createMemberQueries(states: HotStates): MemberQueries {
  return {
    page: async (viewer, { q = "", role, ...paging }) => {
      const { store } = await view(states, viewer);
      const wanted = q.trim().toLowerCase();
      const found = [...store.all("member")].filter(
        (member) => member.left_at === null && (role === undefined || member.role === role) && matches(member, wanted),
      );
      return { ...byName(found, paging), total_count: paging.cursor === undefined ? found.length : null };
    },
    get: async (viewer, userId) =>
      memberFieldsOf(existing((await view(states, viewer)).store.get("member", userId), "The member")),
    invites: async (viewer) => {
      const { store } = await view(states, viewer);
      requireManager(store, viewer.workspace_id, viewer);
      const invites = [...store.all("invite")].map(inviteFieldsOf);
      return invites.sort((one, other) => other.created_at.localeCompare(one.created_at));
    },
  };
}

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

import type { Invite, InviteFields } from "../../domain/invites";
import { type Member, type MemberFields, memberFieldsOf } from "../../domain/members";
import { requireManager } from "../../domain/permissions";
import type { Role } from "../../domain/roles";
import type { HotStates } from "../store/hot-states";
import { type ListPaging, selectPage } from "./list-pages";
import { existing, type Viewer, view } from "./viewing";

export type MemberSearch = MemberPaging & {
  readonly q?: string | undefined;
  readonly role?: Role | undefined;
};

export type MemberPaging = ListPaging;

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
  /** Invites, the newest first, in pages. */
  invites(viewer: Viewer, paging: ListPaging): Promise<{ invites: InviteFields[]; next_cursor: string | null }>;
  /** Living bots by name, in pages. */
  bots(viewer: Viewer, paging: ListPaging): Promise<MembersByName>;
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
    invites: async (viewer, paging) => {
      const { store } = await view(states, viewer);
      requireManager(store, viewer.workspace_id, viewer);
      const { items, next_cursor } = selectPage(store.all("invite"), newestInvites, paging);
      return { invites: items.map(({ cursor: _cursor, ...fields }) => fields), next_cursor };
    },
    bots: async (viewer, paging) => {
      const { store } = await view(states, viewer);
      const bots = [...store.all("member")].filter(({ kind, left_at }) => kind === "bot" && left_at === null);
      return byName(bots, paging);
    },
  };
}

/** A page of members in the order of their names. */
export function byName(members: Iterable<Member>, paging: MemberPaging): MembersByName {
  const { items, ...page } = selectPage(members, names, paging);
  return { members: items.map(memberFieldsOf), ...page };
}

const names = { placeOf: (member: Member) => [member.display_name.toLowerCase(), member.user_id] as const };

const newestInvites = { placeOf: ({ created_at, id }: Invite) => [created_at, id] as const, descending: true };

function matches(member: Member, wanted: string): boolean {
  return (
    wanted === "" ||
    member.handle.includes(wanted.replace(/^@/u, "")) ||
    member.display_name.toLowerCase().includes(wanted)
  );
}

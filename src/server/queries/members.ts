import type pg from "pg";
import { knownMembers, knows } from "../../domain/core/acquaintances";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { isChannelMember, requireManager, visibleChannel } from "../../domain/core/permissions";
import type { Role } from "../../domain/core/roles";
import { type Invite, type InviteFields, inviteFieldsOf } from "../../domain/members/invite-state";
import { type Member, type MemberFields, memberFieldsOf } from "../../domain/members/rules";
import { type Fit, fitOf, readQuery, sortingName } from "../../domain/names/ranking";
import type { HotStates } from "../log/hot-states";
import { type ListPaging, selectPage } from "./list-pages";
import { existing, type Viewer, view } from "./viewing";

export type MemberPaging = ListPaging & {
  /** Searched for in names and handles. The best matches come first. */
  readonly q?: string | undefined;
};

export type MemberSearch = MemberPaging & {
  readonly role?: Role | undefined;
  /** A channel whose members are left out. */
  readonly outside_channel_id?: string | undefined;
};

export type MembersByName = {
  readonly members: MemberFields[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
};

export type MemberPage = MembersByName & { readonly total_count: number | null };

export type MemberQueries = {
  /** Present members whom the viewer knows, by name, in pages. Only the first page has the total. */
  page(viewer: Viewer, search: MemberSearch): Promise<MemberPage>;
  /** One member whom the viewer knows, even one who has left. */
  get(viewer: Viewer, userId: string): Promise<MemberFields>;
  /** The same with their present bots that the viewer knows, by name, as many as a page holds. */
  card(viewer: Viewer, userId: string): Promise<{ readonly member: MemberFields; readonly bots: MemberFields[] }>;
  /** The status and time zone of people whom the caller of this function has found for a viewer. */
  profiles(ids: readonly string[]): Promise<ReadonlyMap<string, Profile>>;
  /** The given people whom the caller knows in some workspace. */
  people(userId: string, ids: readonly string[]): Promise<Author[]>;
  /** Invites, newest first, in pages. */
  invites(viewer: Viewer, paging: ListPaging): Promise<{ invites: InviteFields[]; next_cursor: string | null }>;
  /** Present bots that the viewer knows, by name, in pages. */
  bots(viewer: Viewer, paging: ListPaging): Promise<MembersByName>;
};

/** What people say of themselves, which belongs to their account. */
export type Profile = { readonly status: string; readonly time_zone: string };

export function createMemberQueries(pool: pg.Pool, states: HotStates): MemberQueries {
  return {
    page: async (viewer, { role, outside_channel_id: outside, ...paging }) => {
      const { store, member: self } = await view(states, viewer);
      if (outside !== undefined) visibleChannel(store, viewer, outside);
      const found = [...knownMembers(store, self)].filter(
        (member) =>
          member.left_at === null &&
          (role === undefined || member.role === role) &&
          (outside === undefined || !isChannelMember(store, outside, member.user_id)),
      );
      const { total_count, ...page } = search(found, paging);
      return { ...page, total_count: paging.cursor === undefined ? total_count : null };
    },
    get: async (viewer, userId) => {
      const { store, member } = await view(states, viewer);
      const found = knows(store, member, userId) ? store.get("member", userId) : undefined;
      return memberFieldsOf(existing(found, "The member"));
    },
    card: async (viewer, userId) => {
      const { store, member: self } = await view(states, viewer);
      const found = existing(knows(store, self, userId) ? store.get("member", userId) : undefined, "The member");
      const isTheirs = ({ kind, owner_id, left_at }: Member) =>
        kind === "bot" && owner_id === userId && left_at === null;
      const own = found.left_at === null ? [...knownMembers(store, self)].filter(isTheirs) : [];
      return { member: memberFieldsOf(found), bots: search(own, { limit: limits.pageSizeMax }).members };
    },
    profiles: async (ids) => {
      if (ids.length === 0) return new Map();
      const { rows } = await pool.query<Profile & { readonly id: string }>({
        name: "profiles of people",
        text: "select id, status, time_zone from users where id = any($1::text[])",
        values: [ids],
      });
      return new Map(rows.map(({ id, ...profile }) => [id, profile]));
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
        // Only a guest may not know somebody, so only guests need the state.
        const isKnown = role !== "guest" || knows((await states.of(workspace_id)).store, { role, user_id }, author.id);
        if (isKnown) people.set(author.id, author);
      }
      return [...people.values()];
    },
    invites: async (viewer, paging) => {
      const { store } = await view(states, viewer);
      requireManager(store, viewer.workspace_id, viewer);
      const { items, next_cursor } = selectPage(store.all("invite"), newestInvites, paging);
      return { invites: items.map(inviteFieldsOf), next_cursor };
    },
    bots: async (viewer, paging) => {
      const { store, member: self } = await view(states, viewer);
      const known = [...knownMembers(store, self)];
      const { total_count: _total, ...page } = search(
        known.filter(({ kind, left_at }) => kind === "bot" && left_at === null),
        paging,
      );
      return page;
    },
  };
}

/** A person who shares a workspace with the caller, with their role there. */
type Shared = Author & { readonly workspace_id: string; readonly role: Role };

/**
 * A page of the members who match the query, the best matches first. Equal matches, and all
 * members without a query, are in name order.
 */
export function search(
  members: Iterable<Member>,
  { q = "", ...paging }: MemberPaging,
): MembersByName & { readonly total_count: number } {
  const query = readQuery(q);
  const fitting = new Map<Member, Fit>();
  for (const member of members) {
    const fit = fitOf(member, query);
    if (fit !== null) fitting.set(member, fit);
  }
  const placeOf = (member: Member) => [`${fitting.get(member) ?? ""} ${sortingName(member)}`, member.user_id] as const;
  const { items, ...page } = selectPage(fitting.keys(), { placeOf }, paging);
  return { members: items.map(memberFieldsOf), ...page, total_count: fitting.size };
}

const newestInvites = { placeOf: ({ created_at, id }: Invite) => [created_at, id] as const, descending: true };

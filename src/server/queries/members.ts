import { DomainError } from "../../domain/errors";
import type { InviteFields } from "../../domain/invites";
import { type Member, type MemberFields, memberFieldsOf } from "../../domain/members";
import { requireManager } from "../../domain/permissions";
import type { Role } from "../../domain/roles";
import type { HotStates } from "../store/hot-states";
import { existing, type Viewer, view } from "./viewing";

export type MemberSearch = {
  readonly q?: string | undefined;
  readonly role?: Role | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

export type MemberPage = {
  readonly members: MemberFields[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
  readonly total_count: number | null;
};

export type MemberQueries = {
  /** Living members by name, in pages. The total is told on the first page alone. */
  page(viewer: Viewer, search: MemberSearch): Promise<MemberPage>;
  /** One member, also one who has left. */
  get(viewer: Viewer, userId: string): Promise<MemberFields>;
  invites(viewer: Viewer): Promise<InviteFields[]>;
};

export function createMemberQueries(states: HotStates): MemberQueries {
  return {
    page: async (viewer, { q = "", role, cursor, limit }) => {
      const { store } = await view(states, viewer);
      const after = cursor === undefined ? null : decodeCursor(cursor);
      const wanted = q.trim().toLowerCase();
      const found = [...store.all("member")]
        .filter(
          (member) =>
            member.left_at === null && (role === undefined || member.role === role) && matches(member, wanted),
        )
        .map((member) => ({ member, sortKey: sortKey(member) }));
      found.sort((one, other) => (one.sortKey < other.sortKey ? -1 : 1));
      const rest = after === null ? found : found.filter((one) => one.sortKey > after);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      const has_more = rest.length > page.length;
      return {
        members: page.map(({ member }) => memberFieldsOf(member)),
        next_cursor: has_more && last ? Buffer.from(last.sortKey).toString("base64url") : null,
        has_more,
        total_count: after === null ? found.length : null,
      };
    },
    get: async (viewer, userId) =>
      memberFieldsOf(existing((await view(states, viewer)).store.get("member", userId), "The member")),
    invites: async (viewer) => {
      const { store } = await view(states, viewer);
      requireManager(store, viewer.workspace_id, viewer);
      const invites = [...store.all("invite")].map(({ cursor: _cursor, ...fields }) => fields);
      return invites.sort((one, other) => other.created_at.localeCompare(one.created_at));
    },
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

import type pg from "pg";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { hasReader, visibleDirect } from "../../domain/core/permissions";
import type { Direct } from "../../domain/directs/rules";
import type { MemoryStore } from "../../domain/state";
import type { HotStates } from "../log/hot-states";
import { type ChannelStanding, standing } from "./channels";
import { encodeCursor, type ListPaging, selectPage } from "./list-pages";
import type { Locate } from "./locate";
import { authorIn } from "./message-rows";
import { readReadStates, trackedBy } from "./read-states";
import { type Viewer, view } from "./viewing";

/** A direct conversation as one of its members sees it. */
export type DirectView = ChannelStanding & {
  readonly id: string;
  readonly workspace_id: string;
  readonly members: Author[];
  readonly created_at: string;
  readonly created_by: string;
  /** False when every other member has left the workspace. */
  readonly can_send: boolean;
};

export type DirectQueries = {
  /** The caller's direct conversations, those with the newest message first. */
  list(viewer: Viewer, paging: ListPaging): Promise<{ conversations: DirectView[]; next_cursor: string | null }>;
  get(userId: string, directId: string): Promise<DirectView>;
  /** The conversation of exactly these members, if there is one. */
  byMembers(viewer: Viewer, memberKey: string): Promise<DirectView | undefined>;
};

export function createDirectQueries(pool: pg.Pool, states: HotStates, locate: Locate): DirectQueries {
  async function present(store: MemoryStore, userId: string, directs: readonly Direct[]): Promise<DirectView[]> {
    const tracked = directs.map((direct) => trackedBy(store, userId, direct.id));
    const readStates = new Map((await readReadStates(pool, userId, tracked)).map((row) => [row.conversation_id, row]));
    return directs.map((direct) => ({
      id: direct.id,
      workspace_id: direct.workspace_id,
      members: direct.member_ids.map((id) => authorIn(store, id)),
      created_at: direct.created_at,
      created_by: direct.created_by,
      can_send: hasReader(direct, userId, (id) => store.get("member", id)?.left_at === null),
      ...standing(store, direct.id, readStates.get(direct.id)),
    }));
  }

  return {
    list: async (viewer, paging) => {
      const { store } = await view(states, viewer);
      const placeOf = (direct: Direct) => [newestAt(store, direct), direct.id] as const;
      const page = selectPage(store.find("direct", "member", viewer.user_id), { placeOf, descending: true }, paging);
      const items = withinPeople(page.items);
      const last = items.at(-1);
      const isCut = last !== undefined && items.length < page.items.length;
      const next_cursor = isCut ? encodeCursor(placeOf(last)) : page.next_cursor;
      return { conversations: await present(store, viewer.user_id, items), next_cursor };
    },
    get: async (user_id, directId) => {
      const { store } = await view(states, { user_id, workspace_id: await locate.direct(directId) });
      const { direct } = visibleDirect(store, { user_id }, directId);
      const [presented] = await present(store, user_id, [direct]);
      if (!presented) throw new Error("a conversation was found but not presented");
      return presented;
    },
    byMembers: async (viewer, memberKey) => {
      const { store } = await view(states, viewer);
      const found = store
        .find("direct", "member_key", memberKey)
        .filter((direct) => direct.member_ids.includes(viewer.user_id));
      return (await present(store, viewer.user_id, found))[0];
    },
  };
}

function newestAt(store: MemoryStore, { id, created_at }: Direct): string {
  return store.get("timeline", id)?.last_message_at ?? created_at;
}

/** The first conversations of a page, at least one, whose members together are no more than a page can name. */
function withinPeople(directs: readonly Direct[]): readonly Direct[] {
  let people = 0;
  const end = directs.findIndex(({ member_ids }, index) => {
    people += member_ids.length;
    return index > 0 && people > limits.namedPeopleMax;
  });
  return end === -1 ? directs : directs.slice(0, end);
}

// Feed → reader. In: events that give a viewer access. Out: the present state of what became visible, as events.
import type { Event } from "../../../domain";
import { accessIn } from "../../../domain/access";
import { limits } from "../../../domain/core/limits";
import { isChannelMember } from "../../../domain/core/permissions";
import { isManager, type Role } from "../../../domain/core/roles";
import { conversationOf } from "../../../domain/core/timelines";
import type { MemoryStore } from "../../../domain/state";
import type { ServerContext } from "../../context/context";
import { asEvents } from "../../queries/boot-events";
import { messageParts, readNewest } from "../../queries/boot-messages";
import { isReadable, type Part, peopleParts, presentConversation } from "../../queries/boot-parts";
import { createMessageCache } from "../../queries/message-cache";
import { weigh } from "./delivered";
import type { Introductions } from "./reader";
import { type LiveViewer, maySee } from "./visibility";

/** A viewer who gains more than this finds the rest by browsing. */
const thingsMax = 200;
/** Per page: the newest grants introduce conversations with their messages, older ones only by name. */
const grantsInFullMax = 20;
/** The introductions of one page. Its own events have the other half. */
const bytesMax = limits.answerBytesMax / 2;

/** Finds what becomes visible to a viewer with the events that give them access. */
export type AccessGrants = {
  /** Whether an event gives access to this viewer. */
  isFor(event: Event, store: MemoryStore, viewer: LiveViewer): boolean;
  /**
   * The introductions for each granting event of one page, by its cursor. They are the events that created what became visible,
   * in log order, with their present state, at the granting cursor. They leave out later creations, whose events follow anyway,
   * and introductions that a later grant of the page repeats. If they are too large, only the newest remain: clients fetch the
   * rest. A reader with `introductions: "names"` gets only conversations and people.
   */
  introductionsFor(
    granting: readonly Event[],
    store: MemoryStore,
    reader: { readonly viewer: LiveViewer; readonly introductions: Introductions },
  ): Promise<ReadonlyMap<number, readonly Event[]>>;
};

/** Whether an event gives access to somebody who already reads the workspace. */
export function givesAccess(event: Event): boolean {
  const access = accessIn(event);
  if (access?.change === "gives") return access.to === "conversation";
  return access?.change === "opens" || access?.change === "role";
}

export function createAccessGrants({ database: { pool } }: Pick<ServerContext, "database">): AccessGrants {
  const cache = createMessageCache();
  return {
    isFor: (event, store, viewer) => {
      const access = givesAccess(event) ? accessIn(event) : null;
      if (access === null) return false;
      if (access.change === "opens" || access.user_id === viewer.user_id) return true;
      // A guest meets the people who come into their conversations.
      return access.change === "gives" && isGuest(store, viewer);
    },
    introductionsFor: async (granting, store, { viewer, introductions }) => {
      const newestFirst = namesGiven(granting.toReversed(), store, viewer);
      // One query for all of them; each part remembers what was read for it.
      await read(
        newestFirst.flatMap(({ granting: { cursor }, names }) => names.filter((part) => part.cursor < cursor)),
      );
      const given = new Map<number, readonly Event[]>();
      const told = new Set<string>();
      let left = bytesMax;
      for (const [index, { granting: event, names, conversationIds, invites }] of newestFirst.entries()) {
        const { cursor } = event;
        const isInFull = introductions === "all" && index < grantsInFullMax && left > 0;
        const more = isInFull ? [...(await messagesGiven(conversationIds, event, store, viewer)), ...invites] : [];
        const made = await read([...names, ...more].filter((part) => part.cursor < cursor));
        const fitting: Event[] = [];
        for (const one of made) {
          const seen = { ...one, cursor };
          if (told.has(one.id) || !maySee(store, viewer, seen)) continue;
          left -= weigh(seen);
          if (left < 0) break;
          told.add(one.id);
          fitting.push(seen);
        }
        given.set(cursor, fitting);
      }
      return given;

      function read(parts: readonly Part[]): Promise<readonly Event[]> {
        return asEvents(pool, viewer.workspace_id, parts);
      }
    },
  };

  async function messagesGiven(
    conversationIds: readonly string[],
    { cursor: upto }: Event,
    store: MemoryStore,
    { user_id: userId }: LiveViewer,
  ): Promise<Part[]> {
    if (conversationIds.length === 0) return [];
    const newest = await readNewest(pool, { store, userId, conversationIds, upto });
    return messageParts(newest, await cache.of(pool, store, newest));
  }
}

type Given = {
  readonly granting: Event;
  readonly conversationIds: readonly string[];
  /** The conversations and people. */
  readonly names: readonly Part[];
  readonly invites: readonly Part[];
};

/**
 * The access that each granting event gives, newest first. All role changes open the same conversations and
 * invites, so only one introduces them.
 */
function namesGiven(newestFirst: readonly Event[], store: MemoryStore, viewer: LiveViewer): Given[] {
  let areOpenGiven = false;
  let areInvitesGiven = false;
  return newestFirst.map((granting) => {
    const given = conversationsGiven(granting, store, viewer, areOpenGiven);
    areOpenGiven ||= accessIn(granting)?.change === "role" && given.length > 0;
    const invites = areInvitesGiven ? [] : invitesGiven(granting, store, viewer);
    areInvitesGiven ||= invites.length > 0;
    const conversations = given.flatMap((id) => presentConversation(store, id));
    const names = [...peopleGiven(granting, store, viewer), ...conversations];
    return { granting, conversationIds: given, names, invites };
  });
}

function conversationsGiven(granting: Event, store: MemoryStore, viewer: LiveViewer, areOpenGiven: boolean): string[] {
  const access = accessIn(granting);
  if (access?.user_id !== viewer.user_id) return [];
  if (access.change === "gives") {
    const id = conversationOf(granting);
    // If the viewer could already read the channel, joining it reveals nothing new.
    return isReadable(store, viewer, id) ? [] : [id];
  }
  // Public channels are open to everybody but guests, so no other change opens any.
  if (areOpenGiven || access.change !== "role" || !changesTo(granting, store, viewer, isNoGuest)) return [];
  const open = [...store.all("channel")].filter(
    ({ id, kind, archived_at }) =>
      kind === "public" && archived_at === null && !isChannelMember(store, id, viewer.user_id),
  );
  return open.slice(0, thingsMax).map((channel) => channel.id);
}

/** Whether a change of the viewer's role has given them this right, and they still have it. */
function changesTo(
  { payload }: Event,
  store: MemoryStore,
  { user_id }: LiveViewer,
  hasRight: (holder: { readonly role: Role }) => boolean,
): boolean {
  const member = store.get("member", user_id);
  const hadRight = "previous_role" in payload && hasRight({ role: payload.previous_role });
  return member !== undefined && hasRight(member) && !hadRight;
}

function isNoGuest({ role }: { readonly role: Role }): boolean {
  return role !== "guest";
}

/** The members of a new conversation, who know each other without a look-up, and the people whom a guest meets in one. */
function peopleGiven(granting: Event, store: MemoryStore, viewer: LiveViewer): Part[] {
  const access = accessIn(granting);
  const ids =
    access?.change === "opens"
      ? membersOf(store, conversationOf(granting))
      : access?.change === "gives" && access.user_id !== null && isGuest(store, viewer)
        ? [access.user_id]
        : [];
  return peopleParts(
    store,
    ids.filter((id) => id !== viewer.user_id),
  );
}

function membersOf(store: MemoryStore, conversationId: string): readonly string[] {
  const direct = store.get("direct", conversationId);
  return direct?.member_ids ?? store.find("channel_member", "channel", conversationId).map(({ user_id }) => user_id);
}

function isGuest(store: MemoryStore, { user_id }: LiveViewer): boolean {
  return store.get("member", user_id)?.role === "guest";
}

function invitesGiven(granting: Event, store: MemoryStore, viewer: LiveViewer): Part[] {
  if (accessIn(granting)?.change !== "role" || !changesTo(granting, store, viewer, isManager)) return [];
  const living = [...store.all("invite")].filter((invite) => invite.revoked_at === null);
  return living.slice(0, thingsMax).map(({ cursor }) => ({ cursor, payload: null }));
}

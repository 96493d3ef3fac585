// Feed → reader. In: events that give a viewer access. Out: the present state of what became visible, as events.
import { definitionOf, type Event } from "../../../domain";
import { limits } from "../../../domain/core/limits";
import { isChannelMember } from "../../../domain/core/permissions";
import { isManager } from "../../../domain/core/roles";
import type { RoleChangedPayload } from "../../../domain/members/schema";
import type { MemoryStore } from "../../../domain/state";
import type { ServerContext } from "../../context/context";
import { asEvents } from "../../queries/boot-events";
import { messageParts, readNewest } from "../../queries/boot-messages";
import { channelPart, isReadable, type Part, peopleParts } from "../../queries/boot-parts";
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
export function givesAccess({ type }: Event): boolean {
  const meaning = definitionOf(type);
  if (meaning?.access === "role" || meaning?.access === "opens") return true;
  return meaning?.access === "gives" && meaning.audience === "conversation";
}

export function createAccessGrants({ database: { pool } }: Pick<ServerContext, "database">): AccessGrants {
  const cache = createMessageCache();
  return {
    isFor: (event, store, viewer) => {
      if (event.type === "channel.member_added")
        return event.payload.user_id === viewer.user_id || isGuest(store, viewer);
      if (event.type === "member.role_changed") return event.payload.user_id === viewer.user_id;
      return givesAccess(event);
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
    const newest = await readNewest(pool, { userId, conversationIds, upto });
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
    areOpenGiven ||= granting.type === "member.role_changed" && given.length > 0;
    const invites = areInvitesGiven ? [] : invitesGiven(granting, store);
    areInvitesGiven ||= invites.length > 0;
    const channels = given.flatMap((id) => store.get("channel", id) ?? []).map(channelPart);
    const names = [...peopleGiven(granting, store, viewer), ...channels];
    return { granting, conversationIds: given, names, invites };
  });
}

function conversationsGiven(granting: Event, store: MemoryStore, viewer: LiveViewer, areOpenGiven: boolean): string[] {
  if (granting.type === "channel.member_added") {
    const { channel_id, user_id } = granting.payload;
    // If the viewer could already read the channel, joining it reveals nothing new.
    return user_id !== viewer.user_id || isReadable(store, viewer, channel_id) ? [] : [channel_id];
  }
  if (areOpenGiven || granting.type !== "member.role_changed" || !endsBeingGuest(granting.payload)) return [];
  const open = [...store.all("channel")].filter(
    ({ id, kind, archived_at }) =>
      kind === "public" && archived_at === null && !isChannelMember(store, id, viewer.user_id),
  );
  return open.slice(0, thingsMax).map((channel) => channel.id);
}

/** Public channels are open to everybody but guests, so no other role change opens any. */
function endsBeingGuest({ previous_role, member }: RoleChangedPayload): boolean {
  return previous_role === "guest" && member.role !== "guest";
}

/**
 * The members of a direct conversation, who know each other without a look-up, and the people whom a guest meets in a channel.
 */
function peopleGiven(granting: Event, store: MemoryStore, viewer: LiveViewer): Part[] {
  const ids =
    granting.type === "direct.created"
      ? granting.payload.conversation.member_ids
      : granting.type === "channel.member_added" && isGuest(store, viewer)
        ? [granting.payload.user_id]
        : [];
  return peopleParts(
    store,
    ids.filter((id) => id !== viewer.user_id),
  );
}

function isGuest(store: MemoryStore, { user_id }: LiveViewer): boolean {
  return store.get("member", user_id)?.role === "guest";
}

function invitesGiven(granting: Event, store: MemoryStore): Part[] {
  if (granting.type !== "member.role_changed") return [];
  const { previous_role, member } = granting.payload;
  if (isManager({ role: previous_role }) || !isManager(member)) return [];
  const living = [...store.all("invite")].filter((invite) => invite.revoked_at === null);
  return living.slice(0, thingsMax).map(({ cursor }) => ({ cursor, payload: null }));
}

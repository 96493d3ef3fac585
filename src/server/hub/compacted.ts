import type { Event } from "../../domain";
import { isChannelMember } from "../../domain/permissions";
import { isManager } from "../../domain/roles";
import type { RoleChangedPayload } from "../../domain/schemas/members";
import type { MemoryStore } from "../../domain/state";
import type { ServerContext } from "../context";
import { asEvents } from "../queries/boot-events";
import { messageParts, readNewest } from "../queries/boot-messages";
import { channelPart, isReadable, type Part, peopleParts } from "../queries/boot-parts";
import { createKnownMessages } from "../queries/known-messages";
import type { Introductions } from "./reader";
import { maySee, type Viewer } from "./visibility";

/** Somebody who may see more than this from now on finds the rest by browsing. */
const thingsMax = 200;

/** What comes into sight for a viewer with an event that gives them access. */
export type Grants = {
  isFor(event: Event, store: MemoryStore, viewer: Viewer): boolean;
  /**
   * What came into sight: the events that made it, in log order, holding its present state and standing at the granting cursor.
   * What was made later is left out, since it follows by itself. By `names` only the conversations and people.
   */
  cameIntoSight(
    granting: Event,
    store: MemoryStore,
    reader: { readonly viewer: Viewer; readonly introductions: Introductions },
  ): Promise<Event[]>;
};

/** The types of the events that give somebody access. */
const givingTypes: ReadonlySet<string> = new Set<Event["type"]>([
  "channel.member_added",
  "member.role_changed",
  "direct.created",
]);

/** Whether an event gives access to anybody at all. */
export function givesAccess({ type }: Event): boolean {
  return givingTypes.has(type);
}

export function createGrants({ database: { pool } }: Pick<ServerContext, "database">): Grants {
  const known = createKnownMessages();
  return {
    isFor: (event, store, viewer) => {
      if (event.type === "channel.member_added")
        return event.payload.user_id === viewer.user_id || isGuest(store, viewer);
      if (event.type === "member.role_changed") return event.payload.user_id === viewer.user_id;
      return givesAccess(event);
    },
    cameIntoSight: async (granting, store, { viewer, introductions }) => {
      const { cursor, workspace_id } = granting;
      const conversationIds = channelsGiven(granting, store, viewer);
      const names = [
        ...peopleGiven(granting, store, viewer),
        ...conversationIds.flatMap((id) => store.get("channel", id) ?? []).map(channelPart),
      ];
      const parts =
        introductions === "names"
          ? names
          : [
              ...names,
              ...(await messagesGiven(conversationIds, granting, store, viewer)),
              ...invitesGiven(granting, store),
            ];
      const made = await asEvents(
        pool,
        workspace_id,
        parts.filter((part) => part.cursor < cursor),
      );
      return made.map((event) => ({ ...event, cursor })).filter((event) => maySee(store, viewer, event));
    },
  };

  async function messagesGiven(
    conversationIds: readonly string[],
    { cursor: upto }: Event,
    store: MemoryStore,
    { user_id: userId }: Viewer,
  ): Promise<Part[]> {
    if (conversationIds.length === 0) return [];
    const newest = await readNewest(pool, { userId, conversationIds, upto });
    return messageParts(newest, await known.of(pool, store, newest));
  }
}

function channelsGiven(granting: Event, store: MemoryStore, viewer: Viewer): string[] {
  if (granting.type === "channel.member_added") {
    const { channel_id, user_id } = granting.payload;
    // A channel that the viewer could read without belonging to it gives nothing new to see when they join.
    return user_id !== viewer.user_id || isReadable(store, viewer, channel_id) ? [] : [channel_id];
  }
  if (granting.type !== "member.role_changed" || !endsBeingGuest(granting.payload)) return [];
  const open = [...store.all("channel")].filter(
    ({ id, kind, archived_at }) =>
      kind === "public" && archived_at === null && !isChannelMember(store, id, viewer.user_id),
  );
  return open.slice(0, thingsMax).map((channel) => channel.id);
}

/** Public channels are open to everybody but guests, so that no other change of role opens any. */
function endsBeingGuest({ previous_role, member }: RoleChangedPayload): boolean {
  return previous_role === "guest" && member.role !== "guest";
}

/** The people of a direct conversation, whom their members know without looking them up, and whom a guest gets to know in a channel. */
function peopleGiven(granting: Event, store: MemoryStore, viewer: Viewer): Part[] {
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

function isGuest(store: MemoryStore, { user_id }: Viewer): boolean {
  return store.get("member", user_id)?.role === "guest";
}

function invitesGiven(granting: Event, store: MemoryStore): Part[] {
  if (granting.type !== "member.role_changed") return [];
  const { previous_role, member } = granting.payload;
  if (isManager({ role: previous_role }) || !isManager(member)) return [];
  const living = [...store.all("invite")].filter((invite) => invite.revoked_at === null);
  return living.slice(0, thingsMax).map(({ cursor }) => ({ cursor, payload: null }));
}

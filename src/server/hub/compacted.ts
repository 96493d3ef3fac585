import type { Event } from "../../domain";
import { type Channel, channelCreated } from "../../domain/channels";
import type { Envelope, NewEvent } from "../../domain/events";
import { inviteCreated } from "../../domain/invites";
import { authorOf, memberJoined } from "../../domain/members";
import { contentOf, type Message, messageCreated } from "../../domain/messages";
import { isChannelMember } from "../../domain/permissions";
import { isManager } from "../../domain/roles";
import type { MemoryStore } from "../../domain/state";
import { replyCreated } from "../../domain/threads";
import type { ServerContext } from "../context";
import { fromRow } from "../store/tables";
import { maySee, type Viewer } from "./visibility";

/** Somebody who may see more from now on finds the rest by browsing. */
const channelsMax = 200;

/** What comes into sight for a viewer with an event that gives them access. */
export type Grants = {
  isFor(event: Event, userId: string): boolean;
  /** The present state of what came into sight, as events that stand at the granting event's cursor. */
  cameIntoSight(granting: Event, store: MemoryStore, viewer: Viewer): Promise<Event[]>;
};

export function createGrants(context: Pick<ServerContext, "database" | "newId">): Grants {
  return {
    isFor: (event, userId) => {
      if (event.type === "channel.member_added" || event.type === "member.role_changed")
        return event.payload.user_id === userId;
      return event.type === "direct.created";
    },
    cameIntoSight: async (granting, store, viewer) => {
      const channels = channelsGiven(granting, store, viewer);
      const messages = await newestMessages(
        context,
        channels.map((channel) => channel.id),
        granting.cursor,
      );
      const made = [
        ...peopleGiven(granting, store, viewer),
        ...channels.flatMap((channel) => [channelEvent(channel), ...messageEvents(messages.get(channel.id), store)]),
        ...invitesGiven(granting, store),
      ];
      const placed = made.map((event) => place(event, granting, context.newId("event")));
      return placed.filter((event) => maySee(store, viewer, event));
    },
  };
}

function channelsGiven(granting: Event, store: MemoryStore, viewer: Viewer): Channel[] {
  if (granting.type === "channel.member_added") {
    const channel = store.get("channel", granting.payload.channel_id);
    return channel ? [channel] : [];
  }
  if (granting.type !== "member.role_changed" || granting.payload.member.role === "guest") return [];
  const open = [...store.all("channel")].filter(
    ({ id, kind, archived_at }) =>
      kind === "public" && archived_at === null && !isChannelMember(store, id, viewer.user_id),
  );
  return open.slice(0, channelsMax);
}

/** The people of a direct conversation, who are known without being looked up. */
function peopleGiven(granting: Event, store: MemoryStore, viewer: Viewer): NewEvent[] {
  if (granting.type !== "direct.created") return [];
  const others = granting.payload.conversation.member_ids.filter((id) => id !== viewer.user_id);
  return others.flatMap((id) => {
    const known = store.get("member", id);
    if (!known) return [];
    const { cursor: _cursor, ...member } = known;
    return memberJoined.create({ user_id: id, member }, { created_at: member.joined_at, actor_id: id });
  });
}

function invitesGiven(granting: Event, store: MemoryStore): NewEvent[] {
  if (granting.type !== "member.role_changed" || !isManager(granting.payload.member)) return [];
  const living = [...store.all("invite")].filter((invite) => invite.revoked_at === null);
  return living
    .slice(0, channelsMax)
    .map(({ cursor: _cursor, ...invite }) =>
      inviteCreated.create(
        { invite_id: invite.id, invite },
        { created_at: invite.created_at, actor_id: invite.created_by },
      ),
    );
}

function channelEvent({ cursor: _cursor, ...channel }: Channel): NewEvent {
  return channelCreated.create(
    { channel_id: channel.id, channel },
    { channel_id: channel.id, created_at: channel.created_at, actor_id: channel.created_by },
  );
}

function messageEvents(message: Message | undefined, store: MemoryStore): NewEvent[] {
  const author = message && store.get("member", message.author_id);
  if (!message || !author) return [];
  const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
  const payload = { ...contentOf(fields, author), message: { ...fields, author: authorOf(author) } };
  const created = message.parent_message_id === null ? messageCreated : replyCreated;
  return [
    created.create(payload, {
      channel_id: message.channel_id,
      direct_conversation_id: message.direct_conversation_id,
      seq: message.channel_seq,
      created_at: message.created_at,
      actor_id: message.author_id,
      imported: message.imported,
    }),
  ];
}

function place(event: NewEvent, granting: Event, id: string): Event {
  const { workspace_id, cursor, created_at, actor_id } = granting;
  const envelope: Envelope = {
    ...event,
    id,
    cursor,
    workspace_id,
    created_at: event.created_at ?? created_at,
    actor_id: event.actor_id ?? actor_id,
  };
  return envelope as Event;
}

/** The newest living message of each conversation among those that existed at a cursor. */
async function newestMessages(
  { database }: Pick<ServerContext, "database">,
  conversationIds: readonly string[],
  cursor: number,
): Promise<ReadonlyMap<string, Message>> {
  if (conversationIds.length === 0) return new Map();
  const { rows } = await database.pool.query<Record<string, unknown>>({
    name: "newest messages at a cursor",
    text: `select newest.* from unnest($1::text[]) as conversation(id) cross join lateral (
      select * from messages where conversation_id = conversation.id and channel_seq is not null and deleted_at is null
        and (event_cursors ->> 0)::int8 <= $2 order by channel_seq desc limit 1) as newest`,
    values: [conversationIds, cursor],
  });
  const messages = rows.map((row) => fromRow("message", row));
  return new Map(messages.map((message) => [message.channel_id ?? message.direct_conversation_id ?? "", message]));
}

import { emojiOf } from "../../domain/reactions/emoji";
import "../../domain/reactions/emoji-names";
import { limits } from "../../domain/core/limits";
import { isLonger } from "../../domain/core/measure";
import type { ImportItem } from "../../domain/imports";
import { findByName } from "../../domain/messages/mentions";
import { type Accounts, mayNotEnter, shorten } from "./accounts";
import { withPublicAddresses } from "./addresses";
import type { ImportedConversation } from "./conversations";
import { deriveId } from "./derived-ids";
import type { Loss } from "./ledger";
import type { ImportedMessage } from "./message";
import { toMarkdown } from "./mrkdwn";
import type { Names } from "./names";
import type { ImportPlace } from "./places";
import type { SlackExport } from "./slack-export";
import { timeOf } from "./slack-time";
import type { ImportTarget } from "./target";

/** With more conversations than this, joining them all would clutter the sidebar. */
const ownChannelsMax = 50;

/** The inputs for the items of one import. */
export interface Plan {
  slack: SlackExport;
  target: ImportTarget;
  accounts: Accounts;
  places: ReadonlyMap<string, ImportPlace>;
  names: Names;
  /** The person with this handle in the workspace after the import. */
  userOf: (handle: string) => string | undefined;
  now: Date;
}

/** Every person and place, each before the items that refer to it. */
export function* settingItems(plan: Plan): Generator<ImportItem> {
  yield* memberItems(plan);
  for (const place of plan.places.values()) yield placeItem(plan, place);
  const isStranger = !Array.from(plan.accounts.bySource.values()).some(({ id }) => id === plan.target.ownerId);
  for (const place of plan.places.values())
    if (place.kind !== "direct") yield* channelMemberItems(plan, place, isStranger);
}

/**
 * One message with its reactions, and the parts that are lost: an unknown emoji cannot be shown, and reactions
 * and mentions beyond the limits are dropped.
 */
export function messageItems(plan: Plan, message: ImportedMessage): { items: ImportItem[]; losses: [Loss, number][] } {
  const place = plan.places.get(message.conversationId);
  const author = plan.accounts.bySource.get(message.authorId);
  if (!place || !author)
    throw new Error(`the message ${message.ts} of ${message.conversationId} has no place or no author`);
  const id = messageId(plan, message.conversationId, message.ts);
  const created_at = message.createdAt.toISOString();
  const mentions = mentionedIn(plan, message);
  const item: ImportItem = {
    item: "message",
    message: {
      id,
      channel_id: place.kind === "direct" ? null : place.id,
      direct_conversation_id: place.kind === "direct" ? place.id : null,
      author_id: author.id,
      kind: "message",
      body: message.body,
      parent_message_id: message.rootTs === null ? null : messageId(plan, message.conversationId, message.rootTs),
      mentions: mentions.slice(0, limits.mentionsPerMessageMax),
      mentions_everyone: message.calls.everyone,
      nonce: null,
      turn_id: null,
      author_model: null,
      author_thinking: null,
      author_runtime: null,
      created_at,
      edited_at: message.editedAt?.toISOString() ?? null,
      deleted_at: null,
    },
    also_send_to_channel: message.isBroadcast,
  };
  const { byEmoji, ownEmoji } = sortReactions(plan, message);
  const kept = [...byEmoji].slice(0, limits.reactionEmojiPerMessageMax);
  const beyond = [...byEmoji].slice(limits.reactionEmojiPerMessageMax);
  const reactions = kept.flatMap(([emoji, userIds]) =>
    Array.from(userIds, (user_id): ImportItem => ({ item: "reaction", message_id: id, user_id, emoji, created_at })),
  );
  const losses: [Loss, number][] = [
    ["ownEmoji", ownEmoji],
    ["reactionsBeyond", beyond.reduce((sum, [, userIds]) => sum + userIds.size, 0)],
    ["mentionsBeyond", Math.max(mentions.length - limits.mentionsPerMessageMax, 0)],
  ];
  return { items: [item, ...reactions], losses: losses.filter(([, count]) => count > 0) };
}

/** Slack has several names for some emoji. Reacting with two of them counts once. */
function sortReactions({ accounts }: Plan, { reactions }: ImportedMessage) {
  const byEmoji = new Map<string, Set<string>>();
  let ownEmoji = 0;
  for (const { name, userIds } of reactions) {
    const emoji = emojiOf(name);
    if (emoji === null) {
      ownEmoji += userIds.length;
      continue;
    }
    const users = byEmoji.get(emoji) ?? new Set<string>();
    byEmoji.set(emoji, users);
    for (const sourceId of userIds) {
      const id = accounts.bySource.get(sourceId)?.id;
      if (id !== undefined) users.add(id);
    }
  }
  return { byEmoji, ownEmoji };
}

function mentionedIn({ userOf }: Plan, { calls }: ImportedMessage): string[] {
  return [...new Set(calls.handles.flatMap((name) => findByName(name, userOf) ?? []))];
}

/** The id of the message with this time stamp, or this time stamp and a digest, in a conversation. */
export function messageId(
  { slack, target }: Pick<Plan, "slack" | "target">,
  conversationId: string,
  ts: string,
): string {
  const [time = ts] = ts.split(" ", 1);
  return deriveId("message", [target.id, slack.teamId, conversationId, ts], timeOf(time));
}

/** People join at their first message, in that order. People who were deactivated or have no access leave at their last one. */
function memberItems({ slack, accounts, now }: Plan): ImportItem[] {
  const items = slack.people.flatMap((person) => {
    const account = accounts.bySource.get(person.sourceId);
    if (!account) return [];
    const { id: user_id, display_name, handle, avatar_url, kind } = account;
    const span = slack.spans.get(person.sourceId);
    const joined_at = (span ? new Date(span.firstMicros / 1000) : now).toISOString();
    const last = (span ? new Date(span.lastMicros / 1000) : now).toISOString();
    const role = kind === "bot" ? ("bot" as const) : person.isGuest ? ("guest" as const) : ("member" as const);
    const left_at = mayNotEnter(person) ? last : null;
    return { user_id, display_name, handle, avatar_url, kind, role, owner_id: null, joined_at, left_at };
  });
  items.sort((a, b) => (a.joined_at < b.joined_at ? -1 : a.joined_at > b.joined_at ? 1 : 0));
  return items.map((member) => ({ item: "member", member }));
}

function placeItem(
  { target, accounts, names, now }: Plan,
  { conversation, id, kind, name, memberIds }: ImportPlace,
): ImportItem {
  const created_at = (conversation.createdAt ?? now).toISOString();
  const created_by = accounts.bySource.get(conversation.creatorId ?? "")?.id ?? memberIds[0] ?? target.ownerId;
  if (kind === "direct") return { item: "direct", conversation: { id, member_ids: memberIds, created_at, created_by } };
  return {
    item: "channel",
    channel: {
      id,
      name,
      kind,
      topic: shorten(toMarkdown(withPublicAddresses(conversation.topic), names), limits.channelTopicLengthMax),
      purpose: shorten(toMarkdown(withPublicAddresses(conversation.purpose), names), limits.channelPurposeLengthMax),
      is_default: false,
      display_title: null,
      sidebar_section: null,
      external_managed: false,
      external_ref: null,
      external_url: null,
      created_at,
      created_by,
      archived_at: conversation.isArchived ? now.toISOString() : null,
    },
  };
}

/** Whether a topic or purpose is longer than the limits here, and so is cut. */
export function isShortened({ topic, purpose }: ImportedConversation): boolean {
  return isLonger(topic, limits.channelTopicLengthMax) || isLonger(purpose, limits.channelPurposeLengthMax);
}

/** An importer who is not in the export joins its public channels, so that they can read them at once. */
function channelMemberItems(
  { target, places, now }: Plan,
  { conversation, id, kind, memberIds }: ImportPlace,
  isStranger: boolean,
): ImportItem[] {
  const joined_at = (conversation.createdAt ?? now).toISOString();
  const joins = isStranger && kind === "public" && !conversation.isArchived && places.size <= ownChannelsMax;
  const userIds = new Set(joins ? [...memberIds, target.ownerId] : memberIds);
  return Array.from(userIds, (user_id) => ({ item: "channel_member", channel_id: id, user_id, joined_at }));
}

import type { Channel } from "../../domain/channels/rules";
import { limits } from "../../domain/core/limits";
import { isChannelMember } from "../../domain/core/permissions";
import type { Direct } from "../../domain/directs/rules";
import type { MemoryStore } from "../../domain/state";
import { selectPage } from "./list-pages";

/** One of a person's own conversations: a joined channel, or a direct one. */
export type OwnConversation =
  | { readonly id: string; readonly channel: Channel; readonly direct?: never }
  | { readonly id: string; readonly direct: Direct; readonly channel?: never };

/**
 * The conversations that a person belongs to, those with the latest messages first, archived ones last. At most
 * `ownConversationsMax` are returned; `hasMore` means that there are others.
 */
export function ownConversations(
  store: MemoryStore,
  userId: string,
): { readonly conversations: readonly OwnConversation[]; readonly hasMore: boolean } {
  const directs = store.find("direct", "member", userId);
  const all: OwnConversation[] = directs.map((direct) => ({ id: direct.id, direct }));
  for (const { channel_id: id } of store.find("channel_member", "user", userId)) {
    const channel = store.get("channel", id);
    if (channel) all.push({ id, channel });
  }
  const placeOf = (one: OwnConversation) => [newestAt(store, one), one.id] as const;
  const { items, has_more } = selectPage(all, { placeOf, descending: true }, { limit: limits.ownConversationsMax });
  return { conversations: items, hasMore: has_more };
}

/** One of them by its id, however old; undefined for one that the person does not belong to. */
export function ownConversation(store: MemoryStore, userId: string, id: string): OwnConversation | undefined {
  const channel = store.get("channel", id);
  if (channel) return isChannelMember(store, id, userId) ? { id, channel } : undefined;
  const direct = store.get("direct", id);
  return direct?.member_ids.includes(userId) ? { id, direct } : undefined;
}

/** The sort key: the time of the newest message, or nothing for an archived channel. */
function newestAt(store: MemoryStore, { id, channel, direct }: OwnConversation): string {
  if (channel && channel.archived_at !== null) return "";
  return store.get("timeline", id)?.last_message_at ?? (channel ?? direct).created_at;
}

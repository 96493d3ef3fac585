import { type Channel, type ChannelFields, channelCreated, channelMemberAdded } from "./channels/rules";
import { type DecisionContext, defineCommand } from "./core/commands";
import { forbidden, notFound } from "./core/errors";
import type { NewEvent } from "./core/events";
import { pairKey, type State } from "./core/kinds";
import { requireMember } from "./core/permissions";
import { conversationFieldsOf, conversationOf, directOf, nextSeq } from "./core/timelines";
import { directCreated, memberKey, memberSet } from "./directs/rules";
import type { DirectFields } from "./directs/schema";
import { type MemberFields, memberJoined } from "./members/rules";
import { contentOf } from "./messages/drafts";
import { type MessageFields, messageCreated } from "./messages/rules";
import { emptyThread, newestAuthors, threadStateUpdated } from "./messages/thread-state";
import { replyCreated } from "./messages/threads";
import { canonicalEmoji } from "./reactions/emoji";
import { hasReacted, peopleIn, reactionAdded, reactionKey, reactionsTo } from "./reactions/rules";

type ImportedMessage = Omit<
  MessageFields,
  | "workspace_id"
  | "channel_seq"
  | "thread_seq"
  | "imported"
  | "body_format"
  | "thread_root_id"
  | "quoted_author_id"
  | "quoted_body_snapshot"
  | "quoted_message_id"
>;

/**
 * One item of an export. The importer derives its id from the source, so that a second run finds it again. Items refer only to
 * earlier items or to what the workspace already holds.
 */
export type ImportItem =
  | { item: "member"; member: Omit<MemberFields, "workspace_id"> }
  | { item: "channel"; channel: Omit<ChannelFields, "workspace_id"> }
  | { item: "direct"; conversation: Omit<DirectFields, "workspace_id"> }
  | { item: "channel_member"; channel_id: string; user_id: string; joined_at: string }
  | { item: "message"; message: ImportedMessage; also_send_to_channel: boolean }
  | { item: "reaction"; message_id: string; user_id: string; emoji: string; created_at: string };
export type ImportItems = { readonly items: readonly ImportItem[] };

/**
 * Appends the items of an export that the workspace does not have yet. It skips items that are already there, and those of people
 * who have left or of deleted messages. Today's state does not show what was here once and is gone; the importer leaves that out.
 */
export const importItems = /* @__PURE__ */ defineCommand("import.append", {
  needs: ({ items }: ImportItems) => ({
    message_ids: [
      ...new Set(
        items.flatMap((item) =>
          item.item === "message"
            ? [item.message.id, item.message.parent_message_id ?? item.message.id]
            : item.item === "reaction"
              ? [item.message_id]
              : [],
        ),
      ),
    ],
    reactions: items.flatMap((item) =>
      item.item === "reaction" ? [{ message_id: item.message_id, user_id: item.user_id }] : [],
    ),
  }),
  decide: (state, { items }: ImportItems, context) => {
    if (requireMember(state, context.actor).role !== "owner") throw forbidden("Only the owner may import.");
    const batch = new ImportBatch(state, context);
    for (const item of items) batch.take(item);
    return { events: batch.events };
  },
});

/** Decides the items of one batch in order. Each item sees the results of the earlier ones. */
class ImportBatch {
  readonly events: NewEvent[] = [];
  private readonly made = new Set<string>();
  private readonly channels = new Map<string, Pick<Channel, "id">>();
  private readonly messages = new Map<string, MessageFields>();
  private readonly threads = new Map<string, ReturnType<typeof emptyThread>>();
  private readonly seqs = new Map<string, number>();
  private readonly tallies = new Map<string, number>();
  private readonly members = new Map<string, MemberFields>();
  private readonly state: State;
  private readonly context: DecisionContext;

  constructor(state: State, context: DecisionContext) {
    this.state = state;
    this.context = context;
  }

  take(item: ImportItem): void {
    if (item.item === "member") this.member(item.member);
    else if (item.item === "channel") this.channel(item.channel);
    else if (item.item === "direct") this.direct(item.conversation);
    else if (item.item === "channel_member") this.channelMember(item);
    else if (item.item === "message") this.message(item);
    else this.reaction(item);
  }

  private member(fields: Extract<ImportItem, { item: "member" }>["member"]): void {
    if (this.state.get("member", fields.user_id) || this.members.has(fields.user_id)) return;
    const member = { ...fields, workspace_id: this.context.workspace_id };
    this.members.set(member.user_id, member);
    this.emit(memberJoined.create({ user_id: member.user_id, member }), member.joined_at, member.user_id);
  }

  private channel(fields: Extract<ImportItem, { item: "channel" }>["channel"]): void {
    if (this.state.get("channel", fields.id) || this.channels.has(fields.id)) return;
    const channel = { ...fields, workspace_id: this.context.workspace_id };
    this.channels.set(channel.id, channel);
    this.emit(
      channelCreated.create({ channel_id: channel.id, channel }, { channel_id: channel.id }),
      channel.created_at,
      channel.created_by,
    );
  }

  /** The importer has already checked whether these members have a conversation. If so, its messages belong there. */
  private direct(fields: Extract<ImportItem, { item: "direct" }>["conversation"]): void {
    const member_ids = memberSet(fields.member_ids);
    const key = memberKey(member_ids);
    if (this.state.find("direct", "member_key", key).length > 0 || this.made.has(key)) return;
    this.made.add(key);
    const conversation = { ...fields, member_ids, workspace_id: this.context.workspace_id };
    const place = { direct_conversation_id: conversation.id };
    this.emit(
      directCreated.create({ ...place, conversation }, place),
      conversation.created_at,
      conversation.created_by,
    );
  }

  private channelMember({ channel_id, user_id, joined_at }: Extract<ImportItem, { item: "channel_member" }>): void {
    const key = pairKey(channel_id, user_id);
    if (this.state.get("channel_member", key) || this.made.has(key)) return;
    const member = this.members.get(user_id) ?? this.state.get("member", user_id);
    if (!member || member.left_at !== null) return;
    this.made.add(key);
    this.emit(
      channelMemberAdded.create(
        { channel_id, user_id, last_seq: this.lastSeq({ channel_id, direct_conversation_id: null }) },
        { channel_id },
      ),
      joined_at,
      user_id,
    );
  }

  private message({ message: fields, also_send_to_channel }: Extract<ImportItem, { item: "message" }>): void {
    if (this.state.get("message", fields.id) || this.messages.has(fields.id)) return;
    const place = conversationFieldsOf(fields);
    const rootId = fields.parent_message_id;
    const thread =
      rootId === null
        ? null
        : (this.threads.get(rootId) ?? this.state.get("thread", rootId) ?? emptyThread({ thread_root_id: rootId }));
    const seq = rootId === null || also_send_to_channel ? this.nextSeq(place) : null;
    // The spread comes last: an object that gains so many fields after a spread becomes a dictionary, which takes forty times as
    // long to make.
    const message: MessageFields = {
      workspace_id: this.context.workspace_id,
      body_format: "markdown",
      thread_root_id: rootId ?? fields.id,
      channel_seq: seq,
      thread_seq: thread === null ? null : thread.last_seq + 1,
      quoted_message_id: null,
      quoted_author_id: null,
      quoted_body_snapshot: null,
      imported: true,
      ...fields,
    };
    this.messages.set(message.id, message);
    const author = this.members.get(message.author_id) ?? this.state.get("member", message.author_id);
    if (!author) throw notFound("The author of an imported message");
    const payload = contentOf(message, author);
    const created = rootId === null ? messageCreated : replyCreated;
    this.emit(created.create(payload, { ...place, seq }), message.created_at, message.author_id);
    if (rootId !== null && thread !== null) this.reply(message, rootId, thread);
  }

  private reply(message: MessageFields, rootId: string, before: ReturnType<typeof emptyThread>): void {
    const thread_state = {
      root_message_id: rootId,
      reply_count: before.reply_count + 1,
      last_reply_at: message.created_at,
      last_reply_author_ids: newestAuthors([message.author_id, ...before.last_reply_author_ids]),
      last_seq: before.last_seq + 1,
    };
    this.threads.set(rootId, thread_state);
    this.emit(
      threadStateUpdated.create(
        { root_message_id: rootId, thread_state, ...directOf(message) },
        conversationFieldsOf(message),
      ),
      message.created_at,
      message.author_id,
    );
  }

  private reaction({ message_id, user_id, emoji: given, created_at }: Extract<ImportItem, { item: "reaction" }>): void {
    const emoji = canonicalEmoji(given);
    const key = reactionKey(message_id, user_id, emoji);
    if (this.made.has(key) || hasReacted(this.state, { message_id, user_id, emoji })) return;
    const message = this.messages.get(message_id) ?? this.state.get("message", message_id);
    if (!message || message.deleted_at !== null) return;
    this.made.add(key);
    const tallyKey = pairKey(message_id, emoji);
    const count = (this.tallies.get(tallyKey) ?? this.peopleWith(message_id, emoji)) + 1;
    this.tallies.set(tallyKey, count);
    const payload = { message_id, user_id, emoji, count, ...directOf(message) };
    this.emit(reactionAdded.create(payload, conversationFieldsOf(message)), created_at, user_id);
  }

  private peopleWith(messageId: string, emoji: string): number {
    const gathered = reactionsTo(this.state, messageId).get(emoji);
    return gathered ? peopleIn(gathered) : 0;
  }

  private lastSeq(place: ReturnType<typeof conversationFieldsOf>): number {
    return this.seqs.get(conversationOf(place)) ?? nextSeq(this.state, place) - 1;
  }

  private nextSeq(place: ReturnType<typeof conversationFieldsOf>): number {
    const key = conversationOf(place);
    const seq = this.lastSeq(place) + 1;
    this.seqs.set(key, seq);
    return seq;
  }

  private emit(event: NewEvent, created_at: string, actor_id: string): void {
    this.events.push({ ...event, imported: true, created_at, actor_id });
  }
}

import type { ChannelFields } from "../../domain/channels/rules";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import type { Author } from "../../domain/core/people";
import type { Direct } from "../../domain/directs/rules";
import type { Ephemeral, PublishableType } from "../../domain/ephemerals/rules";
import type { MemberHistory } from "../../domain/member-changes";
import type { MessageResource } from "../../domain/messages/rules";
import type { ReadState } from "../../domain/read-states/rules";
import type { Refusal, Sent } from "./answers";
import type { OutboxCommand } from "./outbox-commands";

/** The response of boot in its canonical form (docs/protocol.md, "Boot"). */
export type Boot = {
  readonly login: { readonly id: string; readonly name: string };
  readonly resume_point: number;
  /** Seconds within which the server promises to send something. */
  readonly heartbeat: number;
  readonly events: readonly WireEnvelope[];
  readonly workspace: WorkspaceSummary | null;
  readonly workspaces: readonly WorkspaceCounts[];
  readonly read_states: readonly (ReadState & { readonly last_seq: number; readonly last_message_at: string | null })[];
  /** Whether the viewer has further conversations, which are requested when something happens in them. */
  readonly more_conversations?: boolean;
  /** The joins and leaves in the opened channel, between the messages in this boot. */
  readonly member_changes?: MemberHistory & { readonly channel_id: string };
  readonly features: Readonly<Record<string, boolean>>;
  readonly preferences: Preferences;
  readonly realtime_url: string;
};

/** A person's preferences by name. */
export type Preferences = Readonly<Record<string, unknown>>;

export type WorkspaceSummary = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly icon_url: string | null;
};
export type WorkspaceCounts = WorkspaceSummary & {
  readonly head: number;
  readonly unread_count: number;
  readonly mention_count: number;
};

/** A frame of the stream: every event visible to this viewer in `(after, upto]` (docs/protocol.md, "Frames and ranges"). */
export type EventFrame = {
  readonly after: number;
  readonly upto: number;
  readonly events: readonly WireEnvelope[];
};

/** A page of a timeline or thread. `cursor` is the place in the log at which it was read, if the server sends it. */
export type MessagePage = {
  readonly messages: readonly MessageResource[];
  readonly has_older: boolean;
  readonly has_newer: boolean;
  readonly cursor?: string | number | undefined;
  /** The joins and leaves within a page of a channel. */
  readonly member_changes?: MemberHistory | undefined;
};

/** Where a page begins. Without any of them, it is the newest page. */
export type PageAt = { readonly before_seq?: number; readonly after_seq?: number; readonly around_seq?: number };

export type StreamHandlers = {
  onOpen(): void;
  onFrame(frame: EventFrame): void;
  onEphemerals(ephemerals: readonly Ephemeral[]): void;
  /** The stream is over. A refusal says why the server ended it; without one the connection was lost. */
  onEnd(refusal: Refusal | null): void;
};

export type StreamOptions = {
  readonly workspaceId: string;
  readonly after: number;
  readonly presenceOf: readonly string[];
  /** The socket's address if it is on another host, which gets no cookie and needs a ticket; null for the page's own host. */
  readonly elsewhere: string | null;
};

export type Stream = { watchPresence(userIds: readonly string[]): void; close(): void };

/** A conversation as operations accept it: a channel, or a direct conversation. */
export type ConversationRef = { readonly channel_id?: string; readonly direct_conversation_id?: string };

/**
 * All communication of the engine with the server. Calls throw a `Refusal` if the server refused, and anything else if it was not
 * reached.
 */
export type Transport = {
  boot(options: { workspaceId?: string | undefined; conversationId?: string | undefined }): Promise<Boot>;
  openStream(options: StreamOptions, handlers: StreamHandlers): Stream;
  send(command: OutboxCommand, workspaceId: string): Promise<Sent>;
  messages(conversationId: string, at: PageAt): Promise<MessagePage>;
  replies(rootId: string, at: PageAt): Promise<MessagePage & { readonly root: MessageResource }>;
  /** Present state of a conversation that boot did not include. */
  conversation(conversationId: string): Promise<Conversation>;
  /** The viewer's workspaces, oldest membership first. */
  workspaces(): Promise<{ readonly workspaces: readonly WorkspaceSummary[]; readonly hasMore: boolean }>;
  preferences(): Promise<Preferences>;
  /** Writes these preferences with a request that continues when the page is gone. Returns all of them. */
  savePreferences(changes: Preferences): Promise<Preferences>;
  users(userIds: readonly string[]): Promise<readonly Author[]>;
  /** Moves a read marker. With `isParting`, the request is sent in this tick and continues when the page is gone. */
  markRead(mark: Mark, options?: { readonly isParting: boolean }): Promise<ReadState>;
  publish(
    workspaceId: string,
    type: PublishableType,
    place: ConversationRef,
    payload: Record<string, unknown>,
  ): Promise<void>;
  signOut(): Promise<void>;
};

type LastMessage = { readonly last_seq: number; readonly last_message_at: string | null };
export type Conversation = LastMessage &
  (
    | { readonly kind: "channel"; readonly channel: ChannelFields }
    | { readonly kind: "direct"; readonly direct: DirectFields }
  ) & {
    /** The viewer's marker and counts in a conversation of their own; null in others. */
    readonly own?: Pick<ReadState, "last_read_seq" | "unread_count" | "mention_count"> | null;
  };
type DirectFields = Omit<Direct, "member_key" | "created_cursor" | "cursor">;

/** A move of a read marker; `revision` is the one known here, so that a later move from elsewhere wins. */
export type Mark = {
  readonly conversation_id: string;
  readonly seq: number;
  readonly unread: boolean;
  readonly revision: number | null;
};

import type { Author } from "../../domain/core/people";
import type { Role } from "../../domain/core/roles";
import type { PresenceStatus } from "../../domain/ephemerals/rules";
import type { MemberChanges } from "../../domain/member-changes";
import type { Member } from "../../domain/members/rules";
import type { MessageResource } from "../../domain/messages/rules";
import type { ReadState } from "../../domain/read-states/rules";
import type { BootStatus } from "../transport/booting";
import type { ConnectionStatus } from "../transport/connection";
import type { Boot, WorkspaceSummary } from "../transport/transport";

/** The delivery state of the viewer's own message. */
export type Delivery =
  | { readonly state: "sent" }
  | { readonly state: "sending"; readonly command_id: string; readonly since: number }
  | { readonly state: "failed"; readonly command_id: string; readonly error: string };

/** A message as a screen shows it. The same object as long as nothing in it changed. */
export type MessageView = MessageResource & {
  /** The same while a message is being sent and after it is confirmed. */
  readonly key: string;
  readonly conversation_id: string;
  readonly is_mine: boolean;
  readonly mentions_me: boolean;
  readonly delivery: Delivery;
  /** An edit, deletion or reaction of the viewer's is still being sent. */
  readonly is_pending_change: boolean;
};

type Listed = {
  readonly messages: readonly MessageView[];
  readonly has_older: boolean;
  readonly has_newer: boolean;
  readonly loading: "older" | "newer" | "whole" | null;
  /** `loading` until there is something to show. A list without messages is really empty only when `ready`. */
  readonly status: "loading" | "ready" | "failed";
  readonly error: string | null;
  readonly error_code: string | null;
};

/** The member changes after one message, with names. The same object as long as nothing in it changed. */
export type MemberChangesView = MemberChanges & {
  /** By user id, without people whom the viewer may not know. */
  readonly names: ReadonlyMap<string, string>;
};

export type TimelineView = Listed & {
  readonly last_seq: number;
  /** In order, each with the number of the message that it follows. */
  readonly member_changes: readonly MemberChangesView[];
};
export type ThreadView = Listed & { readonly root: MessageView | undefined };

/** A conversation in the sidebar. */
export type ConversationRow = {
  readonly id: string;
  readonly kind: "public" | "private" | "direct";
  readonly name: string;
  /** A channel's own name, which addresses use. The displayed name may be a title. */
  readonly channel_name: string | null;
  /** In a direct conversation: everybody but the viewer. */
  readonly other_ids: readonly string[];
  readonly unread_count: number;
  readonly mention_count: number;
  /** There may be more than the counts say. */
  readonly is_at_least: boolean;
  readonly archived: boolean;
  readonly has_draft: boolean;
};

export type SectionName = "starred" | "channels" | "directs";

/** A part of the sidebar, with all its rows in order. */
export type SidebarSection = {
  readonly name: SectionName;
  readonly rows: readonly ConversationRow[];
  readonly is_collapsed: boolean;
};

export type SidebarView = { readonly sections: readonly SidebarSection[]; readonly is_unreads_only: boolean };

export type ConversationView = {
  readonly id: string;
  readonly kind: "public" | "private" | "direct";
  readonly name: string;
  /** A channel's own name, which addresses use. The displayed name may be a title. */
  readonly channel_name: string | null;
  readonly topic: string;
  readonly purpose: string;
  readonly archived: boolean;
  readonly is_default: boolean;
  readonly is_member: boolean;
  readonly member_ids: readonly string[];
  readonly created_by: string;
  readonly created_at: string;
  readonly can_write: boolean;
  readonly can_manage: boolean;
};

export type PersonView = Author & { readonly role: Role | null; readonly left_at: string | null };
export type SessionView = Pick<Boot, "login" | "workspaces" | "features"> & {
  readonly workspace: WorkspaceSummary;
  /** How many times this page has booted: each boot replaces everything on screen. */
  readonly boots: number;
};
export type UnreadTotals = {
  readonly unread_count: number;
  readonly mention_count: number;
  /** There may be more mentions than the count says. */
  readonly is_at_least: boolean;
  readonly unread_conversations: number;
};
export type FailureView = {
  readonly command_id: string;
  readonly type: string;
  readonly message: string;
  readonly body: string | null;
  /** Whether the change was taken back already, so that the person only needs to be told. */
  readonly is_over: boolean;
};
export type ConnectionView = ConnectionStatus & {
  /** The stream or a request has failed for long enough to show it. */
  readonly show_pill: boolean;
  readonly queued: number;
};
/** Every view, by its name in the query cache; null if there is nothing to show. */
export type Views = {
  boot_status: BootStatus;
  /** Empty until there is a workspace (see `boot_status`). */
  session: SessionView;
  me: Member | null;
  channels: readonly ConversationRow[];
  directs: readonly ConversationRow[];
  sidebar: SidebarView;
  /** What the person chose, on whatever device. */
  preferences: Readonly<Record<string, unknown>>;
  conversation: ConversationView | null;
  timeline: TimelineView;
  thread: ThreadView;
  message: MessageView | null;
  member: PersonView | null;
  read_state: ReadState | null;
  unread_totals: UnreadTotals;
  typing: readonly Author[];
  presence: ReadonlyMap<string, PresenceStatus>;
  connection: ConnectionView;
  failures: readonly FailureView[];
};

export type ViewName = keyof Views;
export type ViewKey<N extends ViewName = ViewName> = readonly ["view", N, string];

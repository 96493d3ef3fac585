import type { Author } from "../../domain/core/people";
import type { Drafts } from "../drafts/drafts";
import type { PreferencesPart } from "../live/preferences";
import type { Presence } from "../live/presence";
import type { Typing } from "../live/typing";
import type { WorkspaceList } from "../live/workspace-list";
import type { Loader } from "../loading/loader";
import type { PeopleLoader } from "../loading/people-loader";
import type { Markers } from "../markers/markers";
import type { Watched } from "../markers/watched";
import type { Outbox } from "../outbox/outbox";
import type { Screen } from "../outbox/overlay";
import { isNewMessage } from "../outbox/pending";
import type { Replica } from "../replica/replica";
import type { BootStatus } from "../transport/booting";
import type { Connection } from "../transport/connection";
import type { Boot } from "../transport/transport";
import type { Troubles } from "../transport/troubles";
import { channelRows, conversationView, directRows, type Unread, unreadTotals } from "./conversation-views";
import { threadView, timelineView } from "./list-views";
import { MemberChangeViews } from "./member-change-views";
import { MessageViews, unknownAuthor } from "./message-views";
import type { ConversationRow, FailureView, PersonView, SessionView, SidebarView, UnreadTotals } from "./shapes";
import { choicesIn, settled, sidebarOf } from "./sidebar";
import { createStable, createStableObjects } from "./stable";
import type { Builders } from "./view-cache";

/** The sources that views are built from. */
export type ViewSources = {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly loader: Loader;
  readonly people: PeopleLoader;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly drafts: Drafts;
  readonly workspaces: WorkspaceList;
  readonly preferences: PreferencesPart;
  readonly connection: Connection;
  readonly troubles: Troubles;
  readonly markers: Markers;
  readonly watched: Watched;
  screen(): Screen;
  boot(): Boot | null;
  boots(): number;
  bootStatus(): BootStatus;
  wantEmojiNames(messageId: string): void;
};

/** Builds each view from the replica, the outbox and the rest of the engine. */
export function createBuilders(sources: ViewSources): {
  readonly builders: Builders;
  readonly messages: MessageViews;
  readonly memberChanges: MemberChangeViews;
} {
  const { replica, outbox, loader } = sources;
  const stableChannels = createStable<ConversationRow>();
  const stableDirects = createStable<ConversationRow>();
  const stablePerson = createStableObjects<PersonView>();
  const stableTotals = createStableObjects<UnreadTotals>();
  const stableConversation = createStableObjects<object & NonNullable<ReturnType<typeof conversationView>>>();

  function author(userId: string): Author {
    const known = replica.people.get(replica.store, userId);
    if (!known) sources.people.want(userId);
    return known ?? unknownAuthor(userId);
  }

  function person(userId: string): PersonView | null {
    const known = author(userId);
    const member = replica.store.get("member", userId);
    if (known.handle === "" && !member) return null;
    return stablePerson(userId, { ...known, role: member?.role ?? null, left_at: member?.left_at ?? null });
  }

  /**
   * New messages in a conversation that is being read count as read, even before the marker has moved, unless the viewer keeps
   * them unread.
   */
  function unreadIn(id: string): Unread | undefined {
    const state = replica.readStates.get(id);
    const { markers, watched } = sources;
    if (!state || !watched.hasAny(id) || markers.isKeptUnread(id)) return state;
    if (watched.has(id)) return { ...state, unread_count: 0, mention_count: 0 };
    return replica.readStates.without(state, (rootId) => watched.hasThread(id, rootId));
  }

  const messages = new MessageViews({
    viewerId: () => replica.viewerId,
    state: () => sources.screen().state,
    author,
    pendings: () => outbox.list(),
    wantEmojiNames: sources.wantEmojiNames,
  });
  /** A guest gets no names of people they do not know. For other viewers, names load in a moment. */
  function shownName(userId: string): string | null {
    const { display_name, handle } = author(userId);
    const isGuest = replica.store.get("member", replica.viewerId)?.role === "guest";
    return handle === "" && isGuest ? null : display_name;
  }

  const memberChanges = new MemberChangeViews(shownName);
  const lists = {
    replica,
    messages,
    memberChanges,
    loadState: loader.stateOf,
    localMessages: () => sources.screen().localMessages,
  };
  const conversations = { replica, author, hasDraft: sources.drafts.has, unreadIn };
  const channels = () => stableChannels(channelRows(conversations));
  const directs = () => stableDirects(directRows(conversations));

  /** The direct conversations as this boot began with them: a new message does not move them under the pointer. */
  let stood: { readonly boots: number; readonly ids: readonly string[] } = { boots: 0, ids: [] };
  const stableSections = {
    starred: createStable<ConversationRow>(),
    channels: createStable<ConversationRow>(),
    directs: createStable<ConversationRow>(),
  };
  function sidebar(): SidebarView {
    const rows = settled(directs(), stood.boots === sources.boots() ? stood.ids : []);
    stood = { boots: sources.boots(), ids: rows.map(({ id }) => id) };
    const choices = choicesIn(sources.preferences.all(), replica.workspaceId);
    const { sections, ...view } = sidebarOf({ channels: channels(), directs: rows }, choices);
    return { ...view, sections: sections.map((one) => ({ ...one, rows: stableSections[one.name](one.rows) })) };
  }

  const builders: Builders = {
    boot_status: sources.bootStatus,
    session: () => sessionView(sources, sources.workspaces.all()),
    me: () => replica.store.get("member", replica.viewerId) ?? null,
    channels,
    directs,
    sidebar,
    preferences: sources.preferences.all,
    conversation: (id) => {
      const view = conversationView(conversations, id);
      return view && stableConversation(id, view);
    },
    timeline: (id) => timelineView(lists, id),
    thread: (id) => threadView(lists, id),
    message: (id) => messages.get(id),
    member: person,
    read_state: (id) => replica.readStates.get(id) ?? null,
    unread_totals: () => stableTotals("", unreadTotals([...channels(), ...directs()])),
    typing: (key) => sources.typing.at(key).map(author),
    presence: sources.presence.statuses,
    connection: () => ({
      ...sources.connection.status(),
      // The browser knows for sure that it has no network; any other break may be a short one.
      show_pill: sources.connection.status().state === "offline" || sources.troubles.isLasting(),
      queued: outbox.list().filter(({ state }) => state === "queued" || state === "sending").length,
    }),
    failures: () => [
      ...outbox.list().flatMap((pending) => {
        if (!pending.failure || isNewMessage(pending)) return [];
        const body = "body" in pending.command.input ? pending.command.input.body : null;
        return [
          {
            command_id: pending.command_id,
            type: pending.command.type,
            message: pending.failure.message,
            body,
            is_over: false,
          },
        ];
      }),
      ...refusedPreferences(sources.preferences),
    ],
  };
  return { builders, messages, memberChanges };
}

function refusedPreferences({ refusal }: PreferencesPart): FailureView[] {
  const refused = refusal();
  return refused
    ? [{ command_id: refused.id, type: "preferences", message: refused.message, body: null, is_over: true }]
    : [];
}

const nowhere: SessionView = {
  login: { id: "", name: "" },
  workspace: { id: "", name: "", slug: "", icon_url: null },
  workspaces: [],
  features: {},
  boots: 0,
};

/** The viewer's session. The workspace's name and address are the current ones. */
function sessionView(parts: ViewSources, listed: SessionView["workspaces"]): SessionView {
  const boot = parts.boot();
  if (boot === null) return nowhere;
  const { store, workspaceId } = parts.replica;
  const { login, features } = boot;
  const workspace = store.get("workspace", workspaceId) ?? boot.workspace ?? nowhere.workspace;
  const { name, slug, icon_url } = workspace;
  const workspaces = listed.map((one) => (one.id === workspaceId ? { ...one, name, slug, icon_url } : one));
  return { login, workspace, workspaces, features, boots: parts.boots() };
}

import type { Author } from "../../domain/people";
import type { Connection } from "../connection";
import type { Drafts } from "../drafts";
import type { Loader } from "../loader";
import type { Outbox } from "../outbox/outbox";
import type { Screen } from "../outbox/overlay";
import { isNewMessage } from "../outbox/pending";
import type { PeopleLoader } from "../people-loader";
import type { Presence } from "../presence";
import type { Replica } from "../replica/replica";
import type { Boot } from "../transport";
import type { Typing } from "../typing";
import { channelRows, conversationView, directRows, unreadTotals } from "./conversation-views";
import { threadView, timelineView } from "./list-views";
import { MessageViews, unknownAuthor } from "./message-views";
import type { BootStatus, ConversationRow, PersonView, SessionView } from "./shapes";
import { createStable, createStableObjects } from "./stable";
import type { Builders } from "./view-cache";

/** The parts of the engine that views read. */
export type Parts = {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly loader: Loader;
  readonly people: PeopleLoader;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly drafts: Drafts;
  readonly connection: Connection;
  screen(): Screen;
  boot(): Boot | null;
  bootStatus(): BootStatus;
  wantEmojiNames(messageId: string): void;
};

/** How each view is read from the engine. */
export function createBuilders(parts: Parts): { readonly builders: Builders; readonly messages: MessageViews } {
  const { replica, outbox, loader } = parts;
  const stableChannels = createStable<ConversationRow>();
  const stableDirects = createStable<ConversationRow>();
  const stablePerson = createStableObjects<PersonView>();
  const stableConversation = createStableObjects<object & NonNullable<ReturnType<typeof conversationView>>>();

  function author(userId: string): Author {
    const known = replica.people.get(replica.store, userId);
    if (!known) parts.people.want(userId);
    return known ?? unknownAuthor(userId);
  }

  function person(userId: string): PersonView | null {
    const known = author(userId);
    const member = replica.store.get("member", userId);
    if (known.handle === "" && !member) return null;
    return stablePerson(userId, { ...known, role: member?.role ?? null, left_at: member?.left_at ?? null });
  }

  const messages = new MessageViews({
    viewerId: () => replica.viewerId,
    state: () => parts.screen().state,
    author,
    pendings: () => outbox.list(),
    wantEmojiNames: parts.wantEmojiNames,
  });
  const lists = {
    replica,
    messages,
    loadState: loader.stateOf,
    localMessages: () => parts.screen().localMessages,
  };
  const conversations = { replica, author, hasDraft: parts.drafts.has };
  const channels = () => stableChannels(channelRows(conversations));
  const directs = () => stableDirects(directRows(conversations));

  const builders: Builders = {
    boot_status: parts.bootStatus,
    session: () => sessionView(parts.boot(), replica),
    me: () => replica.store.get("member", replica.viewerId) ?? null,
    channels,
    directs,
    conversation: (id) => {
      const view = conversationView(conversations, id);
      return view && stableConversation(id, view);
    },
    timeline: (id) => timelineView(lists, id),
    thread: (id) => threadView(lists, id),
    message: (id) => messages.get(id),
    member: person,
    read_state: (id) => replica.readStates.get(id) ?? null,
    unread_totals: () => unreadTotals([...channels(), ...directs()]),
    typing: (key) => parts.typing.at(key).map(author),
    presence: parts.presence.statuses,
    connection: () => ({
      ...parts.connection.status(),
      queued: outbox.list().filter(({ state }) => state === "queued" || state === "sending").length,
    }),
    failures: () =>
      outbox.list().flatMap((pending) => {
        if (!pending.failure || isNewMessage(pending)) return [];
        const body = "body" in pending.command.input ? pending.command.input.body : null;
        return [{ command_id: pending.command_id, type: pending.command.type, message: pending.failure.message, body }];
      }),
  };
  return { builders, messages };
}

const nowhere: SessionView = {
  login: { id: "", name: "" },
  workspace: { id: "", name: "", slug: "", icon_url: null },
  workspaces: [],
  features: {},
  preferences: {},
};

/** Whose session it is and where. The workspace's name and address are those it has now. */
function sessionView(boot: Boot | null, { store, workspaceId }: Replica): SessionView {
  if (boot === null) return nowhere;
  const { login, workspaces, features, preferences } = boot;
  const workspace = store.get("workspace", workspaceId) ?? boot.workspace ?? nowhere.workspace;
  const { id, name, slug, icon_url } = workspace;
  const asNow = workspaces.map((one) => (one.id === id ? { ...one, name, slug, icon_url } : one));
  return { login, workspace, workspaces: asNow, features, preferences };
}

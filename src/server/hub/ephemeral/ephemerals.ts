// Bell, doors → subscriber. In: ephemerals of this process and of others. Out: the same, to the subscribers who may see them.
import { knows } from "../../../domain/core/acquaintances";
import { DomainError, forbidden, notFound } from "../../../domain/core/errors";
import { canReadConversation } from "../../../domain/core/permissions";
import { conversationOf } from "../../../domain/core/timelines";
import {
  type Ephemeral,
  type PresenceStatus,
  type Publishing,
  presenceStatuses,
  refuseMalformedEphemeral,
  type SignalType,
} from "../../../domain/ephemerals/rules";
import { mayReadText } from "../../../domain/messages/readable-texts";
import type { State } from "../../../domain/state";
import { type ListsChanged, listsChangedBy } from "../../../domain/workspace-lists";
import type { Word } from "../../bell/bell";
import type { ServerContext } from "../../context/context";
import type { HotStates } from "../../log/hot-states";
import type { Log } from "../../log/log";
import { accessLost, isInside, type LiveViewer } from "../feed/visibility";
import type { Presence } from "./presence";
import { type EphemeralListener, EphemeralSubscriber, type Interests } from "./subscriber";

const peopleMax = 1_000;

/** A message to the devices of one person only. */
export type Signal = {
  readonly type: SignalType;
  readonly channel_id?: string;
  readonly direct_conversation_id?: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

type EphemeralPlace = {
  readonly channel_id?: string | undefined;
  readonly direct_conversation_id?: string | undefined;
};

export type Ephemerals = {
  /**
   * Subscribes a listener to ephemerals from now on. The returned function ends it. Throws `not_found` and `insufficient_scope`.
   */
  listen(viewer: LiveViewer, interests: Interests, listener: EphemeralListener): Promise<() => void>;
  publish(viewer: LiveViewer, publishing: Publishing): Promise<Ephemeral>;
  /** Signals the devices of one person. Settles once the other processes have been told too. */
  tellUser(userId: string, workspaceId: string, signal: Signal): Promise<void>;
  /** Tells a person's own devices, in whichever workspace they listen, that their preferences have changed. */
  tellPreferences(userId: string): Promise<void>;
  tellPresence(workspaceId: string, userId: string, status: string): void;
  live(): Iterable<EphemeralSubscriber>;
  /** Ends the streams of viewers who have lost the workspace. */
  sweep(): void;
  close(): void;
};

type Dependencies = {
  readonly context: Pick<ServerContext, "clock" | "newId" | "bell" | "database" | "logger" | "metrics">;
  readonly log: Pick<Log, "onAppended">;
  readonly states: HotStates;
  readonly presence: () => Presence;
  /** Throws unless the viewer may read the workspace, by a state that follows its log. */
  readonly admit: (viewer: LiveViewer) => Promise<void>;
  readonly readStates: (viewer: LiveViewer) => Promise<unknown>;
};

type EphemeralWord = Extract<Word, { type: "ephemeral" }>;

export function createEphemerals({ context, log, states, presence, admit, readStates }: Dependencies): Ephemerals {
  const { bell, logger } = context;
  const { pool } = context.database;
  const subscribers = new Map<string, Set<EphemeralSubscriber>>();
  const ignoreBell = bell.onWord((word) => {
    if (word.type === "ephemeral" && subscribers.has(word.ephemeral.workspace_id))
      tellHere(word).catch((error: unknown) => logger.warn({ err: error }, "an ephemeral could not be delivered"));
    if (word.type === "workspaces_changed") onListsChanged([word]);
    if (word.type === "preferences_updated")
      tellOwnDevices(new Set([word.user_id]), { type: "preferences.updated", payload: {} });
  });
  const ignoreAppends = log.onAppended((workspaceId, events) => onListsChanged(listsChangedBy(workspaceId, events)));

  function stamp(
    workspaceId: string,
    userId: string,
    told: EphemeralPlace & Pick<Ephemeral, "type" | "payload">,
  ): Ephemeral {
    const { type, channel_id, direct_conversation_id, payload } = told;
    return {
      id: context.newId("ephemeral"),
      type,
      v: 1,
      workspace_id: workspaceId,
      ...(channel_id === undefined ? {} : { channel_id }),
      ...(direct_conversation_id === undefined ? {} : { direct_conversation_id }),
      actor_id: userId,
      created_at: context.clock().toISOString(),
      payload: { ...payload, user_id: userId },
    };
  }

  /** Tells the listeners of this process and the other processes. */
  async function tellAll(word: EphemeralWord): Promise<void> {
    await Promise.all([tellHere(word), bell.tell(word)]);
  }

  /** An ephemeral of a conversation goes to everybody else who may read the conversation by the present state. */
  async function tellHere({ ephemeral, hearers }: EphemeralWord): Promise<void> {
    const { actor_id, workspace_id } = ephemeral;
    if (hearers === "person")
      return tell(ephemeral, ({ viewer }) => viewer.user_id === actor_id && viewer.scopes === null);
    const { store } = await states.of(workspace_id);
    tell(
      ephemeral,
      (subscriber) => subscriber.viewer.user_id !== actor_id && maySeeEphemeral(store, subscriber, ephemeral),
    );
  }

  function tell(ephemeral: Ephemeral, wants: (subscriber: EphemeralSubscriber) => boolean): void {
    for (const subscriber of subscribers.get(ephemeral.workspace_id) ?? [])
      if (wants(subscriber)) subscriber.receive(ephemeral);
  }

  function onListsChanged(changed: readonly ListsChanged[]): void {
    for (const one of changed)
      tellOfLists(one).catch((error: unknown) =>
        logger.warn({ err: error }, "a change of somebody's workspaces could not be delivered"),
      );
  }

  /** Tells only the people concerned, in whichever workspaces they are listening. */
  async function tellOfLists({ workspace_id, user_ids }: ListsChanged): Promise<void> {
    const people = new Set(
      user_ids ?? (await membersAmong(workspace_id, new Set(ownDevices().map(({ viewer }) => viewer.user_id)))),
    );
    tellOwnDevices(people, { type: "workspaces.changed", payload: { workspace_id } });
  }

  /** The pages of people who listen in this process, in any workspace; no bots. */
  function ownDevices(): EphemeralSubscriber[] {
    return [...subscribers.values()].flatMap((set) => [...set]).filter(({ viewer }) => viewer.scopes === null);
  }

  function tellOwnDevices(people: ReadonlySet<string>, told: Pick<Ephemeral, "type" | "payload">): void {
    for (const subscriber of ownDevices()) {
      const { user_id, workspace_id } = subscriber.viewer;
      if (people.has(user_id)) subscriber.receive(stamp(workspace_id, user_id, told));
    }
  }

  async function tellPreferences(userId: string): Promise<void> {
    tellOwnDevices(new Set([userId]), { type: "preferences.updated", payload: {} });
    await bell.tell({ type: "preferences_updated", user_id: userId });
  }

  async function membersAmong(workspaceId: string, userIds: ReadonlySet<string>): Promise<string[]> {
    if (userIds.size === 0) return [];
    const { rows } = await pool.query<{ user_id: string }>({
      name: "members among people",
      text: "select user_id from members where workspace_id = $1 and user_id = any($2) and left_at is null",
      values: [workspaceId, [...userIds]],
    });
    return rows.map(({ user_id }) => user_id);
  }

  async function opening(viewer: LiveViewer, { user_ids, read_states }: Interests): Promise<Ephemeral[]> {
    const { workspace_id, user_id } = viewer;
    const told: Pick<Ephemeral, "type" | "payload">[] = [];
    if (read_states) told.push({ type: "read_states.snapshot", payload: { read_states: await readStates(viewer) } });
    if (user_ids) {
      const { store } = await states.of(workspace_id);
      const people = user_ids
        .slice(0, peopleMax)
        .filter((id) => mayKnow(store, viewer, id))
        .map((id) => ({ user_id: id, status: presence().statusOf(workspace_id, id) }));
      told.push({ type: "presence.snapshot", payload: { people } });
    }
    return told.map((one) => stamp(workspace_id, user_id, one));
  }

  /** Synchronous while the state is in memory, so that one person's changes stay in order. */
  function tellPresence(workspaceId: string, userId: string, status: string): void {
    const changed = stamp(workspaceId, userId, { type: "presence.changed", payload: { status } });
    const tellBy = (store: State) =>
      tell(changed, ({ viewer, people }) => people.has(userId) && mayKnow(store, viewer, userId));
    const known = states.peek(workspaceId);
    if (known) tellBy(known.store);
    else if (subscribers.has(workspaceId))
      states.of(workspaceId).then(
        ({ store }) => tellBy(store),
        (error: unknown) => logger.warn({ err: error }, "a change of presence could not be delivered"),
      );
  }

  async function listen(viewer: LiveViewer, interests: Interests, listener: EphemeralListener): Promise<() => void> {
    const { workspace_id } = viewer;
    await admit(viewer);
    const others = subscribers.get(workspace_id) ?? new Set();
    const subscriber = new EphemeralSubscriber(viewer, interests, listener, () => {
      others.delete(subscriber);
      if (others.size === 0) subscribers.delete(workspace_id);
    });
    subscribers.set(workspace_id, others.add(subscriber));
    try {
      subscriber.open(await opening(viewer, interests));
    } catch (error) {
      subscriber.leave();
      throw error;
    }
    return () => subscriber.leave();
  }

  async function publish(viewer: LiveViewer, publishing: Publishing): Promise<Ephemeral> {
    const { store } = await states.of(viewer.workspace_id);
    refuseOutsiderPublishing(store, viewer, publishing);
    const ephemeral = stamp(viewer.workspace_id, viewer.user_id, publishing);
    const status = publishing.type === "presence.changed" ? statusIn(publishing) : null;
    if (status !== null) await presence().declare(viewer.workspace_id, viewer.user_id, status);
    else await tellAll({ type: "ephemeral", hearers: "conversation", ephemeral });
    return ephemeral;
  }

  return {
    listen,
    publish,
    tellUser: (userId, workspaceId, signal) =>
      tellAll({ type: "ephemeral", hearers: "person", ephemeral: stamp(workspaceId, userId, signal) }),
    tellPreferences,
    tellPresence,
    live: () => [...subscribers.values()].flatMap((set) => [...set]),
    sweep: () => {
      for (const [workspaceId, set] of subscribers) {
        const state = states.peek(workspaceId);
        if (state)
          for (const subscriber of set) if (!isInside(state.store, subscriber.viewer)) subscriber.end(accessLost());
      }
    },
    close: () => {
      ignoreBell();
      ignoreAppends();
    },
  };
}

/** Whether a subscriber asked for an ephemeral and may see it, by the present state. */
function maySeeEphemeral(state: State, { viewer, conversations }: EphemeralSubscriber, ephemeral: Ephemeral): boolean {
  const member = state.get("member", viewer.user_id);
  if (!member || member.left_at !== null) return false;
  if (!knows(state, member, ephemeral.actor_id)) return false;
  const conversationId = conversationOf(ephemeral);
  if (conversationId === "") return true;
  const at = fullPlace(ephemeral);
  // Its payload may hold text that somebody is about to send.
  if (!mayReadText(viewer.scopes, { ...at, parent_message_id: null, channel_seq: null })) return false;
  return (conversations === null || conversations.has(conversationId)) && canReadConversation(state, member, at);
}

/** Whether a viewer may see another person's presence. */
function mayKnow(state: State, { user_id }: LiveViewer, otherId: string): boolean {
  const member = state.get("member", user_id);
  return member !== undefined && member.left_at === null && knows(state, member, otherId);
}

function refuseOutsiderPublishing(state: State, viewer: LiveViewer, publishing: Publishing): void {
  const member = state.get("member", viewer.user_id);
  if (!member || !isInside(state, viewer)) throw notFound("The workspace");
  refuseMalformedEphemeral(publishing);
  if (conversationOf(publishing) !== "" && !canReadConversation(state, member, fullPlace(publishing)))
    throw notFound("The conversation");
  if (publishing.type === "agent.progress" && member.kind !== "bot") throw forbidden("Only bots report progress.");
  for (const scope of scopesFor(publishing))
    if (viewer.scopes?.has(scope) === false)
      throw new DomainError("insufficient_scope", `This token lacks the scope ${scope}.`);
}

/** The declared status, if presence knows it; null for a hint in the person's own words. */
function statusIn({ payload }: Publishing): PresenceStatus | null {
  return presenceStatuses.find((candidate) => candidate === payload.status) ?? null;
}

function scopesFor({ type, direct_conversation_id }: Publishing) {
  const own = type === "presence.changed" ? "realtime:read" : "messages:write";
  return direct_conversation_id === undefined ? ([own] as const) : ([own, "dms:write"] as const);
}

function fullPlace({ channel_id, direct_conversation_id }: EphemeralPlace) {
  return { channel_id: channel_id ?? null, direct_conversation_id: direct_conversation_id ?? null };
}

import type { Author } from "../domain/people";
import { createActions } from "./actions";
import { createBooting } from "./booting";
import type { Clock } from "./clock";
import { createConnection } from "./connection";
import { createDrafts } from "./drafts";
import { createLoader } from "./loader";
import { createMarkers } from "./markers";
import { createOnScreen } from "./on-screen";
import { Outbox } from "./outbox/outbox";
import { createPeopleLoader } from "./people-loader";
import { createPresence } from "./presence";
import { Replica } from "./replica/replica";
import { hearSignal } from "./signals";
import type { KeyValueStorage } from "./storage";
import { Touched } from "./touched";
import type { Boot, Transport } from "./transport";
import { createTyping } from "./typing";
import type { BootStatus } from "./views/shapes";
import { createShowing } from "./views/showing";

export type EngineOptions = {
  readonly transport: Transport;
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  /** Calls back before the next frame is drawn. */
  readonly schedule: (callback: () => void) => void;
  readonly workspaceId?: string | undefined;
  /** The conversation whose newest messages boot brings. */
  readonly conversationId?: string | undefined;
};

const openingMs = 500;

/**
 * The browser's engine for one workspace: boots, follows the stream, folds both into the confirmed state, overlays it with what is on its
 * way, and keeps the views of it that screens observe up to date. A warm start from IndexedDB would hand `take` a kept boot before the
 * server's; nothing else would change.
 */
export function createEngine(options: EngineOptions) {
  const { transport, clock, storage } = options;
  const touched = new Touched(() => options.schedule(() => showing.flush()));
  const { touch } = touched;
  let status: BootStatus = { state: "booting", error: null };
  let booted: Boot | null = null;

  const replica = new Replica({
    touch,
    onOwnMessage: (message) => {
      const conversationId = message.channel_id ?? message.direct_conversation_id ?? "";
      if (outbox.confirm(message) && message.channel_seq !== null) markers.mark(conversationId, message.channel_seq);
    },
    onWritten: (conversationId, authorId) => typing.wrote(conversationId, authorId),
    onUnknownChannel: (id) => void loader.loadConversation(id).catch(() => undefined),
    onRemoved: () => boot(),
  });
  const outbox = new Outbox({
    clock,
    storage,
    send: ({ command }) => transport.send(command, replica.workspaceId),
    position: () => replica.position,
    onChange: () => touch("failures"),
    onSignedOut: () => connection.signedOut(),
  });
  const loader = createLoader({ replica, transport, touch });
  const people = createPeopleLoader({ clock, replica, transport, touch });
  const markers = createMarkers({ clock, replica, send: transport.markRead });
  const presence = createPresence({ clock, touch, watch: (ids) => connection.watchPresence(ids) });
  const drafts = createDrafts({ clock, storage, touch });
  const typing = createTyping({
    clock,
    touch,
    viewerId: () => replica.viewerId,
    placeOf,
    publish: (type, place, payload) =>
      void transport.publish(replica.workspaceId, type, place, payload).catch(() => undefined),
  });
  const connection = createConnection({
    clock,
    open: transport.openStream,
    resumeFrom: () => ({
      workspaceId: replica.workspaceId,
      after: replica.position,
      presenceOf: presence.shown(),
    }),
    onBatch: (batch) => {
      const followed = replica.takeBatch(batch);
      outbox.settle();
      return followed;
    },
    onEphemerals: (ephemerals) => {
      for (const ephemeral of ephemerals) hearSignal({ typing, presence, markers }, ephemeral);
    },
    onLive: () => {
      outbox.resume();
      for (const id of conversations.ids()) if (loader.stateOf("timeline", id).failure) void loader.fill(id);
      for (const id of threads.ids()) if (loader.stateOf("thread", id).failure) void loader.fillThread(id);
    },
    onGone: () => boot(),
    onSignedOut: () => {
      outbox.pause();
      setStatus({ state: "signed_out", error: null });
    },
    onChange: () => touch("connection"),
  });
  const showing = createShowing(
    {
      replica,
      outbox,
      loader,
      people,
      typing,
      presence,
      drafts,
      connection,
      boot: () => booted,
      bootStatus: () => status,
    },
    touched,
  );
  const actions = createActions({
    clock,
    outbox,
    viewerId: () => replica.viewerId,
    state: () => showing.screen().state,
    placeOf,
    onWritten: (conversationId, rootId) => {
      typing.stop(conversationId, rootId);
      if (!rootId && replica.windows.timelines.get(conversationId)?.has_newer)
        void loader.loadLatest("timeline", conversationId);
    },
    onAction: showing.flush,
  });

  const isReady = () => status.state === "ready";
  const conversations = createOnScreen({
    onEnter: (id) => {
      markers.opened(id);
      replica.setOpen(id, true);
      if (isReady()) void loader.fill(id);
    },
    onLeave: (id) => replica.setOpen(id, false),
  });
  const threads = createOnScreen({
    onEnter: (rootId) => {
      if (isReady()) void loader.fillThread(rootId);
    },
    onLeave: (rootId) => replica.closeThread(rootId),
  });
  const booting = createBooting({
    clock,
    ask: () =>
      transport.boot({
        workspaceId: options.workspaceId ?? (replica.workspaceId || undefined),
        conversationId: conversations.ids()[0] ?? options.conversationId,
      }),
    take,
    onStatus: setStatus,
  });

  function boot(): void {
    connection.stop();
    booting.begin();
  }

  /** Begins from a boot, with what earlier pages kept, and gets ready what is on screen. */
  async function take(answer: Boot, isCurrent: () => boolean): Promise<void> {
    booted = answer;
    loader.clear();
    people.clear();
    replica.reset(answer);
    outbox.settle();
    if (answer.workspace === null) {
      setStatus({ state: "no_workspace", error: null });
      return;
    }
    const owner = `${answer.login.id}/${answer.workspace.id}`;
    const kept = Promise.all([outbox.open(owner), drafts.open(owner)]);
    await Promise.race([kept, new Promise<void>((resolve) => clock.after(openingMs, resolve))]);
    if (!isCurrent()) return;
    setStatus({ state: "ready", error: null });
    connection.start(answer.heartbeat);
    for (const id of conversations.ids()) void loader.fill(id);
    for (const id of threads.ids()) void loader.fillThread(id);
  }

  function setStatus(next: BootStatus): void {
    status = next;
    touch("connection");
  }

  function placeOf(conversationId: string) {
    const isDirect = replica.store.get("direct", conversationId) !== undefined || conversationId.startsWith("dm_");
    return isDirect ? { direct_conversation_id: conversationId } : { channel_id: conversationId };
  }

  return {
    messages: actions,
    timeline: {
      /** Tells that a conversation is on screen, and gets it ready to be read. Call the answer when it leaves. */
      open: conversations.enter,
      /** Kept when a conversation that is on screen holds a screenful, or is known to have less, or cannot be had now. */
      filled: loader.fill,
      loadOlder: (id: string) => loader.loadOlder("timeline", id),
      loadNewer: (id: string) => loader.loadNewer("timeline", id),
      loadLatest: (id: string) => loader.loadLatest("timeline", id),
      loadAround: loader.loadAround,
      /** Tells whether the reader is at the end, so that a long timeline is cut at its other end. */
      setAtEnd: (id: string, isAtEnd: boolean): void => {
        if (isAtEnd) replica.windows.scrolledAway.delete(id);
        else replica.windows.scrolledAway.add(id);
      },
    },
    threads: {
      open: threads.enter,
      loadOlder: (rootId: string) => loader.loadOlder("thread", rootId),
      loadNewer: (rootId: string) => loader.loadNewer("thread", rootId),
    },
    read: { mark: markers.mark, markUnread: markers.markUnread },
    typing: { touch: typing.touch, stop: typing.stop },
    presence: { show: presence.show },
    drafts,
    connection: {
      retryNow: (): void => {
        booting.wake();
        connection.retryNow();
      },
      setOnline: (isOnline: boolean): void => {
        connection.setOnline(isOnline);
        if (isOnline) booting.wake();
      },
      wakeUp: connection.wakeUp,
    },
    /** Gets a conversation ready that may be opened next. */
    prefetch: (id: string): void => void loader.fill(id),
    /** Everybody that something held here introduces, save those who have left. */
    knownPeople: (): Author[] => replica.people.all(replica.store),
    /** The viewer's marker as it is now. */
    markerOf: (conversationId: string): number | null => replica.readStates.get(conversationId)?.last_read_seq ?? null,
    views: showing.views,
    start: boot,
    stop: (): void => {
      booting.stop();
      connection.stop();
      drafts.flush();
    },
    /** Ends the session and wipes what is kept of it here. */
    signOut: async (): Promise<void> => {
      await transport.signOut().catch(() => undefined);
      booting.stop();
      connection.signedOut();
      outbox.close();
      drafts.clear();
      replica.clear();
      booted = null;
      await storage.clear().catch(() => undefined);
      showing.flush();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
export type * from "./views/shapes";

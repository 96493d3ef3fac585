import { isReadable } from "../domain";
import { conversationFieldsById, conversationOf, conversationRefOf } from "../domain/core/timelines";
import { createDrafts } from "./drafts/drafts";
import { createPreferences } from "./live/preferences";
import { createPresence } from "./live/presence";
import { receiveSignal } from "./live/signals";
import { createTyping } from "./live/typing";
import { createWorkspaceList } from "./live/workspace-list";
import { createLoader } from "./loading/loader";
import { createOnScreen } from "./loading/on-screen";
import { createPeopleLoader } from "./loading/people-loader";
import { createMarkers } from "./markers/markers";
import { createWatched } from "./markers/watched";
import { Outbox } from "./outbox/outbox";
import type { Clock } from "./platform/clock";
import type { KeyValueStorage } from "./platform/storage";
import type { Invalidate } from "./replica/invalidations";
import type { MembershipEnding } from "./replica/replica";
import { Replica } from "./replica/replica";
import { noteNewerVersion } from "./transport/builds";
import { createConnection } from "./transport/connection";
import type { Boot, Transport } from "./transport/transport";
import { createTroubles, type Way } from "./transport/troubles";

/** The dependencies of an engine. */
export type EngineOptions = {
  readonly transport: Transport;
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  /** Calls back before the next frame is drawn. */
  readonly schedule: (callback: () => void) => void;
  readonly workspaceId?: string | undefined;
  /** The conversation whose newest messages come with the boot. */
  readonly conversationId?: string | undefined;
};

/** The decisions that belong to the session: to boot, to end. */
export type SessionControls = {
  /** True between a boot and whatever ends it, such as another person signing in. */
  isReady(): boolean;
  /** The last boot. */
  booted(): Boot | null;
  /** The local state cannot be continued: boot. */
  begin(): void;
  /** The viewer's access has changed or ended. */
  membershipChanged(ending: MembershipEnding | null): void;
  /** The session is over. */
  signedOut(): void;
  /** Retries a boot that waits for the server. */
  wake(): void;
};

/** Builds and connects the parts of an engine; `session` decides when it runs. */
export function createWiring(options: EngineOptions, invalidate: Invalidate, session: SessionControls) {
  const { clock, storage, transport } = options;
  const replica = new Replica({
    invalidate,
    onOwnMessage: (message) => {
      if (outbox.confirm(message) && message.channel_seq !== null)
        markers.mark(conversationOf(message), message.channel_seq);
    },
    onWritten: (conversationId, authorId) => typing.wrote(conversationId, authorId),
    onUnknownChannel: (id) => loader.loadUnknown(id),
    // The refused request tells the screen that the conversation is gone.
    onLost: (id) => conversations.ids().includes(id) && void loader.fill(id),
    onParted: (userId) => people.wantAgain(userId),
    onMembershipChanged: session.membershipChanged,
  });
  const troubles = createTroubles({ clock, onChange: () => invalidate("connection"), onReached: goOn });
  const outbox = new Outbox({
    clock,
    storage,
    send: ({ command }) => transport.send(command, replica.workspaceId),
    position: () => replica.position,
    onWaiting: (now) => {
      if (now === "begun") troubles.wait("commands");
      else if (now === "failed") troubles.fail("commands");
      else troubles.pass("commands");
    },
    onChange: () => invalidate("failures"),
    onSignedOut: () => connection.signedOut(),
  });
  const loader = createLoader({
    clock,
    replica,
    transport,
    invalidate,
    isShown: (kind, id) => (kind === "timeline" ? conversations : threads).ids().includes(id),
    onLoaded: (wasReached) => reportReached("pages", wasReached),
  });
  const people = createPeopleLoader({
    clock,
    replica,
    transport,
    onLearned: (userId) => {
      invalidate("member", userId);
      typing.introduced(userId);
    },
  });
  const markers = createMarkers({
    clock,
    replica,
    storage,
    send: transport.markRead,
    onSent: (wasReached) => reportReached("markers", wasReached),
  });
  const watched = createWatched(invalidate);
  const presence = createPresence({ clock, invalidate, watch: (ids) => connection.watchPresence(ids) });
  const drafts = createDrafts({ storage, clock, invalidate });
  const workspaces = createWorkspaceList({ clock, invalidate, ask: transport.workspaces });
  const preferences = createPreferences({
    clock,
    invalidate,
    storage,
    ask: transport.preferences,
    send: transport.savePreferences,
  });
  const typing = createTyping({
    clock,
    invalidate,
    viewerId: () => replica.viewerId,
    placeOf,
    publish: (type, place, payload) => {
      if (session.isReady()) void transport.publish(replica.workspaceId, type, place, payload).catch(() => undefined);
    },
  });
  const connection = createConnection({
    clock,
    open: transport.openStream,
    resumeFrom: () => ({
      workspaceId: replica.workspaceId,
      after: replica.position,
      presenceOf: presence.shown(),
      elsewhere: streamsElsewhere(session.booted()),
    }),
    onFrame: (frame) => {
      if (!frame.events.every(isReadable)) {
        // Nothing that this page cannot read is folded: the stream stops until the page is loaded again.
        connection.stop();
        noteNewerVersion();
        return true;
      }
      const followed = replica.takeFrame(frame);
      outbox.settle();
      return followed;
    },
    onEphemerals: (ephemerals) => {
      const listeners = { typing, presence, markers, workspaces, preferences };
      for (const ephemeral of ephemerals) receiveSignal(listeners, ephemeral);
    },
    onLive: ({ isAgain }) => {
      // Signals about the viewer's workspaces and preferences may have been lost in between.
      if (isAgain) workspaces.refresh();
      if (isAgain) preferences.refresh();
      goOn();
      for (const id of conversations.ids()) if (loader.stateOf("timeline", id).failure) void loader.fill(id);
      for (const id of threads.ids()) if (loader.stateOf("thread", id).failure) void loader.fillThread(id);
    },
    onGone: session.begin,
    onSignedOut: session.signedOut,
    onChange: () => {
      const { state } = connection.status();
      if (state === "signed_out") troubles.clear();
      else if (state === "live") troubles.pass("stream");
      else troubles.wait("stream");
      invalidate("connection");
    },
  });
  const conversations = createOnScreen({
    onEnter: (id) => {
      markers.opened(id);
      replica.setOpen(id, true);
      if (session.isReady()) void loader.fill(id);
    },
    onLeave: (id) => {
      replica.setOpen(id, false);
      loader.leave("timeline", id);
    },
  });
  const threads = createOnScreen({
    onEnter: (rootId) => {
      if (session.isReady()) void loader.fillThread(rootId);
    },
    onLeave: (rootId) => {
      replica.closeThread(rootId);
      loader.leave("thread", rootId);
    },
  });

  function reportReached(way: Way, wasReached: boolean): void {
    if (wasReached) troubles.pass(way);
    else troubles.fail(way);
  }

  /** The server may be reachable again: retry everything that waits. */
  function goOn(): void {
    if (session.isReady()) outbox.resume();
    markers.retryNow();
    if (session.isReady()) preferences.flush();
    loader.retryNow();
    session.wake();
  }

  function placeOf(conversationId: string) {
    const { kind, id } = conversationRefOf(conversationFieldsById(replica.store, conversationId));
    return kind === "direct" ? { direct_conversation_id: id } : { channel_id: id };
  }

  return {
    replica,
    outbox,
    loader,
    people,
    markers,
    presence,
    drafts,
    typing,
    workspaces,
    preferences,
    connection,
    conversations,
    threads,
    troubles,
    watched,
    placeOf,
    goOn,
    /** The viewer asked to retry. */
    retryNow: (): void => {
      goOn();
      if (session.isReady()) outbox.retryNow();
      connection.retryNow();
    },
  };
}

export type Wiring = ReturnType<typeof createWiring>;

function streamsElsewhere(boot: Boot | null): string | null {
  return boot?.features.realtime_tickets ? boot.realtime_url : null;
}

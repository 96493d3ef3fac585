import type { Author } from "../domain/core/people";
import { createActions } from "./actions";
import { createEdits } from "./drafts/edits";
import { Invalidations } from "./replica/invalidations";
import { createSession } from "./session";
import { createSidebarActions } from "./sidebar-actions";
import type { Preferences } from "./transport/transport";
import { createShowing } from "./views/showing";
import { createWiring, type EngineOptions } from "./wiring";

/**
 * The browser's engine for one workspace: boots, follows the stream, folds both into the replica, overlays it with pending
 * commands, and refreshes the views that screens observe.
 */
export function createEngine(options: EngineOptions) {
  const dirty = new Invalidations(() => options.schedule(() => refresh()));
  const session = createSession(options, dirty.invalidate, () => wiring);
  const wiring = createWiring(options, dirty.invalidate, session);
  const { replica, loader, markers, typing, presence, drafts, connection, conversations, threads } = wiring;
  const showing = createShowing(
    { ...wiring, boot: session.booted, boots: session.boots, bootStatus: session.status },
    dirty,
  );
  const edits = createEdits({
    drafts,
    viewerId: () => replica.viewerId,
    messageOf: (id) => showing.screen().state.get("message", id),
  });
  const watchers = new Set<() => void>();

  function refresh(): void {
    edits.settle();
    showing.flush();
  }

  /** The person did something: shows it now, not with the next frame. */
  function onAction(): void {
    for (const watcher of watchers) watcher();
    refresh();
  }

  const actions = createActions({
    clock: options.clock,
    outbox: wiring.outbox,
    viewerId: () => replica.viewerId,
    state: () => showing.screen().state,
    placeOf: wiring.placeOf,
    onWritten: (conversationId, rootId) => {
      typing.stop(conversationId, rootId);
      if (!rootId && replica.windows.timelines.get(conversationId)?.has_newer)
        void loader.loadLatest("timeline", conversationId);
    },
    onAction,
    offerEdit: edits.offer,
  });

  const sidebar = createSidebarActions({
    workspaceId: () => replica.workspaceId,
    preferences: wiring.preferences,
    hasLeft: (conversationId) => replica.hasLeft(conversationId),
    workspaceIds: () => wiring.workspaces.all().map(({ id }) => id),
    view: () => showing.views.read("sidebar", ""),
    onAction,
  });

  /** The page closes, but may come back. */
  function leave(): void {
    markers.flush();
    drafts.flush();
    wiring.preferences.flush();
    wiring.outbox.leave();
  }

  return {
    messages: actions,
    sidebar,
    /** Changes preferences, which are the same on all devices of the person. */
    prefer: (changes: Preferences): void => {
      wiring.preferences.set(changes);
      onAction();
    },
    /** Calls back when the person changes anything that shows at once. Call the returned function to stop. */
    onAction: (listener: () => void): (() => void) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    timeline: {
      /** Marks a conversation as on screen, and loads it. Call the returned function when it leaves the screen. */
      open: conversations.enter,
      /** Resolves when a conversation on screen has a screenful, has no more messages, or cannot be loaded now. */
      filled: loader.fill,
      loadOlder: (id: string) => loader.loadOlder("timeline", id),
      loadNewer: (id: string) => loader.loadNewer("timeline", id),
      loadLatest: (id: string) => loader.loadLatest("timeline", id),
      loadAround: loader.loadAround,
      /** Records whether the reader is at the end, so that a long timeline is cut at its other end. */
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
    read: {
      mark: markers.mark,
      markUnread: markers.markUnread,
      /** A reply that is also in the conversation was seen in its thread. */
      markReply: (conversationId: string, rootId: string, seq: number): void => {
        if (!replica.readStates.hasOthers(conversationId, rootId, seq)) markers.mark(conversationId, seq);
      },
      /** Somebody is reading the end of a conversation or thread. Call the returned function when they stop. */
      watch: wiring.watched.begin,
    },
    /** The person was told of a change that was refused and taken back. Repeatable. */
    refusalTold: wiring.preferences.told,
    typing: { pressKey: typing.pressKey, stop: typing.stop },
    presence: { show: presence.show },
    drafts,
    edits: { get: edits.get, set: edits.set },
    connection: {
      retryNow: wiring.retryNow,
      setOnline: (isOnline: boolean): void => {
        connection.setOnline(isOnline);
        if (isOnline) wiring.goOn();
      },
    },
    /** The page may be about to close or to sleep: writes everything pending now. Idempotent. */
    part: (): void => {
      markers.flush();
      drafts.flush();
      wiring.preferences.flush();
    },
    leave,
    /** The page is back: checks what changed while it slept. */
    comeBack: (): void => {
      connection.wakeUp();
      session.lookAround();
    },
    /** Loads a conversation that may be opened next. */
    prefetch: (id: string): void => void loader.fill(id),
    /** Everybody known here who has not left. */
    knownPeople: (): Author[] => replica.people.all(replica.store),
    /** Whether a person belongs to the workspace, as far as the viewer may know; null if only something they wrote is known. */
    isHere: (userId: string): boolean | null => replica.people.isHere(replica.store, userId),
    /** The viewer's current marker. */
    markerOf: (conversationId: string): number | null => replica.readStates.get(conversationId)?.last_read_seq ?? null,
    /** One of the viewer's preferences, as far as this page knows. */
    preference: (name: string): unknown => wiring.preferences.all()[name],
    views: showing.views,
    start: session.start,
    /** Leaves the workspace, after writing everything pending. */
    stop: (): void => {
      leave();
      drafts.stop();
      session.stop();
    },
    /** Ends the session and deletes all its stored data, in the other pages of this browser too. */
    signOut: async (): Promise<void> => {
      await session.signOut();
      edits.clear();
      showing.flush();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;

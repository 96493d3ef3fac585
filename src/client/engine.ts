import type { Author } from "../domain/core/people";
import { createActions } from "./actions";
import { Invalidations } from "./replica/invalidations";
import { createSession } from "./session";
import { createShowing } from "./views/showing";
import { createWiring, type EngineOptions } from "./wiring";

/**
 * The browser's engine for one workspace: boots, follows the stream, folds both into the confirmed state, overlays it with what is on its
 * way, and keeps the views of it that screens observe up to date.
 */
export function createEngine(options: EngineOptions) {
  const dirty = new Invalidations(() => options.schedule(() => showing.flush()));
  const session = createSession(options, dirty.invalidate, () => wiring);
  const wiring = createWiring(options, dirty.invalidate, session);
  const { replica, loader, markers, typing, presence, drafts, connection, conversations, threads } = wiring;
  const showing = createShowing(
    { ...wiring, boot: session.booted, boots: session.boots, bootStatus: session.status },
    dirty,
  );
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
    onAction: showing.flush,
  });

  /** The page goes, and may come back. */
  function leave(): void {
    markers.flush();
    drafts.flush();
    wiring.outbox.leave();
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
    read: {
      mark: markers.mark,
      markUnread: markers.markUnread,
      /** A reply was seen in its thread that stands in the conversation, too. */
      markReply: (conversationId: string, rootId: string, seq: number): void => {
        if (!replica.readStates.hasOthers(conversationId, rootId, seq)) markers.mark(conversationId, seq);
      },
      /** The end of a conversation, or of a thread of it, is in view and attended. Call the answer when it no longer is. */
      watch: wiring.watched.begin,
    },
    typing: { pressKey: typing.pressKey, stop: typing.stop },
    presence: { show: presence.show },
    drafts,
    connection: {
      retryNow: wiring.retryNow,
      setOnline: (isOnline: boolean): void => {
        connection.setOnline(isOnline);
        if (isOnline) wiring.goOn();
      },
    },
    /** The page may be about to go or to sleep: nothing that was done here waits any longer to be written. Repeatable. */
    part: (): void => {
      markers.flush();
      drafts.flush();
    },
    leave,
    /** The page is back: looks at what may have changed while it slept. */
    comeBack: (): void => {
      connection.wakeUp();
      session.lookAround();
    },
    /** Gets a conversation ready that may be opened next. */
    prefetch: (id: string): void => void loader.fill(id),
    /** Everybody that something held here introduces, save those who have left. */
    knownPeople: (): Author[] => replica.people.all(replica.store),
    /** Whether somebody belongs to the workspace, in the viewer's sight; null where only something they wrote is known. */
    isHere: (userId: string): boolean | null => replica.people.isHere(replica.store, userId),
    /** The viewer's marker as it is now. */
    markerOf: (conversationId: string): number | null => replica.readStates.get(conversationId)?.last_read_seq ?? null,
    views: showing.views,
    start: session.start,
    /** The workspace is left, which leaves nothing unwritten either. */
    stop: (): void => {
      leave();
      drafts.stop();
      session.stop();
    },
    /** Ends the session and wipes what is kept of it here, and in the other pages of this browser. */
    signOut: async (): Promise<void> => {
      await session.signOut();
      showing.flush();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;

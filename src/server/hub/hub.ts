// Log → tail → feed → reader → frame. In: viewers with a cursor. Out: the later events that each may see, and ephemerals.

import { DomainError } from "../../domain/core/errors";
import type { Ephemeral } from "../../domain/ephemerals/rules";
import type { ServerContext } from "../context/context";
import type { HotState, HotStates } from "../log/hot-states";
import type { Log } from "../log/log";
import { ephemeralStream } from "./ephemeral/ephemeral-stream";
import { createEphemerals, type Ephemerals } from "./ephemeral/ephemerals";
import { createPresence, type Presence } from "./ephemeral/presence";
import type { Interests } from "./ephemeral/subscriber";
import { createAccessGrants } from "./feed/access-grants";
import { readAccessHistory } from "./feed/access-history";
import type { Frame } from "./feed/delivered";
import type { Feed } from "./feed/feed";
import { createFeeds } from "./feed/feeds";
import { Follower } from "./feed/follower";
import { iterate, type StreamOptions } from "./feed/iterate";
import { type PageOptions, type PolledFrame, readPage } from "./feed/page";
import type { Receiver } from "./feed/reader";
import { findRemoval } from "./feed/removal";
import { refuseGone, refuseUnread, type Source } from "./feed/stream";
import { type HubTiming, usualTiming } from "./feed/timing";
import { type LiveViewer, refuseOutsider } from "./feed/visibility";
import { createWaitingReader } from "./feed/waiting-reader";
import { closeStaggered } from "./staggered-close";
import { createTicker, type LiveStream } from "./ticker";

export type { Frame } from "./feed/delivered";
export type { PageOptions, PolledFrame } from "./feed/page";
export type { LiveViewer } from "./feed/visibility";

export type Hub = {
  /**
   * Hands a receiver every event after a cursor that the viewer may see, in order, each in exactly one frame, and empty
   * frames as heartbeats. The returned function stops it. Throws `cursor_gone`, `not_found` (no member),
   * `insufficient_scope`. Ends with `forbidden` (no longer a member), `unauthenticated` (credential gone), `rate_limited` (too
   * slow), `not_ready` (server stopping).
   */
  follow(viewer: LiveViewer, after: number, receiver: Receiver): Promise<() => void>;
  /** The same as an async iterator, until `signal` is aborted. */
  stream(viewer: LiveViewer, after: number, options: StreamOptions): AsyncGenerator<Frame>;
  /**
   * One page of the same events. Where streams are served, it waits while there are none. A member removed after this cursor gets
   * that event once; later calls throw `not_found`.
   */
  page(viewer: LiveViewer, after: number, options: PageOptions): Promise<PolledFrame>;
  /** The head of the viewer's workspace: a stream "from now" starts after it. */
  head(viewer: LiveViewer): Promise<number>;
  listen: Ephemerals["listen"];
  /** The same as an async iterator, until `signal` is aborted. Drops the oldest ones of a slow reader. */
  ephemerals(viewer: LiveViewer, interests: Interests, signal: AbortSignal): AsyncGenerator<readonly Ephemeral[]>;
  publish: Ephemerals["publish"];
  tellUser: Ephemerals["tellUser"];
  tellPreferences: Ephemerals["tellPreferences"];
  presenceOf: Presence["statusOf"];
  /** Ends the live streams of a credential, or all of a person's, with `unauthenticated`. */
  cut(whose: { readonly credential_id: string } | { readonly user_id: string }): void;
  /** Aborted when the server starts to stop: new streams are refused. */
  readonly closing: AbortSignal;
  /** Aborted once every stream has ended. */
  readonly closed: AbortSignal;
  /** Ends the streams one after another, so that the clients do not all reconnect at once. Safe to repeat. */
  close(): Promise<void>;
};

type Dependencies = {
  readonly context: ServerContext;
  readonly log: Log;
  readonly states: HotStates;
  /** The read markers of a person. Our own client's streams start with them. */
  readonly readStates: (viewer: LiveViewer) => Promise<unknown>;
  readonly timing?: Partial<HubTiming>;
};

export function createHub({ context, log, states, readStates, timing: changed }: Dependencies): Hub {
  const timing = { ...usualTiming, ...changed };
  const { servesStreams } = context.env;
  const metrics = context.metrics.streams;
  const feeds = createFeeds({ log, states, context });
  const accessGrants = createAccessGrants(context);
  const accessOf: Source["accessOf"] = (asked) => readAccessHistory(context.database.pool, asked);
  const sources = new WeakMap<Feed, Source>();
  const closing = new AbortController();
  const closed = new AbortController();
  let ending: Promise<void> | null = null;
  const { now, ...ticker } = createTicker({ context, feeds, timing, live, cut, sweep });
  const presence: Presence = createPresence({
    bell: context.bell,
    changed: (...change) => ephemerals.tellPresence(...change),
    now,
    graceMs: timing.graceMs,
  });
  const ephemerals = createEphemerals({
    ...{ context, log, states, readStates },
    presence: () => presence,
    admit: async (viewer) => void (await head(viewer)),
  });
  if (servesStreams) ticker.start();

  /** All readers of a feed share one source. */
  function sourceOf(feed: Feed): Source {
    const source = sources.get(feed) ?? { feed, accessGrants, accessOf, metrics, now };
    sources.set(feed, source);
    return source;
  }

  async function open(viewer: LiveViewer, refuse: Refuse): Promise<{ source: Source; leave: () => void }> {
    if (closing.signal.aborted) throw stopping();
    const { feed, leave } = await feeds.enter(viewer.workspace_id);
    try {
      await unlessBehind(feed, refuse);
    } catch (error) {
      leave();
      throw error;
    }
    return { source: sourceOf(feed), leave };
  }

  async function follow(viewer: LiveViewer, after: number, receiver: Receiver): Promise<() => void> {
    const { source, leave } = await open(viewer, async (feed, { store }) => {
      refuseOutsider(store, viewer);
      await refuseGone(feed, after);
    });
    const { readers } = source.feed;
    const goAway = presence.arrive(viewer.workspace_id, viewer.user_id);
    const ended = metrics.opened(receiver.transport);
    const follower = new Follower(source, { viewer, after }, receiver, (reason) => {
      readers.delete(follower);
      goAway();
      leave();
      ended(reason);
    });
    readers.add(follower);
    follower.wake();
    return () => follower.stop();
  }

  async function page(viewer: LiveViewer, after: number, options: PageOptions): Promise<PolledFrame> {
    const { source, leave } = await open(viewer, async (feed, state) => {
      if ((await findRemoval(feed, state, { viewer, after })) === null) refuseOutsider(state.store, viewer);
      await refuseUnread(feed, log, after);
    });
    const { readers } = source.feed;
    const waiting = createWaitingReader({ viewer, after }, now());
    const { reader } = waiting;
    readers.add(reader);
    options.signal.addEventListener("abort", reader.wake, { once: true });
    const ended = metrics.opened("long_poll");
    try {
      return await readPage(source, waiting, servesStreams ? options : { ...options, waitMs: 0 });
    } catch (error) {
      ended(error);
      throw error;
    } finally {
      options.signal.removeEventListener("abort", reader.wake);
      readers.delete(reader);
      leave();
      ended(null);
    }
  }

  async function head(viewer: LiveViewer): Promise<number> {
    const { feed, leave } = await feeds.enter(viewer.workspace_id);
    try {
      await unlessBehind(feed, async (_feed, { store }) => refuseOutsider(store, viewer));
      return feed.head;
    } finally {
      leave();
    }
  }

  function live(): LiveStream[] {
    return [...[...feeds.open()].flatMap((feed) => [...feed.readers]), ...ephemerals.live()];
  }

  function sweep(): void {
    presence.sweep();
    ephemerals.sweep();
  }

  function cut(whose: { readonly credential_id: string } | { readonly user_id: string }): void {
    for (const one of live()) {
      const isTheirs =
        "user_id" in whose ? one.viewer.user_id === whose.user_id : one.viewer.credential_id === whose.credential_id;
      if (isTheirs) one.end(new DomainError("unauthenticated", "This sign-in has ended."));
    }
  }

  return {
    follow,
    stream: (viewer, after, options) => iterate((receiver) => follow(viewer, after, receiver), options),
    page,
    head,
    listen: ephemerals.listen,
    ephemerals: (viewer, interests, signal) =>
      ephemeralStream((listener) => ephemerals.listen(viewer, interests, listener), { signal, metrics }),
    publish: ephemerals.publish,
    tellUser: ephemerals.tellUser,
    tellPreferences: ephemerals.tellPreferences,
    presenceOf: presence.statusOf,
    cut,
    closing: closing.signal,
    closed: closed.signal,
    close: () => {
      ending ??= end();
      return ending;
    },
  };

  async function end(): Promise<void> {
    closing.abort();
    await closeStaggered(live(), { reason: stopping(), withinMs: timing.staggeredCloseMsMax });
    // Streams that were opening when the close began.
    for (const one of live()) one.end(stopping());
    ticker.stop();
    feeds.close();
    ephemerals.close();
    presence.close();
    closed.abort();
  }
}

function stopping(): DomainError {
  return new DomainError("not_ready", "The server is restarting. Resume in a moment.");
}

type Refuse = (feed: Feed, state: HotState) => Promise<void>;

/** Refuses only at the present head: another process may have just added the viewer, and this one may not know yet. */
async function unlessBehind(feed: Feed, refuse: Refuse): Promise<void> {
  try {
    await refuse(feed, await feed.state());
  } catch {
    await feed.catchUp();
    await refuse(feed, await feed.state());
  }
}

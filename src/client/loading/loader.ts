import { type Clock, jittered } from "../platform/clock";
import type { Invalidate } from "../replica/invalidations";
import type { Replica } from "../replica/replica";
import type { PageEdge, Window } from "../replica/windows";
import { Refusal } from "../transport/answers";
import type { MessagePage, PageAt, Transport } from "../transport/transport";

export type Loading = PageEdge | null;

/** The loading state of one timeline or thread. */
export type LoadState = {
  readonly loading: Loading;
  readonly failure: { readonly code: string; readonly message: string } | null;
};

type Kind = "timeline" | "thread";

export type LoaderOptions = {
  readonly clock: Clock;
  readonly replica: Replica;
  readonly transport: Transport;
  readonly invalidate: Invalidate;
  isShown(kind: Kind, id: string): boolean;
  /** Reports whether the server was reached. */
  onLoaded(wasReached: boolean): void;
};

type Wanted = { readonly edge: PageEdge; readonly at: () => PageAt | null };

const idle: LoadState = { loading: null, failure: null };
/** A window with fewer messages than this is filled up when its conversation is opened. */
const screenful = 30;
const attemptsMax = 3;
const unknownAtOnceMax = 3;

/** Fetches pages of timelines and threads, one at a time for each, and passes them to the replica. */
export function createLoader({ clock, replica, transport, invalidate, isShown, onLoaded }: LoaderOptions) {
  const states = new Map<string, LoadState>();
  const fills = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();
  /** Retries for loads that failed, by timeline or thread. */
  const lost = new Map<string, () => Promise<void>>();
  let misses = 0;
  let cancelRetry: (() => void) | null = null;
  const unknown: string[] = [];
  let asking = 0;

  function set(kind: Kind, id: string, state: LoadState): void {
    states.set(`${kind} ${id}`, state);
    invalidate(kind, id);
  }

  function stateOf(kind: Kind, id: string): LoadState {
    return states.get(`${kind} ${id}`) ?? idle;
  }

  function windowOf(kind: Kind, id: string): Window | undefined {
    return (kind === "timeline" ? replica.windows.timelines : replica.windows.threads).get(id);
  }

  async function ask(kind: Kind, id: string, at: PageAt): Promise<MessagePage> {
    if (kind === "timeline") return transport.messages(id, at);
    const askedAt = replica.position;
    const page = await transport.replies(id, at);
    replica.takeMessage(page.root, askedAt);
    return page;
  }

  /** One page at a time. An edge is requested again if it is still wanted; a jump waits for its turn. */
  async function load(kind: Kind, id: string, wanted: Wanted): Promise<void> {
    const key = `${kind} ${id}`;
    while (stateOf(kind, id).loading !== null) {
      if (wanted.edge !== "whole") return;
      await running.get(key);
    }
    const run = loadNow(kind, id, wanted);
    running.set(key, run);
    await run;
  }

  async function loadNow(kind: Kind, id: string, { edge, at }: Wanted): Promise<void> {
    set(kind, id, { loading: edge, failure: null });
    try {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        const place = at();
        if (place === null) break;
        const askedAt = replica.position;
        const page = await ask(kind, id, place);
        const stillFits = edge === "whole" || JSON.stringify(at()) === JSON.stringify(place);
        if (stillFits && replica.takePage(page, { kind, id, edge }, askedAt)) break;
      }
      set(kind, id, idle);
      found(`${kind} ${id}`);
    } catch (error) {
      set(kind, id, { loading: null, failure: failureOf(error) });
      // A failed jump is not retried later, when its reader is elsewhere.
      const isJump = edge === "whole" && (windowOf(kind, id)?.entries.length ?? 0) > 0;
      if (!isJump) miss(kind, id, { error, again: () => load(kind, id, { edge, at }) });
    }
  }

  function found(key: string): void {
    misses = 0;
    giveUp(key);
  }

  /** Schedules a retry of something that should be on screen and was not refused for good. */
  function miss(
    kind: Kind,
    id: string,
    missed: { readonly error: unknown; readonly again: () => Promise<void> },
  ): void {
    const { error, again } = missed;
    const key = `${kind} ${id}`;
    if (!isShown(kind, id) || (error instanceof Refusal && !error.isPassing)) {
      giveUp(key);
      return;
    }
    lost.set(key, again);
    onLoaded(false);
    cancelRetry?.();
    cancelRetry = clock.after(jittered(clock, misses, { firstMs: 2_000 }), retryNow);
    misses += 1;
  }

  function retryNow(): void {
    cancelRetry?.();
    cancelRetry = null;
    for (const again of [...lost.values()]) void again();
  }

  /** Nobody is waiting for it any more. */
  function giveUp(key: string): void {
    if (lost.delete(key) && lost.size === 0) onLoaded(true);
  }

  function loadOlder(kind: Kind, id: string): Promise<void> {
    return load(kind, id, { edge: "older", at: () => olderThan(windowOf(kind, id)) });
  }

  function loadNewer(kind: Kind, id: string): Promise<void> {
    return load(kind, id, { edge: "newer", at: () => newerThan(windowOf(kind, id)) });
  }

  /** The end of a timeline, including what was written while the page was loading. */
  async function loadLatest(kind: Kind, id: string): Promise<void> {
    await load(kind, id, { edge: "whole", at: () => ({}) });
    if (windowOf(kind, id)?.has_newer && !stateOf(kind, id).failure) await loadNewer(kind, id);
  }

  async function loadConversation(id: string): Promise<void> {
    const askedAt = replica.position;
    replica.takeConversation(await transport.conversation(id), askedAt);
  }

  /** Fetches a conversation that the stream has named, a few at a time. If it fails, it is requested when it is named again. */
  function loadUnknown(id: string): void {
    unknown.push(id);
    if (asking >= unknownAtOnceMax) return;
    asking += 1;
    void loadAllUnknown().finally(() => {
      asking -= 1;
    });
  }

  async function loadAllUnknown(): Promise<void> {
    for (let id = unknown.shift(); id !== undefined; id = unknown.shift()) {
      try {
        await loadConversation(id);
      } catch (error) {
        // A refused conversation is not requested again with every message.
        if (!(error instanceof Refusal && error.code === "not_found")) replica.missConversation(id);
      }
    }
  }

  async function fill(id: string): Promise<void> {
    try {
      if (!isKnown(id)) await loadConversation(id);
    } catch (error) {
      set("timeline", id, { loading: null, failure: failureOf(error) });
      miss("timeline", id, { error, again: () => fillOnce(id) });
      return;
    }
    const window = windowOf("timeline", id);
    if (!window || !replica.memberChanges.isKnown(id)) await loadLatest("timeline", id);
    else if (window.entries.length < screenful && window.has_older) await loadOlder("timeline", id);
  }

  function fillOnce(id: string): Promise<void> {
    const running = fills.get(id) ?? fill(id).finally(() => fills.delete(id));
    fills.set(id, running);
    return running;
  }

  function isKnown(id: string): boolean {
    return replica.store.get("channel", id) !== undefined || replica.store.get("direct", id) !== undefined;
  }

  return {
    stateOf,
    loadUnknown,
    loadOlder,
    loadNewer,
    loadLatest,
    loadAround: (id: string, seq: number) => load("timeline", id, { edge: "whole", at: () => ({ around_seq: seq }) }),
    /** Fetches everything needed to read a conversation: itself, and a screenful of its newest messages. Once at a time. */
    fill: fillOnce,
    fillThread: async (rootId: string): Promise<void> => {
      replica.openThread(rootId);
      await loadLatest("thread", rootId);
    },
    /** Retries the loads that failed. */
    retryNow: (): void => {
      misses = 0;
      retryNow();
    },
    /** A timeline or thread has left the screen: it is no longer retried. */
    leave: (kind: Kind, id: string): void => giveUp(`${kind} ${id}`),
    clear: (): void => {
      states.clear();
      unknown.length = 0;
      for (const key of [...lost.keys()]) giveUp(key);
    },
  };
}

export type Loader = ReturnType<typeof createLoader>;

function failureOf(error: unknown): LoadState["failure"] {
  const code = error instanceof Refusal ? error.code : "network";
  return { code, message: error instanceof Error ? error.message : "" };
}

function olderThan(window: Window | undefined): PageAt | null {
  const oldest = window?.entries[0];
  return oldest && window?.has_older ? { before_seq: oldest.seq } : null;
}

function newerThan(window: Window | undefined): PageAt | null {
  const newest = window?.entries.at(-1);
  return newest && window?.has_newer ? { after_seq: newest.seq } : null;
}

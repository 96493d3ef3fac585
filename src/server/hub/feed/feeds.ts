// Log → feed. In: appends of this process and bells of others. Out: for each workspace that has readers, its open feed.
import type { ServerContext } from "../../context/context";
import type { HotStates } from "../../log/hot-states";
import type { Log } from "../../log/log";
import { type Feed, openFeed } from "./feed";

/** A feed without readers is kept this long for readers that come back. */
const idleMs = 60_000;

export type Feeds = {
  /** The feed of a workspace, kept open until `leave` is called. */
  enter(workspaceId: string): Promise<{ readonly feed: Feed; leave(): void }>;
  open(): Iterable<Feed>;
  /** Polls for other processes' appends: one query for all feeds that have readers. */
  poll(): Promise<void>;
  close(): void;
};

type Sources = {
  readonly log: Log;
  readonly states: HotStates;
  readonly context: Pick<ServerContext, "env" | "logger" | "metrics" | "tracing" | "bell">;
};
type Slot = { readonly opening: Promise<Feed>; feed: Feed | null; users: number; idleSince: number };

export function createFeeds(sources: Sources): Feeds {
  const { log } = sources;
  const { logger, bell, env } = sources.context;
  const metrics = sources.context.metrics.streams;
  const slots = new Map<string, Slot>();
  const ignoreAppends = log.onAppended((workspaceId, events) => slots.get(workspaceId)?.feed?.take(events));
  const ignoreBell = bell.onWord((word) => word.type === "appended" && follow(word.workspace_id, word.head));

  /**
   * Another process has appended. A feed that fails to follow, or is not open yet, catches up at the
   * next poll or for the next reader.
   */
  function follow(workspaceId: string, head: number): void {
    const feed = slots.get(workspaceId)?.feed;
    if (feed && feed.head < head) feed.catchUp().catch((error: unknown) => couldNotFollow(error));
  }

  function couldNotFollow(error: unknown): void {
    logger.warn({ err: error }, "a feed could not catch up");
  }

  function slotOf(workspaceId: string): Slot {
    const known = slots.get(workspaceId);
    if (known) return known;
    const slot: Slot = { opening: openFeed(workspaceId, sources), feed: null, users: 0, idleSince: 0 };
    slots.set(workspaceId, slot);
    slot.opening.then(
      (feed) => {
        slot.feed = feed;
      },
      () => slots.delete(workspaceId),
    );
    return slot;
  }

  function dropIdle(): void {
    const now = performance.now();
    for (const [workspaceId, slot] of slots)
      if (slot.users === 0 && slot.feed !== null && now - slot.idleSince > idleMs) slots.delete(workspaceId);
  }

  return {
    enter: async (workspaceId) => {
      const slot = slotOf(workspaceId);
      // A feed misses appends while it opens. It misses those of other processes while it has no readers or
      // this process serves no streams.
      const mayBeBehind = slot.feed === null || slot.users === 0 || !env.servesStreams;
      slot.users += 1;
      const leave = () => {
        slot.users -= 1;
        slot.idleSince = performance.now();
        if (!env.servesStreams) dropIdle();
      };
      try {
        const feed = await slot.opening;
        if (mayBeBehind) await feed.catchUp();
        return { feed, leave };
      } catch (error) {
        leave();
        throw error;
      }
    },
    open: () => [...slots.values()].flatMap(({ feed }) => feed ?? []),
    poll: async () => {
      dropIdle();
      const read = [...slots.values()].flatMap(({ users, feed }) => (users > 0 && feed ? [feed] : []));
      if (read.length === 0) return;
      const heads = await log.heads(read.map((feed) => feed.workspaceId));
      const lagOf = (feed: Feed) => (heads.get(feed.workspaceId) ?? 0) - feed.head;
      metrics.tailLag(Math.max(0, ...read.map(lagOf)));
      const behind = read.filter((feed) => lagOf(feed) > 0);
      const caught = await Promise.allSettled(behind.map((feed) => feed.catchUp()));
      for (const result of caught) if (result.status === "rejected") couldNotFollow(result.reason);
    },
    close: () => {
      ignoreAppends();
      ignoreBell();
    },
  };
}

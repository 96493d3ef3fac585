// Log → tail. In: appends of this process and bells of others. Out: for each workspace that somebody reads, its open line.
import type { ServerContext } from "../../context/context";
import type { HotStates } from "../../log/hot-states";
import type { Log } from "../../log/log";
import { type Line, openLine } from "./line";

/** A line without readers is kept this long for those who come back. */
const idleMs = 60_000;

export type Lines = {
  /** The line of a workspace, for as long as the answer has not been called. */
  enter(workspaceId: string): Promise<{ readonly line: Line; leave(): void }>;
  open(): Iterable<Line>;
  /** Looks for what other processes have appended: one query for all lines that somebody reads. */
  poll(): Promise<void>;
  close(): void;
};

type Sources = {
  readonly log: Log;
  readonly states: HotStates;
  readonly context: Pick<ServerContext, "env" | "logger" | "metrics" | "tracing" | "bell">;
};
type Slot = { readonly opening: Promise<Line>; line: Line | null; users: number; idleSince: number };

export function createLines(sources: Sources): Lines {
  const { log } = sources;
  const { logger, bell, env } = sources.context;
  const metrics = sources.context.metrics.streams;
  const slots = new Map<string, Slot>();
  const ignoreAppends = log.onAppended((workspaceId, events) => slots.get(workspaceId)?.line?.take(events));
  const ignoreBell = bell.onWord((word) => word.type === "appended" && follow(word.workspace_id, word.head));

  /** Another process has appended. A line that fails to follow, or does not exist yet, finds out by polling, or when it is entered. */
  function follow(workspaceId: string, head: number): void {
    const line = slots.get(workspaceId)?.line;
    if (line && line.head < head) line.catchUp().catch((error: unknown) => couldNotFollow(error));
  }

  function couldNotFollow(error: unknown): void {
    logger.warn({ err: error }, "a line could not catch up");
  }

  function slotOf(workspaceId: string): Slot {
    const known = slots.get(workspaceId);
    if (known) return known;
    const slot: Slot = { opening: openLine(workspaceId, sources), line: null, users: 0, idleSince: 0 };
    slots.set(workspaceId, slot);
    slot.opening.then(
      (line) => {
        slot.line = line;
      },
      () => slots.delete(workspaceId),
    );
    return slot;
  }

  function dropIdle(): void {
    const now = performance.now();
    for (const [workspaceId, slot] of slots)
      if (slot.users === 0 && slot.line !== null && now - slot.idleSince > idleMs) slots.delete(workspaceId);
  }

  return {
    enter: async (workspaceId) => {
      const slot = slotOf(workspaceId);
      // Nobody told the line of appends while it was opening, nor of other processes' while it had no readers, or where nobody listens.
      const mayBeBehind = slot.line === null || slot.users === 0 || !env.servesStreams;
      slot.users += 1;
      const leave = () => {
        slot.users -= 1;
        slot.idleSince = performance.now();
        if (!env.servesStreams) dropIdle();
      };
      try {
        const line = await slot.opening;
        if (mayBeBehind) await line.catchUp();
        return { line, leave };
      } catch (error) {
        leave();
        throw error;
      }
    },
    open: () => [...slots.values()].flatMap(({ line }) => line ?? []),
    poll: async () => {
      dropIdle();
      const read = [...slots.values()].flatMap(({ users, line }) => (users > 0 && line ? [line] : []));
      if (read.length === 0) return;
      const heads = await log.heads(read.map((line) => line.workspaceId));
      const lagOf = (line: Line) => (heads.get(line.workspaceId) ?? 0) - line.head;
      metrics.tailLag(Math.max(0, ...read.map(lagOf)));
      const behind = read.filter((line) => lagOf(line) > 0);
      const caught = await Promise.allSettled(behind.map((line) => line.catchUp()));
      for (const result of caught) if (result.status === "rejected") couldNotFollow(result.reason);
    },
    close: () => {
      ignoreAppends();
      ignoreBell();
    },
  };
}

// Feed → reader. In: a wake-up. Out: types alone: who reads, how far they are, and how they are woken.
import type { Transport } from "../../metrics/stream-metrics";
import type { AccessHistory } from "./access-history";
import type { Batch } from "./delivered";
import type { LiveViewer } from "./visibility";

/**
 * What a reader gets of the things that become visible with an event that gives access: `all` of them in their present state, only the
 * conversations and people (`names`), or `nothing`, for a reader that cannot tell old from new.
 */
export type Introductions = "all" | "names" | "nothing";

/** Takes the batches of a reader. */
export type Receiver = {
  /** How the batches leave, for the metrics. */
  readonly transport: Transport;
  readonly introductions: Introductions;
  /** Takes a batch. Returns null when there is room for more, else what to wait for before the next one. */
  take(batch: Batch): Promise<unknown> | null;
  /** Called once, with the reason, when the stream ends; not when the receiver itself stopped it. */
  end(reason: Error): void;
};

/** One stream as the hub knows it: how far it is, and how it is woken. */
export type Reader = {
  readonly viewer: LiveViewer;
  readonly introductions: Introductions;
  /** What its viewer could read, and when; loaded on first need. */
  access: AccessHistory | null;
  /** Everything up to here has been looked at. */
  position: number;
  /** Everything up to here has been handed over. */
  told: number;
  /** Has reached the present once. */
  caughtUp: boolean;
  /** Where its live queue begins; null while it replays. Earlier events existed when it began, and wait for its receiver. */
  liveFrom: number | null;
  /** When it last handed over anything, heartbeats included, in the hub's milliseconds. */
  spokeAt: number;
  heartbeatDue: boolean;
  /** Since when its receiver has not taken anything; null while it takes. */
  blockedSince: number | null;
  /** The error that ends it after the next batch. */
  lastWords: Error | null;
  /** Something may have changed: look again. */
  wake(): void;
  /** Ends it with an error, whatever it waits for. */
  end(reason: Error): void;
};

export type ReadFrom = { readonly viewer: LiveViewer; readonly after: number };

// Tail → reader. What the hub knows of one reader: who looks, where it stands, and by what it is woken. Nothing goes in or out here.
import type { Transport } from "../../metrics/stream-metrics";
import type { AccessHistory } from "./access-history";
import type { Batch } from "./delivered";
import type { LiveViewer } from "./visibility";

/**
 * What a reader is told of that which comes into sight with an event that gives access: `all` of it as it is today, only the
 * conversations and people (`names`), or `nothing`, since it has no way to tell what is old from what is new.
 */
export type Introductions = "all" | "names" | "nothing";

/** Who is told what a reader finds. */
export type Consumer = {
  /** How the batches leave, for the metrics. */
  readonly transport: Transport;
  readonly introductions: Introductions;
  /** Takes a batch. Answers null when there is room for more, else what to wait for before the next one. */
  take(batch: Batch): Promise<unknown> | null;
  /** Told once that it is over, and why; not when the consumer itself has stopped. */
  end(reason: Error): void;
};

/** One stream as the hub knows it: where it stands, and the bell by which it is woken. */
export type Reader = {
  readonly viewer: LiveViewer;
  readonly introductions: Introductions;
  /** When its viewer could read what; read when it is first needed. */
  access: AccessHistory | null;
  /** Everything up to here has been looked at. */
  position: number;
  /** Everything up to here has been told. */
  told: number;
  /** Has reached the present once. */
  caughtUp: boolean;
  /** Where its live queue begins; null while it replays. What lies before was there when it asked, and waits for its consumer. */
  liveFrom: number | null;
  /** When it last said anything, in the hub's milliseconds. */
  spokeAt: number;
  heartbeatDue: boolean;
  /** Since when its consumer has not taken anything; null while it takes. */
  blockedSince: number | null;
  /** Why it ends with what it is told next. */
  lastWords: Error | null;
  /** Something may have changed: look again. */
  wake(): void;
  /** Ends it with an error, whatever it waits for. */
  end(reason: Error): void;
};

export type ReadFrom = { readonly viewer: LiveViewer; readonly after: number };

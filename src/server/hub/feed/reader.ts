// Tail → feed → reader. In: a viewer and a cursor. Out: a reader: its position, its access, and its wake-up.
import type { Transport } from "../../metrics/stream-metrics";
import type { AccessHistory } from "./access-history";
import type { Frame } from "./delivered";
import type { LiveViewer } from "./visibility";

/**
 * The introductions that a reader gets for an event that gives access: `all` that became visible, in its present state, only the
 * conversations and people (`names`), or `nothing`, for a reader that cannot tell old from new.
 */
export type Introductions = "all" | "names" | "nothing";

/** Takes the frames of a reader. */
export type Receiver = {
  /** How the frames are sent, for the metrics. */
  readonly transport: Transport;
  readonly introductions: Introductions;
  /** Takes a frame. Returns null if there is room for more, else a promise to wait for before the next one. */
  take(frame: Frame): Promise<unknown> | null;
  /** Called once, with the reason, when the stream ends; not when the receiver itself stopped it. */
  end(reason: Error): void;
};

/** One stream in the hub: how far it is, and how it is woken. */
export type Reader = {
  readonly viewer: LiveViewer;
  readonly introductions: Introductions;
  /** The history of what its viewer could read; loaded when first needed. */
  access: AccessHistory | null;
  /** Everything up to here has been looked at. */
  position: number;
  /** Everything up to here has been handed over. */
  told: number;
  /** Whether it has reached the present once. */
  caughtUp: boolean;
  /**
   * The cursor at which its live queue starts; null while it replays. Earlier events existed when it
   * began, and wait for its receiver.
   */
  liveFrom: number | null;
  /** When it last handed over anything, heartbeats included, in the hub's milliseconds. */
  spokeAt: number;
  heartbeatDue: boolean;
  /** The time since which its receiver has taken nothing; null while it takes. */
  blockedSince: number | null;
  /** The error that ends it after the next frame. */
  lastWords: Error | null;
  /** Makes it look again, since something may have changed. */
  wake(): void;
  /** Ends it with an error, whatever it is waiting for. */
  end(reason: Error): void;
};

export type ReadFrom = { readonly viewer: LiveViewer; readonly after: number };

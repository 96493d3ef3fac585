import type { Ephemeral } from "../../domain/ephemerals/rules";
import { type Clock, jittered } from "../platform/clock";
import type { Refusal } from "./answers";
import type { EventFrame, Stream, StreamHandlers, StreamOptions } from "./transport";

export type ConnectionState = "connecting" | "live" | "reconnecting" | "offline" | "signed_out";

export type ConnectionStatus = {
  readonly state: ConnectionState;
  /** The time of the next attempt, in milliseconds of the clock. */
  readonly retry_at: number | null;
};

export type ConnectionOptions = {
  readonly clock: Clock;
  open(options: StreamOptions, handlers: StreamHandlers): Stream;
  /** Where the next stream starts, and whose presence it reports. */
  resumeFrom(): StreamOptions;
  /** False when a frame does not follow the folded events. */
  onFrame(frame: EventFrame): boolean;
  onEphemerals(ephemerals: readonly Ephemeral[]): void;
  /** `isAgain`: the stream was live before, since it was started. */
  onLive(how: { readonly isAgain: boolean }): void;
  /** The place in the log or the viewer's membership is gone: boot again. */
  onGone(): void;
  onSignedOut(): void;
  onChange(): void;
};

/**
 * Keeps one stream open. It resumes after the last folded cursor when the stream ends, with full jitter from the first attempt,
 * and when nothing was received for longer than the server's heartbeat (docs/protocol.md, "Following and resuming").
 */
export function createConnection(options: ConnectionOptions) {
  const { clock } = options;
  let status: ConnectionStatus = { state: "connecting", retry_at: null };
  let stream: Stream | null = null;
  let generation = 0;
  let attempt = 0;
  let heartbeatMs = 30_000;
  let isOnline = true;
  let isStopped = true;
  let wasLive = false;
  let receivedAt = 0;
  let cancelRetry: (() => void) | null = null;
  let cancelWatch: (() => void) | null = null;

  function show(state: ConnectionState, retry_at: number | null = null): void {
    status = { state, retry_at };
    options.onChange();
  }

  function connect(): void {
    leave();
    if (isStopped || !isOnline) return;
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation && !isStopped;
    show(attempt === 0 && status.state !== "reconnecting" ? "connecting" : "reconnecting");
    received();
    stream = options.open(options.resumeFrom(), {
      onOpen: () => isCurrent() && opened(),
      onFrame: (frame) => isCurrent() && take(frame),
      onEphemerals: (ephemerals) => isCurrent() && options.onEphemerals(ephemerals),
      onEnd: (refusal) => isCurrent() && ended(refusal),
    });
  }

  function opened(): void {
    received();
    attempt = 0;
    if (status.state === "live") return;
    show("live");
    options.onLive({ isAgain: wasLive });
    wasLive = true;
  }

  function take(frame: EventFrame): void {
    opened();
    if (!options.onFrame(frame)) retry();
  }

  function ended(refusal: Refusal | null): void {
    if (refusal?.code === "unauthenticated") signedOut();
    else if (refusal !== null && ["cursor_gone", "forbidden", "not_found"].includes(refusal.code)) {
      stop();
      options.onGone();
    } else retry();
  }

  function signedOut(): void {
    stop();
    show("signed_out");
    options.onSignedOut();
  }

  function retry(): void {
    leave();
    const delayMs = jittered(clock, attempt);
    attempt += 1;
    show(isOnline ? "reconnecting" : "offline", isOnline ? clock.now() + delayMs : null);
    if (isOnline) cancelRetry = clock.after(delayMs, connect);
  }

  function received(): void {
    receivedAt = clock.now();
    cancelWatch ??= clock.after(heartbeatMs, watch);
  }

  /** One timer at a time: it checks when something was last received, and waits for the remaining time. */
  function watch(): void {
    cancelWatch = null;
    const leftMs = receivedAt + heartbeatMs - clock.now();
    if (leftMs > 0) cancelWatch = clock.after(leftMs, watch);
    else if (stream) retry();
  }

  function leave(): void {
    generation += 1;
    cancelRetry?.();
    cancelWatch?.();
    cancelRetry = null;
    cancelWatch = null;
    stream?.close();
    stream = null;
  }

  function stop(): void {
    leave();
    isStopped = true;
  }

  return {
    status: (): ConnectionStatus => status,
    start: (heartbeatSeconds: number): void => {
      heartbeatMs = heartbeatSeconds * 1_000;
      isStopped = false;
      wasLive = false;
      attempt = 0;
      connect();
    },
    stop,
    signedOut,
    /** Retries at once, and resets the delays. */
    retryNow: (): void => {
      if (isStopped || status.state === "live") return;
      attempt = 0;
      connect();
    },
    /** Sets whether the browser has a network. */
    setOnline: (online: boolean): void => {
      if (online === isOnline) return;
      isOnline = online;
      if (status.state === "signed_out") return;
      // Before the first stream, too, people are told why nothing comes.
      if (isStopped) show(online ? "connecting" : "offline");
      else if (online) connect();
      else {
        leave();
        show("offline");
      }
    },
    /** Timers stop in a sleeping tab, so a page that wakes up checks at once whether the stream is alive. */
    wakeUp: (): void => {
      if (!isStopped && stream && clock.now() - receivedAt > heartbeatMs) retry();
    },
    watchPresence: (userIds: readonly string[]): void => stream?.watchPresence(userIds),
  };
}

export type Connection = ReturnType<typeof createConnection>;

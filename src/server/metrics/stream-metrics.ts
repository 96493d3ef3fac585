import { Gauge, Histogram, type Registry } from "prom-client";
import { DomainError, type ErrorCode, errorCodes } from "../../domain/core/errors";
import type { Envelope } from "../../domain/core/events";
import { countBuckets, quickBuckets } from "./buckets";
import { createCounter, createHistogram } from "./known-labels";
import { createPlainCounter } from "./plain-counter";

/** How a reader follows the log; `direct` is our own code. */
const transports = ["websocket", "trpc", "sse", "long_poll", "direct"] as const;
const readPurposes = ["resume", "catch_up"] as const;
const dropReasons = ["queue_full", "socket_full"] as const;
const socketProtocols = ["plain", "trpc"] as const;

export type Transport = (typeof transports)[number];

export type StreamMetrics = {
  /**
   * A stream starts. Call the returned function when it ends, with the error, or with null if its reader
   * left. Only the first call counts.
   */
  opened(transport: Transport): (reason: unknown) => void;
  /** One batch was handed to one reader. */
  delivered(events: number): void;
  /** New events have reached the tail of a workspace. Call the returned function when all waiting readers have been served. */
  fanOut(): () => void;
  /** The log was read for a reader behind the tail, or for a tail behind the log. */
  logRead(purpose: (typeof readPurposes)[number], read: { readonly events: number; readonly since: number }): void;
  /** How far the tails of this process were behind the database at the last poll. */
  tailLag(events: number): void;
  /** An event of another process has reached a tail. */
  arrived(event: Pick<Envelope, "created_at" | "imported">): void;
  ephemeralsDropped(reason: (typeof dropReasons)[number], count: number): void;
  /** A socket was accepted. Call the returned function when it is gone. */
  socketOpened(protocol: SocketProtocol): () => void;
  socketRefused(protocol: SocketProtocol, code: ErrorCode): void;
};

export type SocketProtocol = (typeof socketProtocols)[number];

export function createStreamMetrics(registry: Registry): StreamMetrics {
  const registers = [registry];
  const open = new Gauge({
    name: "parley_streams",
    help: "Readers that follow a log at the moment, by transport.",
    labelNames: ["transport"],
    registers,
  });
  for (const transport of transports) open.set({ transport }, 0);
  const ended = createCounter(
    {
      name: "parley_streams_ended_total",
      help: "Readers that ended, by transport and reason: left, too_slow, revoked, access_lost, stopping, or a fault.",
      registers,
    },
    { transport: transports, reason: endReasons },
  );
  const batches = createPlainCounter(registry, {
    name: "parley_deliveries_total",
    help: "Batches handed to readers, heartbeats among them.",
  });
  const delivered = createPlainCounter(registry, {
    name: "parley_delivered_events_total",
    help: "Events handed to readers.",
  });
  const fanOuts = new Histogram({
    name: "parley_fanout_duration_seconds",
    help: "From new events in a tail until every reader that waited for them has been written to.",
    buckets: quickBuckets,
    registers,
  });
  const logReads = createHistogram(
    {
      name: "parley_log_read_duration_seconds",
      help: "Reading events from the database, for readers that resume or tails that catch up.",
      buckets: quickBuckets,
      registers,
    },
    { purpose: readPurposes },
  );
  const logReadEvents = createHistogram(
    {
      name: "parley_log_read_events",
      help: "Events that one read of the log brought.",
      buckets: countBuckets,
      registers,
    },
    { purpose: readPurposes },
  );
  const lag = new Gauge({
    name: "parley_tail_lag_events",
    help: "Events in the database that this process had not seen when it last looked: the most of any workspace.",
    registers,
  });
  const arrivals = new Histogram({
    name: "parley_tail_arrival_delay_seconds",
    help: "From an event being written by another process until it is in the tail of this one, by their clocks.",
    buckets: quickBuckets,
    registers,
  });
  const dropped = createCounter(
    {
      name: "parley_ephemerals_dropped_total",
      help: "Ephemeral events that a slow reader was not told.",
      registers,
    },
    { reason: dropReasons },
  );
  const sockets = new Gauge({
    name: "parley_sockets",
    help: "WebSockets that are open at the moment.",
    labelNames: ["protocol"],
    registers,
  });
  for (const protocol of socketProtocols) sockets.set({ protocol }, 0);
  const handshakes = createCounter(
    {
      name: "parley_socket_handshakes_total",
      help: "Upgrades to WebSocket by result: accepted, or the code of the refusal.",
      registers,
    },
    { protocol: socketProtocols, result: ["accepted", ...errorCodes] },
  );

  return {
    opened: (transport) => {
      open.inc({ transport });
      let isOver = false;
      return (reason) => {
        if (isOver) return;
        isOver = true;
        open.dec({ transport });
        ended.inc({ transport, reason: endOf(reason) });
      };
    },
    delivered: (events) => {
      batches(1);
      delivered(events);
    },
    fanOut: () => {
      const since = performance.now();
      return () => fanOuts.observe((performance.now() - since) / 1_000);
    },
    logRead: (purpose, { events, since }) => {
      logReads.observe({ purpose }, (performance.now() - since) / 1_000);
      logReadEvents.observe({ purpose }, events);
    },
    tailLag: (events) => lag.set(events),
    arrived: ({ created_at, imported }) => {
      // An imported event has the time at which it happened elsewhere.
      if (!imported) arrivals.observe(Math.max(0, Date.now() - Date.parse(created_at)) / 1_000);
    },
    ephemeralsDropped: (reason, count) => dropped.inc({ reason }, count),
    socketOpened: (protocol) => {
      handshakes.inc({ protocol, result: "accepted" });
      sockets.inc({ protocol });
      return () => sockets.dec({ protocol });
    },
    socketRefused: (protocol, code) => handshakes.inc({ protocol, result: code }),
  };
}

const ends: Partial<Record<ErrorCode, string>> = {
  rate_limited: "too_slow",
  unauthenticated: "revoked",
  forbidden: "access_lost",
  not_ready: "stopping",
};

/** Every reason for which a stream can end. All codes are among them, since any may be thrown. */
const endReasons = ["left", "fault", ...new Set(errorCodes.map((code) => ends[code] ?? code))];

function endOf(reason: unknown): string {
  if (reason === null) return "left";
  return reason instanceof DomainError ? (ends[reason.code] ?? reason.code) : "fault";
}

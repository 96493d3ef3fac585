import { createHash, randomBytes, randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";
import { type IdKind, idPrefixes } from "../../domain/core/ids";
import type { Env } from "../../env";
import { type Bell, openBell } from "../bell/bell";
import { openRedis, type Redis } from "../bell/redis";
import type { Database } from "../db/client";
import { createLogger, type Logger } from "../logger/logger";
import { createOutage } from "../logger/outage";
import { createMetrics, type Metrics } from "../metrics/metrics";
import { openTracing } from "../tracing/open-tracing";
import type { Tracing } from "../tracing/tracing";

export type { Logger } from "../logger/logger";

/** The services that every part of the server gets. No part uses a clock, randomness, settings or a connection of its own. */
export type ServerContext = {
  readonly env: Env;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly database: Database;
  /** Shared data that need not outlive the processes; null if there is no Redis. */
  readonly redis: Redis | null;
  /** The bell to and from the other processes. */
  readonly bell: Bell;
  /** Whether the host may freeze this process as soon as it has answered, so that no work may be left for later. */
  readonly mayFreeze: boolean;
  readonly clock: () => Date;
  readonly newId: (kind: IdKind) => string;
};

/**
 * The context of a real process: the system's clock and generator, structured logs without secrets, and its own metrics. The
 * process is a server or a visitor: a command beside the servers that notifies them of its writes.
 */
export async function createContext(
  env: Env,
  database: Database,
  { isVisitor, mayFreeze = false }: { readonly isVisitor: boolean; readonly mayFreeze?: boolean },
): Promise<ServerContext> {
  const outage = createOutage({ peer: "database", name: "the database", probe: () => database.pool.query("select 1") });
  const logger = createLogger(env, { urls: [database.url], outage });
  const metrics = createMetrics();
  const tracing = openTracing(env, logger);
  const redis = await openRedis({ env, logger });
  const bell = openBell({
    env,
    databaseUrl: database.url,
    isVisitor,
    redis,
    logger,
    outage,
    metrics: metrics.messenger,
  });
  return { env, database, redis, logger, metrics, tracing, bell, mayFreeze, clock: () => new Date(), newId };
}

/** Closes the connections that a context has opened itself. The caller closes the database. */
export async function closeContext({ bell, redis }: Pick<ServerContext, "bell" | "redis">): Promise<void> {
  await bell.close();
  redis?.close();
}

/**
 * A public id: `<prefix>_<lower-case ULID>`. Never a secret. Each id sorts after all that this process has made before, even
 * within a millisecond and when the clock is set back. So ids made in order, as those of one batch are, show that order.
 */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${nextUlid().toLowerCase()}`;
}

const nextUlid = monotonicFactory(randomFraction);

const randomness = Buffer.alloc(4_096);
let randomnessUsed = randomness.length;

/** Reads the system's generator in bulk: single reads took longer than the rest of an append. */
function randomFraction(): number {
  if (randomnessUsed === randomness.length) {
    randomFillSync(randomness);
    randomnessUsed = 0;
  }
  randomnessUsed += 1;
  return (randomness[randomnessUsed - 1] ?? 0) / 256;
}

/** 256 random bits behind a recognisable prefix. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** I12: the stored form of a secret. A fast digest is enough for 256 random bits. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

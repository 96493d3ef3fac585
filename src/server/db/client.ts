import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client";

/** One database: a pool for statements of our own and Prisma on the same connections. */
export interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Waits for what is running and closes every connection. */
  readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
  /** The most connections at a time. */
  readonly connectionsMax?: number;
  /** How long a connection that nobody uses stays open. */
  readonly idleMs?: number;
  /** Told of connections that broke while nobody used them; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** Opens a database; connects when first used. */
export function openDatabase(
  url: string,
  { connectionsMax = 20, idleMs = 10_000, onIdleError }: DatabaseOptions = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    idleTimeoutMillis: idleMs,
    application_name: "parley",
  });
  onBrokenConnection(pool, (error) => onIdleError?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Hears of connections that break, idle or in use; unheard, either would end the process. The pool replaces them by itself. */
export function onBrokenConnection(pool: pg.Pool, listener: (error: Error) => void): void {
  pool.on("error", listener);
  pool.on("connect", (connection) => connection.on("error", listener));
}

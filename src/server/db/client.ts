import { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client";

/** Anything that answers a query: the pool, or one connection of it. */
export type Queryable = Pick<pg.Pool, "query">;

/** The longest silence of the database that a server tolerates. None of its statements takes longer. */
export const serverSilenceMsMax = 15_000;

/** One database: a pool for our own statements, and Prisma on the same connections. */
export interface Database {
  readonly url: string;
  readonly silenceMsMax: number;
  readonly connectionsMin: number;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Waits for running statements and closes every connection. */
  readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
  /** The most connections at a time. */
  readonly connectionsMax?: number;
  /**
   * Connections that stay open while unused. A new one has to be accepted and to plan its statements, and the first caller after
   * a quiet minute would wait for that.
   */
  readonly connectionsMin?: number;
  /** How long any other unused connection stays open. */
  readonly idleMs?: number;
  /**
   * A connection with a pending request that stays silent this long counts as dead and is cut; its caller gets a lost connection.
   * By default a statement may take any time, and one on a connection that died silently never ends.
   */
  readonly silenceMsMax?: number;
  /** Called with the error of a connection that broke while unused. The pool replaces it. */
  readonly onIdleError?: (error: Error) => void;
}

/** Opens a database, which connects on first use. */
export function openDatabase(
  url: string,
  { connectionsMax = 20, connectionsMin = 0, idleMs = 10_000, silenceMsMax = 0, onIdleError }: DatabaseOptions = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    min: connectionsMin,
    idleTimeoutMillis: idleMs,
    application_name: "parley",
    ...cutWhenSilent(silenceMsMax),
  });
  onBrokenConnection(pool, (error) => onIdleError?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    silenceMsMax,
    connectionsMin,
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Pool settings that cut a connection after this much silence; none for 0. */
export function cutWhenSilent(silenceMsMax: number): pg.PoolConfig {
  if (silenceMsMax === 0) return {};
  return {
    connectionTimeoutMillis: silenceMsMax,
    keepAlive: true,
    Client: clientThatIsCut(silenceMsMax),
  };
}

/** A connection whose timer runs while it has something to answer or is closing, and never while it is idle. */
function clientThatIsCut(silenceMsMax: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      // The socket below TLS, if there is any, so that all traffic counts as its activity.
      const socket = new Socket();
      super({ ...(typeof config === "string" ? { connectionString: config } : config), stream: () => socket });
      socket.on("timeout", () => socket.destroy(silent()));
      this.on("drain", () => socket.setTimeout(0));
      for (const name of ["query", "end"] as const) {
        const ask = this[name];
        const askInTime = (...given: unknown[]): unknown => {
          socket.setTimeout(silenceMsMax);
          return Reflect.apply(ask, this, given);
        };
        Reflect.set(this, name, askInTime);
      }
    }
  };
}

function silent(): Error {
  return Object.assign(new Error("connection timed out: the database has fallen silent"), { code: "ETIMEDOUT" });
}

/** Handles connections that break, idle or in use. Without a listener, either would end the process. The pool replaces them. */
export function onBrokenConnection(pool: pg.Pool, listener: (error: Error) => void): void {
  pool.on("error", listener);
  pool.on("connect", (connection) => connection.on("error", listener));
}

import { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client";

/** Whatever answers a query: the pool, or one connection of it. */
export type Queryable = Pick<pg.Pool, "query">;

/** How long a server waits for a silent database: none of its statements takes longer. */
export const serverSilenceMsMax = 15_000;

/** One database: a pool for statements of our own and Prisma on the same connections. */
export interface Database {
  readonly url: string;
  readonly silenceMsMax: number;
  readonly connectionsMin: number;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Waits for what is running and closes every connection. */
  readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
  /** The most connections at a time. */
  readonly connectionsMax?: number;
  /**
   * Connections that stay open while nobody uses them: a new one has to be let in and to plan its statements, which whoever asks after
   * a quiet minute would wait for.
   */
  readonly connectionsMin?: number;
  /** How long any other connection that nobody uses stays open. */
  readonly idleMs?: number;
  /**
   * A connection that was asked something and says nothing for so long is taken for dead and cut, as whoever asks fails with a
   * lost connection. Left out, a statement may take any time, and one on a connection that has died without a word takes for ever.
   */
  readonly silenceMsMax?: number;
  /** Called with the error of a connection that broke while unused; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** Opens a database; connects when first used. */
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

/** Settings of a pool whose connections are cut when they say nothing for so long; none for 0. */
export function cutWhenSilent(silenceMsMax: number): pg.PoolConfig {
  if (silenceMsMax === 0) return {};
  return {
    connectionTimeoutMillis: silenceMsMax,
    keepAlive: true,
    Client: clientThatIsCut(silenceMsMax),
  };
}

/** A connection whose time runs while something is asked of it, or it is closed, and never while nobody wants anything. */
function clientThatIsCut(silenceMsMax: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      // Beneath TLS, where there is any: whatever comes or goes is activity of this socket, too.
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

/** Hears of connections that break, idle or in use; unheard, either would end the process. The pool replaces them by itself. */
export function onBrokenConnection(pool: pg.Pool, listener: (error: Error) => void): void {
  pool.on("error", listener);
  pool.on("connect", (connection) => connection.on("error", listener));
}

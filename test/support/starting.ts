import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { expect } from "vitest";
import { startServer } from "./parley";
import type { Program } from "./process";

/** Starts a server on a data folder. */
export function startOn(dataDir: string): Program {
  return startServer({ PARLEY_DATA_DIR: dataDir, PORT: "0" });
}

/** The stages of a first start that are visible from outside, in order. */
export const moments: Readonly<Record<string, (dataDir: string) => boolean | Promise<boolean>>> = {
  "while it makes the token of its metrics": (dataDir) => existsSync(join(dataDir, "metrics-token")),
  "while initdb runs": (dataDir) => names(dataDir).some((name) => name.startsWith("postgres.draft-")),
  "when PostgreSQL has just been started": (dataDir) => existsSync(join(dataDir, "postgres/postmaster.pid")),
  "while its database is made": (dataDir) => holds(dataDir, "postgres", "select 1"),
  "while it migrates": (dataDir) => holds(dataDir, "parley", "select 1 from pg_tables where tablename = 'events'"),
};

/** Waits until a start has reached a stage. */
export async function reached(dataDir: string, moment: string): Promise<void> {
  const isThere = moments[moment] ?? (() => false);
  await expect.poll(() => isThere(dataDir), { timeout: 60_000, interval: 2 }).toBe(true);
}

/** The process id of the built-in PostgreSQL; 0 if none is recorded. */
export function postmasterPid(dataDir: string): number {
  return Number(read(join(dataDir, "postgres/postmaster.pid")).split("\n")[0]);
}

/** The command lines of the programs that use a data folder. */
export function programsOn(dataDir: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map((pid) => readCommand(pid))
    .filter((command) => command.includes(dataDir));
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

export function names(dataDir: string): string[] {
  return existsSync(dataDir) ? readdirSync(dataDir) : [];
}

/** Whether a query finds a row in a database of the built-in PostgreSQL. False if the database is not there yet. */
async function holds(dataDir: string, database: string, question: string): Promise<boolean> {
  const [, , , port] = read(join(dataDir, "postgres/postmaster.pid")).split("\n");
  if (!port) return false;
  const password = read(join(dataDir, "postgres-password")).trim();
  const client = new pg.Client({ host: "127.0.0.1", port: Number(port), user: "parley", password, database });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(question)).rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

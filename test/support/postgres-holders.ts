import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { compiled } from "./compiled";
import type { Program } from "./process";

/** The program that holds a data folder's PostgreSQL: `FOLDER owner|guest`. */
export const postgresHolder = compiled("test/support/postgres-holder.ts");

/** The address that a holder prints once its PostgreSQL is reachable. */
export const postgresAddress = /postgresql:\S+/;

/** Runs a statement in a holder's PostgreSQL once that is reachable, and returns its rows. */
export async function query(holder: Program, statement: string): Promise<unknown[]> {
  const [url] = await holder.says(postgresAddress);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The process id of the PostgreSQL that runs in a data folder. */
export function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

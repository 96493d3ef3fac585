import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { compiled } from "./compiled";
import type { Program } from "./process";

/** The program that holds a data folder's PostgreSQL: `FOLDER owner|guest`. */
export const postgresHolder = compiled("test/support/postgres-holder.ts");

/** What a holder says when its PostgreSQL can be reached. */
export const postgresAddress = /postgresql:\S+/;

/** The rows of a statement that is run in the PostgreSQL of a holder, once that can be reached. */
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

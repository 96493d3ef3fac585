import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";
import type { Envelope } from "../../src/domain/core/events";
import type { KeptLog } from "./log-story";

const folder = "test/fixtures/logs";

/** The logs of earlier versions of Parley as they were committed then, by file name. */
export const keptLogs: ReadonlyMap<string, KeptLog> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".log.json"))
    .map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, "utf8"))]),
);

/** The events of a kept log as they were written. */
export function eventsOf({ events }: KeptLog): Envelope[] {
  return events.map((event) => event as Envelope);
}

/** Loads a kept log into an empty database, which may have more columns by now. */
export async function loadKeptLog({ pool }: { readonly pool: pg.Pool }, { events, tables }: KeptLog): Promise<void> {
  await insert(pool, "events", events);
  for (const [name, rows] of Object.entries(tables)) await insert(pool, name, rows);
  await pool.query(
    "insert into workspace_heads (workspace_id, head) select workspace_id, max(cursor) from events group by 1",
  );
}

async function insert(pool: pg.Pool, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  if (columns === "") return;
  await pool.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

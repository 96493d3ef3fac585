import pg from "pg";
import { closedLoop, type Load, type Loaded } from "../support/load";
import { serveAsPart } from "../support/part";
import { type SampleRows, sameRows } from "../support/same-rows";

/** A program without Parley: one statement per message, over `pg` with named statements. */
const methods = {
  open: async ({ url, connections }: { url: string; connections: number }): Promise<void> => {
    pool = new pg.Pool({ connectionString: url, max: connections });
    await pool.query(plainTables);
    await Promise.all(Array.from({ length: connections }, () => pool?.query("select pg_sleep(0.05)")));
  },
  /** The rows that `execute` writes for a message, modelled on a sample. */
  sameRows: async ({ load, sample }: { load: Load; sample: SampleRows }): Promise<Loaded> => {
    const workspace = [sample.event.workspace_id];
    await run(
      "head",
      "insert into workspace_heads (workspace_id, head) values ($1, 0) on conflict do nothing",
      workspace,
    );
    const statement = sameRows(sample);
    return closedLoop(load, (sender) => {
      const { name, text, values } = statement({
        nonce: nonce(),
        author: `usr_${sender}`,
        channel: `chn_${sender % 10}`,
      });
      return run(name, text, values);
    });
  },
  /** A row with an identity, a nonce and 200 bytes of JSON. */
  identity: (load: Load): Promise<Loaded> =>
    closedLoop(load, (sender) =>
      run("identity", "insert into plain (author, nonce, body) values ($1, $2, $3)", [sender, nonce(), json]),
    ),
  /** A row numbered from a counter that all senders share. */
  counter: (load: Load): Promise<Loaded> =>
    closedLoop(load, (sender) =>
      run(
        "counter",
        `with counted as (update counters set last = last + 1 where id = 1 returning last)
        insert into numbered (seq, author, nonce, body) select last, $1, $2, $3 from counted`,
        [sender, nonce(), json],
      ),
    ),
};

export type BareInserts = typeof methods;

const json = JSON.stringify({ text: "x".repeat(186) });
const plainTables = `
  create table plain (id bigint generated always as identity primary key, author int, nonce text unique, body jsonb);
  create table counters (id int primary key, last bigint);
  insert into counters values (1, 0);
  create table numbered (seq bigint primary key, author int, nonce text unique, body jsonb)`;

let pool: pg.Pool | undefined;
let sent = 0;

serveAsPart(methods);

function nonce(): string {
  sent += 1;
  return `nonce-${sent}`;
}

async function run(name: string, text: string, values: unknown[]): Promise<unknown> {
  if (!pool) throw new Error("open it first");
  return pool.query({ name, text, values });
}

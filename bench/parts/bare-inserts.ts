import pg from "pg";
import { eventTable } from "../../src/server/log/append-statement";
import { tables } from "../../src/server/store/tables";
import { closedLoop, type Load, type Loaded } from "../support/load";
import { serveAsPart } from "../support/part";
import type { Stored } from "./execute";

/** What a program without Parley would do: one statement a message, over `pg` with named statements. */
const methods = {
  open: async ({ url, connections }: { url: string; connections: number }): Promise<void> => {
    pool = new pg.Pool({ connectionString: url, max: connections });
    await pool.query(plainTables);
    await Promise.all(Array.from({ length: connections }, () => pool?.query("select pg_sleep(0.05)")));
  },
  /** The rows that `execute` writes for a message, from a sample of them. */
  sameRows: async ({ load, sample }: { load: Load; sample: Pick<Stored, "event" | "message"> }): Promise<Loaded> => {
    await query("insert into workspace_heads (workspace_id, head) values ($1, 0) on conflict do nothing", [workspace]);
    const message = columnsOf(tables.message.columns, sample.message);
    const event = columnsOf(eventTable.columns, sample.event);
    return closedLoop(load, (sender) => sendSameRows({ message, event, sender }));
  },
  /** A row with an identity, a nonce and 200 bytes of JSON. */
  identity: (load: Load): Promise<Loaded> =>
    closedLoop(load, (sender) =>
      run("identity", "insert into plain (author, nonce, body) values ($1, $2, $3)", [sender, nonce(), json]),
    ),
  /** The number of a row from a counter that all share. */
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

const workspace = "wsp_bench";
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

async function query(text: string, values: unknown[]): Promise<unknown> {
  if (!pool) throw new Error("open it first");
  return pool.query(text, values);
}

async function run(name: string, text: string, values: unknown[]): Promise<unknown> {
  if (!pool) throw new Error("open it first");
  return pool.query({ name, text, values });
}

type Column = { readonly column: string; readonly type: string; readonly value: unknown };

function columnsOf(columns: Readonly<Record<string, string>>, sample: Readonly<Record<string, unknown>>): Column[] {
  return Object.entries(columns).map(([column, type]) => {
    const value = sample[column];
    return { column, type, value: type === "jsonb" && value !== null ? JSON.stringify(value) : value };
  });
}

type Sending = { readonly message: readonly Column[]; readonly event: readonly Column[]; readonly sender: number };

/** What the statement itself counts. */
const counted = new Map([
  ["cursor", "moved.head"],
  ["seq", "line.last_seq"],
  ["channel_seq", "line.last_seq"],
]);

/** Head, event, message and timeline in one statement, as one message after another needs them. */
function sendSameRows({ message, event, sender }: Sending): Promise<unknown> {
  const id = nonce();
  const conversation = `chn_${sender % 10}`;
  const fresh: Record<string, unknown> = {
    workspace_id: workspace,
    id,
    thread_root_id: id,
    nonce: id,
    author_id: `usr_${sender}`,
    actor_id: `usr_${sender}`,
    channel_id: conversation,
    conversation_id: conversation,
  };
  const given = [...event, ...message].filter(({ column }) => !counted.has(column));
  statement ??= sameRowsSql(event, message);
  return run("same rows", statement, [
    workspace,
    conversation,
    ...given.map(({ column, value }) => fresh[column] ?? value),
  ]);
}

let statement: string | undefined;

function sameRowsSql(event: readonly Column[], message: readonly Column[]): string {
  let place = 2;
  const valuesOf = (columns: readonly Column[]) =>
    columns.map(({ column, type }) => {
      const own = counted.get(column);
      if (own !== undefined) return own;
      place += 1;
      return `$${place}::${type}`;
    });
  const namesOf = (columns: readonly Column[]) => columns.map(({ column }) => column).join(", ");
  return `
    with moved as (update workspace_heads set head = head + 1 where workspace_id = $1 returning head),
    line as (insert into timelines (conversation_id, workspace_id, last_seq, last_message_at, cursor)
      select $2, $1, 1, now(), head from moved
      on conflict (conversation_id) do update set last_seq = timelines.last_seq + 1, last_message_at = now(), cursor = excluded.cursor
      returning last_seq),
    appended as (insert into events (${namesOf(event)}) select ${valuesOf(event)} from moved, line)
    insert into messages (${namesOf(message)}) select ${valuesOf(message)} from moved, line`;
}

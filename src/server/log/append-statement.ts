import { createHash } from "node:crypto";
import type { Envelope } from "../../domain/events";
import type { Change, Kind } from "../../domain/state";
import { binaryArray } from "../store/binary-arrays";
import { columnArrays, keyRow, kinds, type Table, tables, toRow } from "../store/tables";

export const eventTable = {
  name: "events",
  key: ["workspace_id", "cursor"],
  columns: {
    workspace_id: "text",
    cursor: "int8",
    id: "text",
    type: "text",
    v: "int4",
    actor_id: "text",
    channel_id: "text",
    direct_conversation_id: "text",
    seq: "int4",
    imported: "bool",
    audience_user_ids: "jsonb",
    request_digest: "text",
    created_at: "timestamptz",
    payload: "jsonb",
  },
} as const satisfies Table;

export type Append = {
  readonly workspaceId: string;
  /** The head that the events were decided at. */
  readonly expectedHead: number;
  readonly events: readonly Envelope[];
  /** The last word on each entity that the events changed. */
  readonly changes: readonly Change[];
  /** Payloads of earlier events, once a text has been taken out of them. */
  readonly redactions: ReadonlyMap<number, unknown>;
  /** Cursors by the row of `idempotency_keys` that is to hold them. */
  readonly keyed: ReadonlyMap<string, readonly number[]>;
};

export type Statement = { readonly name: string; readonly text: string; readonly values: unknown[] };

/**
 * One statement, hence one transaction and one round trip: moves the head if it still is where it was expected, and only then
 * inserts the events and saves what they changed. It answers one row when the head was moved and none otherwise.
 * A statement's text depends on which tables it touches alone, so that its plan is kept under its name.
 */
export function appendStatement(append: Append): Statement {
  const { workspaceId, expectedHead, events, changes, redactions, keyed } = append;
  const parts = [
    "moved as (update workspace_heads set head = $3 where workspace_id = $1 and head = $2 returning head)",
  ];
  const values: unknown[] = [workspaceId, expectedHead, expectedHead + events.length];
  const touched: string[] = [];
  const add = (name: string, arrays: Buffer[], sql: (first: number) => string) => {
    parts.push(`${name} as (${sql(values.length + 1)})`);
    values.push(...arrays);
    touched.push(name);
  };
  add("appended", columnArrays(eventTable, events), (first) => insertSql(eventTable, first));
  for (const kind of kinds) {
    const puts = changes.flatMap((change) =>
      change.op === "put" && change.kind === kind ? [toRow(kind, change.value)] : [],
    );
    if (puts.length > 0)
      add(`put_${kind}`, columnArrays(tables[kind], puts), (first) => upsertSql(tables[kind], first));
    const removals = changes.flatMap((change) =>
      change.op === "remove" && change.kind === kind ? [keyRow(change, workspaceId)] : [],
    );
    if (removals.length > 0)
      add(`remove_${kind}`, columnArrays(keyTable(kind), removals), (first) => deleteSql(tables[kind], first));
  }
  if (redactions.size > 0) {
    const arrays = [binaryArray("int8", [...redactions.keys()]), binaryArray("jsonb", [...redactions.values()])];
    add("redacted", arrays, redactSql);
  }
  if (keyed.size > 0) {
    add("keyed", [binaryArray("text", [...keyed.keys()]), binaryArray("jsonb", [...keyed.values()])], keySql);
  }
  return { name: `append ${shortName(touched)}`, text: `with ${parts.join(",\n")}\nselect head from moved`, values };
}

/** PostgreSQL keeps 63 characters of a statement's name. */
function shortName(touched: readonly string[]): string {
  return createHash("sha256").update(touched.join()).digest("base64url").slice(0, 22);
}

function insertSql(table: Table, first: number): string {
  const columns = Object.keys(table.columns).join(", ");
  return `insert into ${table.name} (${columns}) select ${columns} from ${unnest(table, first)} where exists (select 1 from moved)`;
}

function upsertSql(table: Table, first: number): string {
  const changing = Object.keys(table.columns).filter((column) => !table.key.includes(column));
  const assignments = changing.map((column) => `${column} = excluded.${column}`).join(", ");
  return `${insertSql(table, first)} on conflict (${table.key.join(", ")}) do update set ${assignments}`;
}

function deleteSql(table: Table, first: number): string {
  const match = table.key.map((column) => `${table.name}.${column} = gone.${column}`).join(" and ");
  const gone = unnest({ name: table.name, key: table.key, columns: keyColumns(table) }, first).replace(
    " as given(",
    " as gone(",
  );
  return `delete from ${table.name} using ${gone} where ${match} and exists (select 1 from moved)`;
}

function redactSql(first: number): string {
  return `update events set payload = blanked.payload from unnest($${first}::int8[], $${first + 1}::jsonb[]) as blanked(cursor, payload)
    where events.workspace_id = $1 and events.cursor = blanked.cursor and exists (select 1 from moved)`;
}

function keySql(first: number): string {
  return `update idempotency_keys set workspace_id = $1, cursors = given.cursors from unnest($${first}::text[], $${first + 1}::jsonb[]) as given(id, cursors)
    where idempotency_keys.id = given.id and exists (select 1 from moved)`;
}

function unnest(table: Table, first: number): string {
  const columns = Object.entries(table.columns);
  const arrays = columns.map(([, type], index) => `$${first + index}::${type}[]`).join(", ");
  return `unnest(${arrays}) as given(${columns.map(([column]) => column).join(", ")})`;
}

function keyTable(kind: Kind): Pick<Table, "columns"> {
  return { columns: keyColumns(tables[kind]) };
}

function keyColumns(table: Table): Table["columns"] {
  return Object.fromEntries(table.key.map((column) => [column, table.columns[column] ?? "text"]));
}

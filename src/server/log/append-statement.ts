import { createHash } from "node:crypto";
import type { Envelope } from "../../domain/events";
import type { Change } from "../../domain/state";
import { binaryArray, binaryColumns } from "../store/binary-arrays";
import { keyRow, kinds, type Table, tables, toRow } from "../store/tables";

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
  const steps: Step[] = [
    {
      name: "appended",
      arrays: binaryColumns(eventTable.columns, events),
      sql: (first) => insertSql(eventTable, first),
    },
  ];
  for (const kind of kinds) {
    const table = tables[kind];
    const puts = changes.flatMap((change) =>
      change.op === "put" && change.kind === kind ? [toRow(kind, change.value)] : [],
    );
    if (puts.length > 0)
      steps.push({
        name: `put_${kind}`,
        arrays: binaryColumns(table.columns, puts),
        sql: (first) => upsertSql(table, first),
      });
    const removals = changes.flatMap((change) =>
      change.op === "remove" && change.kind === kind ? [keyRow(change, workspaceId)] : [],
    );
    if (removals.length > 0)
      steps.push({
        name: `remove_${kind}`,
        arrays: binaryColumns(keyColumns(table), removals),
        sql: (first) => deleteSql(table, first),
      });
  }
  if (redactions.size > 0) {
    const arrays = [binaryArray("int8", [...redactions.keys()]), binaryArray("jsonb", [...redactions.values()])];
    steps.push({ name: "redacted", arrays, sql: redactSql });
  }
  if (keyed.size > 0) {
    const arrays = [binaryArray("text", [...keyed.keys()]), binaryArray("jsonb", [...keyed.values()])];
    steps.push({ name: "keyed", arrays, sql: keySql });
  }
  const head = [workspaceId, expectedHead, expectedHead + events.length];
  return { ...prepared(steps, head.length + 1), values: [...head, ...steps.flatMap(({ arrays }) => arrays)] };
}

/** What the statement does once the head has moved, with one array a column; `first` is the number of its first parameter. */
type Step = { readonly name: string; readonly arrays: readonly Buffer[]; readonly sql: (first: number) => string };

/** There are as many texts as there are combinations of tables that one append touches. */
const statements = new Map<string, Pick<Statement, "name" | "text">>();

function prepared(steps: readonly Step[], firstOfAll: number): Pick<Statement, "name" | "text"> {
  const touched = steps.map(({ name }) => name).join();
  const known = statements.get(touched);
  if (known) return known;
  let first = firstOfAll;
  const parts = steps.map(({ name, arrays, sql }) => {
    const part = `${name} as (${sql(first)})`;
    first += arrays.length;
    return part;
  });
  const text = `with ${[moveHeadSql, ...parts].join(",\n")}\nselect head from moved`;
  const statement = { name: `append ${shortName(touched)}`, text };
  statements.set(touched, statement);
  return statement;
}

const moveHeadSql =
  "moved as (update workspace_heads set head = $3 where workspace_id = $1 and head = $2 returning head)";

/** PostgreSQL keeps 63 characters of a statement's name. */
function shortName(touched: string): string {
  return createHash("sha256").update(touched).digest("base64url").slice(0, 22);
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

function keyColumns(table: Table): Table["columns"] {
  return Object.fromEntries(table.key.map((column) => [column, table.columns[column] ?? "text"]));
}

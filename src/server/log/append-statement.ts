import { createHash } from "node:crypto";
import type { Envelope } from "../../domain/core/events";
import { blankQuotation, blankText } from "../../domain/messages/readable-texts";
import { type Change, kinds } from "../../domain/state";
import { binaryColumns } from "../store/binary-arrays";
import { type ColumnType, keyRow, plainValue, type Table, tables, toRow } from "../store/tables";

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
    payload: "json",
  },
} as const satisfies Table;

/**
 * The messages whose text is removed from the events and rows of earlier batches. Those are not loaded
 * for it, however many there are.
 */
export type Redactions = {
  /** Messages whose text is removed from the events that carry it. */
  readonly deleted: ReadonlySet<string>;
  /** Messages whose quotation is removed from the events that carry it. */
  readonly quoting: ReadonlySet<string>;
  /** The quoting messages whose row is not among the changes, with the cursor of the deletion. */
  readonly rows: ReadonlyMap<string, number>;
};

export type Append = {
  readonly workspaceId: string;
  /** The head at which the events were decided. */
  readonly expectedHead: number;
  readonly written: readonly Envelope[];
  /** The final change of each entity that the events changed. */
  readonly changes: readonly Change[];
  readonly redactions: Redactions;
  /** Cursors by the row of `idempotency_keys` that stores them. */
  readonly keyed: ReadonlyMap<string, readonly number[]>;
};

export type Statement = { readonly name: string; readonly text: string; readonly values: unknown[] };

/**
 * One statement, so one transaction and one round trip. It moves the head if that is still where it was expected (I2), and only
 * then inserts the events and saves their changes (I4). It returns one row if the head was moved and none otherwise. A
 * statement's text depends only on which tables it touches, and on whether each gets one row, so its plan is kept under its name.
 */
export function appendStatement(append: Append): Statement {
  const { workspaceId, expectedHead, written, changes, redactions, keyed } = append;
  const steps: Step[] = [
    { name: "appended", columns: eventTable.columns, rows: written, sql: (given) => insertInto(eventTable, given) },
  ];
  for (const kind of kinds) {
    const table = tables[kind];
    const news: Row[] = [];
    const puts: Row[] = [];
    for (const change of changes)
      if (change.op === "put" && change.kind === kind) (change.isNew ? news : puts).push(toRow(kind, change.value));
    if (news.length > 0)
      steps.push({ name: `new_${kind}`, columns: table.columns, rows: news, sql: (given) => insertInto(table, given) });
    if (puts.length > 0)
      steps.push({ name: `put_${kind}`, columns: table.columns, rows: puts, sql: (given) => upsertInto(table, given) });
    const removals = changes.flatMap((change) =>
      change.op === "remove" && change.kind === kind ? [keyRow(change, workspaceId)] : [],
    );
    if (removals.length > 0)
      steps.push({
        name: `remove_${kind}`,
        columns: keyColumns(table),
        rows: removals,
        sql: (given) => deleteFrom(table, given),
      });
  }
  steps.push(...redactingSteps(redactions));
  if (keyed.size > 0) {
    const rows = [...keyed].map(([id, cursors]) => ({ id, cursors }));
    steps.push({ name: "keyed", columns: { id: "text", cursors: "jsonb" }, rows, sql: noteKeys });
  }
  const head = [workspaceId, expectedHead, expectedHead + written.length];
  // Most appends are of one message, and PostgreSQL handles a row faster than arrays of one.
  const form = steps.every(({ rows }) => rows.length === 1) ? "row" : "arrays";
  const { given, parameters } = forms[form];
  const values = steps.flatMap(({ columns, rows }) => parameters(columns, rows));
  return { ...prepared(form, steps, given, head.length + 1), values: [...head, ...values] };
}

/**
 * I8: removes texts from events and rows that are not loaded for it, since a message may be quoted, and edited, hundreds of
 * times. It finds them as they were before this statement, so it does not touch the statement's own changes.
 */
function redactingSteps({ deleted, quoting, rows }: Redactions): Step[] {
  const messages = { message_id: "text" } as const;
  const steps: Step[] = [
    { name: "redacted", columns: messages, rows: rowsOf(deleted), sql: (given) => redact(given, blankText) },
    { name: "unquoted", columns: messages, rows: rowsOf(quoting), sql: (given) => redact(given, blankQuotation) },
    {
      name: "unquoted_rows",
      columns: { ...messages, cursor: "int8" },
      rows: [...rows].map(([message_id, cursor]) => ({ message_id, cursor })),
      sql: unquoteRows,
    },
  ];
  return steps.filter((step) => step.rows.length > 0);
}

function rowsOf(ids: Iterable<string>): Row[] {
  return [...ids].map((message_id) => ({ message_id }));
}

type Columns = Table["columns"];
type Row = Readonly<Record<string, unknown>>;

/** A step of the statement after the head has moved, with the `given` rows. */
type Step = {
  readonly name: string;
  readonly columns: Columns;
  readonly rows: readonly Row[];
  readonly sql: (given: string) => string;
};

/** How rows are passed: as one parameter or one array per column. `first` is the number of the first parameter. */
type Form = {
  readonly given: (columns: Columns, first: number) => string;
  readonly parameters: (columns: Columns, rows: readonly Row[]) => unknown[];
};

const forms = {
  row: {
    given: (columns, first) =>
      `(select ${list(columns, (column, type, at) => `$${first + at}::${type} as ${column}`)}) as given`,
    parameters: (columns, [row = {}]) => plainValues(columns, row),
  },
  arrays: {
    given: (columns, first) =>
      `unnest(${list(columns, (_, type, at) => `$${first + at}::${type}[]`)}) as given(${list(columns, (column) => column)})`,
    parameters: binaryColumns,
  },
} satisfies Record<string, Form>;

/** There are twice as many texts as combinations of tables that one append touches. */
const statements = new Map<string, Pick<Statement, "name" | "text">>();

function prepared(
  form: string,
  steps: readonly Step[],
  given: Form["given"],
  firstOfAll: number,
): Pick<Statement, "name" | "text"> {
  const touched = [form, ...steps.map(({ name }) => name)].join();
  const known = statements.get(touched);
  if (known) return known;
  let first = firstOfAll;
  const parts = steps.map(({ name, columns, sql }) => {
    const part = `${name} as (${sql(given(columns, first))})`;
    first += Object.keys(columns).length;
    return part;
  });
  const text = `with ${[moveHead, ...parts].join(",\n")}\nselect head from moved`;
  const statement = { name: `append ${shortName(touched)}`, text };
  statements.set(touched, statement);
  return statement;
}

/** PostgreSQL keeps only 63 characters of a statement's name. */
function shortName(touched: string): string {
  return createHash("sha256").update(touched).digest("base64url").slice(0, 22);
}

const moveHead = "moved as (update workspace_heads set head = $3 where workspace_id = $1 and head = $2 returning head)";
const ifMoved = "exists (select 1 from moved)";

function insertInto(table: Table, given: string): string {
  const columns = list(table.columns, (column) => column);
  return `insert into ${table.name} (${columns}) select ${columns} from ${given} where ${ifMoved}`;
}

function upsertInto(table: Table, given: string): string {
  const changing = Object.keys(table.columns).filter((column) => !table.key.includes(column));
  const assignments = changing.map((column) => `${column} = excluded.${column}`).join(", ");
  return `${insertInto(table, given)} on conflict (${table.key.join(", ")}) do update set ${assignments}`;
}

function deleteFrom(table: Table, given: string): string {
  const match = table.key.map((column) => `${table.name}.${column} = given.${column}`).join(" and ");
  return `delete from ${table.name} using ${given} where ${match} and ${ifMoved}`;
}

/** Written so that events can only be looked up by their cursors, as in `load-needs.ts`. */
function redact(given: string, blank: Readonly<Record<string, unknown>>): string {
  return `update events set payload = jsonb_set(payload::jsonb, '{message}', (payload::jsonb -> 'message') || '${JSON.stringify(blank)}')::json
    where events.workspace_id = $1 and ${ifMoved} and events.cursor = any(array(
      select place.cursor::int8 from ${given} cross join lateral (
        select event_cursors from messages where messages.id = given.message_id limit 1) as carried
      cross join lateral jsonb_array_elements_text(carried.event_cursors) as place(cursor)))`;
}

function unquoteRows(given: string): string {
  return `update messages set quoted_body_snapshot = '${blankQuotation.quoted_body_snapshot}', cursor = given.cursor from ${given}
    where messages.id = given.message_id and ${ifMoved}`;
}

function noteKeys(given: string): string {
  return `update idempotency_keys set workspace_id = $1, cursors = given.cursors from ${given}
    where idempotency_keys.id = given.id and ${ifMoved}`;
}

function keyColumns(table: Table): Columns {
  return Object.fromEntries(table.key.map((column) => [column, table.columns[column] ?? "text"]));
}

function list(columns: Columns, item: (column: string, type: ColumnType, at: number) => string): string {
  return Object.entries(columns)
    .map(([column, type], at) => item(column, type, at))
    .join(", ");
}

function plainValues(columns: Columns, row: Row): unknown[] {
  return Object.entries(columns).map(([column, type]) => plainValue(type, row[column] ?? null));
}

import { eventTable } from "../../src/server/log/append-statement";
import { plainValue, type Table, tables } from "../../src/server/store/tables";

/** A message as stored in the tables. */
export type SampleRows = {
  readonly event: Readonly<Record<string, unknown>>;
  readonly message: Readonly<Record<string, unknown>>;
};

export type RowStatement = { readonly name: string; readonly text: string; readonly values: unknown[] };

type Column = { readonly column: string; readonly type: string; readonly value: unknown };

/** The columns that the statement itself counts. */
const counted = new Map([
  ["cursor", "moved.head"],
  ["seq", "line.last_seq"],
  ["channel_seq", "line.last_seq"],
]);

/**
 * A statement that writes the rows that `execute` writes for a message, modelled on a sample: head, event, message and timeline
 * in one statement per message, as a program without Parley would write them.
 */
export function sameRows(
  sample: SampleRows,
): (given: { nonce: string; author: string; channel: string }) => RowStatement {
  const event = columnsOf(eventTable.columns, sample.event);
  const message = columnsOf(tables.message.columns, sample.message);
  const parameters = [...event, ...message].filter(({ column }) => !counted.has(column));
  const text = statementOf(event, message);
  return ({ nonce, author, channel }) => {
    const fresh: Record<string, unknown> = {
      id: nonce,
      thread_root_id: nonce,
      nonce,
      author_id: author,
      actor_id: author,
      channel_id: channel,
      conversation_id: channel,
    };
    const values = parameters.map(({ column, value }) => fresh[column] ?? value);
    return { name: "same rows", text, values: [sample.event.workspace_id, channel, ...values] };
  };
}

function columnsOf(columns: Table["columns"], sample: Readonly<Record<string, unknown>>): Column[] {
  return Object.entries(columns).map(([column, type]) => ({
    column,
    type,
    value: plainValue(type, sample[column]),
  }));
}

function statementOf(event: readonly Column[], message: readonly Column[]): string {
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

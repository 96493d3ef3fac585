import type { Event } from "../../domain";
import type { Queryable } from "../db/client";
import { eventTable } from "../log/append-statement";
import { eventFromRow } from "../log/log";
import type { Part } from "./boot-parts";

export const allButPayload = Object.keys(eventTable.columns).filter((column) => column !== "payload");

/** The events that made these things, in order, with their present state. A part without a payload keeps its event's own. */
export async function asEvents(
  connection: Queryable,
  workspaceId: string,
  parts: readonly Part[],
): Promise<readonly Event[]> {
  await readPresent(
    connection,
    workspaceId,
    parts.filter(({ present }) => !present),
  );
  const byCursor = new Map(parts.flatMap(({ cursor, present }) => (present ? [[cursor, present]] : [])));
  return [...byCursor.values()].sort((one, other) => one.cursor - other.cursor);
}

async function readPresent(connection: Queryable, workspaceId: string, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return;
  const bare = parts.filter(({ payload }) => payload === null);
  const { rows } = await connection.query<Record<string, unknown>>({
    name: "boot events",
    text: `select ${allButPayload}, case when cursor = any($3::int8[]) then payload end as payload
      from events where workspace_id = $1 and cursor = any($2::int8[])`,
    values: [workspaceId, parts.map(({ cursor }) => cursor), bare.map(({ cursor }) => cursor)],
  });
  const made = new Map(rows.map(eventFromRow).map((event) => [event.cursor, event]));
  for (const part of parts) {
    const event = made.get(part.cursor);
    if (event) part.present = presentOf(event, part.payload);
  }
}

/** An event with the payload that it would have today. */
export function presentOf(event: Event, payload: unknown): Event {
  return payload === null ? event : ({ ...event, payload } as Event);
}

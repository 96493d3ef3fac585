import type { Change } from "../../domain/core/kinds";
import { conversationOf } from "../../domain/core/timelines";
import { byName, type Entities, type Kind } from "../../domain/definitions";

/**
 * How a column's value is sent to PostgreSQL and read back. A value that is only read as a whole is `json`, which is kept as
 * written; one that SQL looks into is `jsonb`.
 */
export type ColumnType = "text" | "int4" | "int8" | "bool" | "timestamptz" | "json" | "jsonb";

type Row = Readonly<Record<string, unknown>>;

export type Table = {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
};

/** The column types that hold a field of an entity. */
type ColumnFor<T> = [T] extends [boolean | null]
  ? "bool"
  : [T] extends [number | null]
    ? "int4" | "int8"
    : [T] extends [string | null]
      ? "text" | "timestamptz"
      : "json" | "jsonb";

/**
 * The table of a kind's entities. A column has the name of the field that it holds; a field without a column does not compile.
 */
type TableOf<E, C extends keyof E = never> = {
  readonly name: string;
  readonly key: readonly (keyof E & string)[];
  readonly columns: { readonly [F in Exclude<keyof E, C>]-?: ColumnFor<E[F]> };
  /** Fields that are equal for all entities, and are not stored. */
  readonly constant?: Pick<E, C>;
  /** Columns for SQL that no field holds, and the row with them. */
  readonly derived?: { readonly columns: Table["columns"]; readonly rowOf: (entity: E) => Row };
};

const kindTables: { readonly [K in Exclude<Kind, "message">]: TableOf<Entities[K]> } & {
  readonly message: TableOf<Entities["message"], "body_format">;
} = {
  workspace: {
    name: "workspaces",
    key: ["id"],
    columns: {
      id: "text",
      name: "text",
      slug: "text",
      icon_url: "text",
      created_at: "timestamptz",
      created_by: "text",
      source: "text",
      created_cursor: "int8",
      cursor: "int8",
    },
  },
  member: {
    name: "members",
    key: ["workspace_id", "user_id"],
    columns: {
      workspace_id: "text",
      user_id: "text",
      display_name: "text",
      handle: "text",
      avatar_url: "text",
      kind: "text",
      role: "text",
      owner_id: "text",
      joined_at: "timestamptz",
      left_at: "timestamptz",
      created_cursor: "int8",
      removed_cursor: "int8",
      cursor: "int8",
    },
  },
  channel: {
    name: "channels",
    key: ["id"],
    columns: {
      id: "text",
      workspace_id: "text",
      name: "text",
      kind: "text",
      topic: "text",
      purpose: "text",
      is_default: "bool",
      display_title: "text",
      sidebar_section: "text",
      external_managed: "bool",
      external_ref: "text",
      external_url: "text",
      created_at: "timestamptz",
      created_by: "text",
      archived_at: "timestamptz",
      created_cursor: "int8",
      cursor: "int8",
    },
  },
  channel_member: {
    name: "channel_members",
    key: ["channel_id", "user_id"],
    columns: {
      workspace_id: "text",
      channel_id: "text",
      user_id: "text",
      joined_at: "timestamptz",
      joined_seq: "int4",
      cursor: "int8",
    },
  },
  direct: {
    name: "direct_conversations",
    key: ["id"],
    columns: {
      id: "text",
      workspace_id: "text",
      member_ids: "jsonb",
      member_key: "text",
      created_at: "timestamptz",
      created_by: "text",
      created_cursor: "int8",
      cursor: "int8",
    },
  },
  timeline: {
    name: "timelines",
    key: ["conversation_id"],
    columns: {
      conversation_id: "text",
      workspace_id: "text",
      last_seq: "int4",
      last_message_at: "timestamptz",
      cursor: "int8",
    },
  },
  message: {
    name: "messages",
    key: ["id"],
    columns: {
      id: "text",
      workspace_id: "text",
      channel_id: "text",
      direct_conversation_id: "text",
      author_id: "text",
      kind: "text",
      body: "text",
      parent_message_id: "text",
      thread_root_id: "text",
      channel_seq: "int4",
      thread_seq: "int4",
      mentions: "jsonb",
      mentions_everyone: "bool",
      quoted_message_id: "text",
      quoted_author_id: "text",
      quoted_body_snapshot: "text",
      nonce: "text",
      request_digest: "text",
      turn_id: "text",
      author_model: "text",
      author_thinking: "text",
      author_runtime: "text",
      imported: "bool",
      created_at: "timestamptz",
      edited_at: "timestamptz",
      deleted_at: "timestamptz",
      event_cursors: "jsonb",
      cursor: "int8",
    },
    constant: { body_format: "markdown" },
    derived: {
      columns: { conversation_id: "text" },
      // The spread comes last: an object that grows by so many fields becomes a dictionary.
      rowOf: (message) => ({ conversation_id: conversationOf(message), ...message }),
    },
  },
  thread: {
    name: "threads",
    key: ["root_message_id"],
    columns: {
      root_message_id: "text",
      workspace_id: "text",
      reply_count: "int4",
      last_reply_at: "timestamptz",
      last_reply_author_ids: "jsonb",
      last_seq: "int4",
      cursor: "int8",
    },
  },
  reaction: {
    name: "reactions",
    key: ["message_id", "user_id", "emoji"],
    columns: {
      workspace_id: "text",
      message_id: "text",
      user_id: "text",
      emoji: "text",
      created_at: "timestamptz",
      cursor: "int8",
    },
  },
  tally: {
    name: "reaction_tallies",
    key: ["message_id", "emoji"],
    columns: { workspace_id: "text", message_id: "text", emoji: "text", count: "int4", cursor: "int8" },
  },
  pin: {
    name: "pins",
    key: ["channel_id", "message_id"],
    columns: {
      workspace_id: "text",
      channel_id: "text",
      message_id: "text",
      pinned_by: "text",
      pinned_at: "timestamptz",
      cursor: "int8",
    },
  },
  invite: {
    name: "invites",
    key: ["id"],
    columns: {
      id: "text",
      workspace_id: "text",
      role: "text",
      channel_ids: "jsonb",
      created_by: "text",
      created_at: "timestamptz",
      expires_at: "timestamptz",
      max_uses: "int4",
      uses: "int4",
      revoked_at: "timestamptz",
      created_cursor: "int8",
      cursor: "int8",
    },
  },
};

type AnyTable = Table & {
  readonly constant?: Row;
  readonly derived?: { readonly columns: Table["columns"]; readonly rowOf: (entity: never) => Row };
};

/** The same tables with all of their columns, for SQL. */
export const tables: { readonly [K in Kind]: Table } = byName(({ name: kind }) => {
  const { name, key, columns, derived }: AnyTable = kindTables[kind];
  return { name, key, columns: { ...columns, ...derived?.columns } };
});

/** SQL for all rows of a kind in the workspace `$1`. */
export function rowsSql(kind: Kind): string {
  const { name, columns } = tables[kind];
  return `select * from ${name} where ${"workspace_id" in columns ? "workspace_id" : "id"} = $1`;
}

/** The row of an entity. */
export function toRow<K extends Kind>(kind: K, entity: Entities[K]): Row {
  const { derived }: AnyTable = kindTables[kind];
  return derived ? derived.rowOf(entity as never) : entity;
}

/** A column's value as the driver takes it. The driver would turn a list that should be JSON into a PostgreSQL array. */
export function plainValue(type: ColumnType, value: unknown): unknown {
  return (type === "json" || type === "jsonb") && value !== null ? JSON.stringify(value) : value;
}

/** The entity of a row from the driver or `to_jsonb`: times become ISO strings, and wide integers numbers. */
export function fromRow<K extends Kind>(kind: K, row: Row): Entities[K] {
  return readers[kind](row) as Entities[K];
}

/**
 * Reads rows of these columns. The object starts with all of its fields: one that grows by so many becomes a dictionary, which is
 * slow to make, to copy and to collect.
 */
export function rowReader(columns: Table["columns"], given: Row = {}): (row: Row) => Record<string, unknown> {
  const entries = Object.entries(columns);
  const blank = Object.fromEntries([...entries.map(([column]) => [column, null]), ...Object.entries(given)]);
  return (row) => {
    const entity: Record<string, unknown> = { ...blank };
    for (const [column, type] of entries) entity[column] = decode(type, row[column]);
    return entity;
  };
}

const readers: { readonly [K in Kind]: (row: Row) => Record<string, unknown> } = byName(({ name }) => {
  const { columns, constant }: AnyTable = kindTables[name];
  return rowReader(columns, constant);
});

function decode(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  if (type === "int8") return Number(value);
  if (type === "timestamptz") return isoTimeOf(value);
  return value;
}

/** In JSON, PostgreSQL writes a time with its offset and without trailing zeros. Mostly only the offset has to change. */
function isoTimeOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  return text.length === isoLength && text.endsWith("+00:00") ? `${text.slice(0, -6)}Z` : new Date(text).toISOString();
}

const isoLength = "2026-01-31T12:00:00.123+00:00".length;

/** The key columns of a removed entity, from its key among its kind. */
export function keyRow(change: Extract<Change, { op: "remove" }>, workspaceId: string): Row {
  const { key } = tables[change.kind];
  const parts = key[0] === "workspace_id" ? [workspaceId, ...change.key.split(" ")] : change.key.split(" ");
  return Object.fromEntries(key.map((column, index) => [column, parts[index]]));
}

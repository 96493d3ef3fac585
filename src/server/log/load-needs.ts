import type pg from "pg";
import type { Needs } from "../../domain/core/commands";
import { limits } from "../../domain/core/limits";
import { isHot, type Kind, kindOf, kinds } from "../../domain/definitions";
import { type Change, MemoryStore, put, type State } from "../../domain/state";
import { respelledSql } from "../store/respelled";
import { fromRow, tables } from "../store/tables";

/** Everything that the commands of one batch need besides the hot state, read in one round trip together with the head. */
export type Loaded = {
  readonly head: number;
  readonly store: State;
  /** The ids of the messages that quote one which is about to be deleted or quoted, by the id of the quoted one. */
  readonly quoting: ReadonlyMap<string, readonly string[]>;
  /** The cursors of requests with an idempotency key that have already been done, by the key's row. */
  readonly done: ReadonlyMap<string, readonly number[]>;
};

/** The result for commands that need nothing besides the hot state. */
export function nothingLoaded(head: number): Loaded {
  return { ...nothing, head };
}

const nothing = { store: new MemoryStore(), quoting: new Map(), done: new Map() };

/** How many of a thread's newest replies are read when one of its replies is deleted. */
const newestRepliesMax = 12;
/**
 * More than one person can have on one message, and than earlier versions stored on any. They only
 * keep the planner from other plans.
 */
const spellingsMax = 10_000;
const respelledMax = 1_000_000;
/** The number of the first parameter for `Needs.found`. */
const firstFound = 11;

/**
 * Written so that only the wanted keys can be looked up, whatever the planner knows of the tables: the plan is kept, even one
 * made while they were empty. Conditions that no index answers, and a lateral `limit` for pairs of keys, ensure that.
 */
const wanted = `
with wanted as materialized (select * from messages where (workspace_id = $1) is true and id = any($2::text[])),
going as materialized (select * from messages where (workspace_id = $1) is true and id = any($3::text[]))
select 'head' as what, to_jsonb(workspace_heads) as row from workspace_heads where workspace_id = $1`;

/** The queries for kinds that are not in the hot state and have their own needs. */
const rowsOf = {
  message: [
    "select 'message', to_jsonb(wanted) from wanted",
    `select 'message', to_jsonb(reply) from going cross join lateral (
  select * from messages where thread_root_id = going.thread_root_id and thread_seq is not null and deleted_at is null
  order by thread_seq desc limit ${newestRepliesMax}) as reply where going.parent_message_id is not null`,
    `select 'message', to_jsonb(earlier) from unnest($4::text[], $5::text[]) as given(author_id, nonce) cross join lateral (
  select * from messages where workspace_id = $1 and author_id = given.author_id and nonce = given.nonce limit 1) as earlier`,
  ],
  thread: [
    "select 'thread', to_jsonb(threads) from threads where root_message_id = any(array(select thread_root_id from wanted))",
  ],
  reaction: [
    `select 'reaction', to_jsonb(held) from (select distinct * from unnest($6::text[], $7::text[]) as given(message_id, user_id)) as given cross join lateral (
  select * from reactions where message_id = given.message_id and user_id = given.user_id limit ${spellingsMax}) as held`,
    `select 'reaction', to_jsonb(respelled) from unnest($8::text[]) as given(message_id) cross join lateral (
  select * from reactions where message_id = given.message_id and ${respelledSql("given.message_id")} limit ${respelledMax}) as respelled`,
  ],
  tally: ["select 'tally', to_jsonb(reaction_tallies) from reaction_tallies where message_id = any($8::text[])"],
} satisfies { readonly [K in Kind]?: readonly string[] };

const besides = [
  `select 'quoting', to_jsonb(quoting) from (
  select id, quoted_message_id from messages where quoted_message_id = any($3::text[]) and quoted_body_snapshot is not null) as quoting`,
  `select 'quoting', to_jsonb(quoting) from unnest($10::text[]) as given(id) cross join lateral (
  select id, quoted_message_id from messages where quoted_message_id = given.id and quoted_body_snapshot is not null
  limit ${limits.quotationsPerMessageMax}) as quoting`,
  `select 'key', to_jsonb(done) from (
  select id, cursors from idempotency_keys where id = any($9::text[]) and workspace_id = $1 and cursors is not null) as done`,
];

/** The other kinds are read by their indexes, each for the values of one parameter. An index of the database begins with its column. */
export const questions = kinds
  .filter((kind) => !isHot(kind) && !(kind in rowsOf))
  .flatMap((kind) => Object.keys(kindOf[kind].indexes).map((index) => ({ kind, index })));
const foundRows = questions.map(({ kind, index }, at) => {
  const { name } = tables[kind];
  return `select '${kind}', to_jsonb(${name}) from ${name} where (workspace_id = $1) is true and ${index} = any($${firstFound + at}::text[])`;
});

const parts = [wanted, ...Object.values(rowsOf).flat(), ...besides];
const usual = { name: "load needs", text: parts.join("\nunion all ") };
/** A separate statement, so that messages do not pay for queries that they never need. */
const asking = { name: "load needs with questions", text: [...parts, ...foundRows].join("\nunion all ") };

export type Wanted = {
  readonly workspaceId: string;
  readonly needs: readonly Needs[];
  /** The rows of the idempotency keys that the commands came with. */
  readonly keyIds: readonly string[];
};

/** Loads the needs of the given commands, as of the head that is returned with them. */
export async function loadNeeds(
  connection: Pick<pg.Pool, "query">,
  { workspaceId, needs, keyIds }: Wanted,
): Promise<Loaded> {
  const nonces = needs.flatMap((need) => need.nonces ?? []);
  const reactions = needs.flatMap((need) => need.reactions ?? []);
  const values = [
    workspaceId,
    needs.flatMap((need) => need.message_ids ?? []),
    needs.flatMap((need) => need.replies_of ?? []),
    nonces.map((nonce) => nonce.author_id),
    nonces.map((nonce) => nonce.nonce),
    reactions.map((reaction) => reaction.message_id),
    reactions.map((reaction) => reaction.user_id),
    [...new Set(reactions.map((reaction) => reaction.message_id))],
    keyIds,
    // Many commands that quote the same message need the same quotations.
    [...new Set(needs.flatMap((need) => need.quotations_of ?? []))],
  ];
  const asked = questions.map((question) => [...valuesFor(question, needs)]);
  const isAsking = asked.some((given) => given.length > 0);
  const { rows } = await connection.query<{ what: Kind | "head" | "quoting" | "key"; row: Record<string, unknown> }>({
    ...(isAsking ? asking : usual),
    values: isAsking ? [...values, ...asked] : values,
  });
  const store = new MemoryStore();
  const quoting = new Map<string, string[]>();
  const done = new Map<string, readonly number[]>();
  let head = 0;
  for (const { what, row } of rows) {
    if (what === "head") head = Number(row["head"]);
    else if (what === "quoting") append(quoting, String(row["quoted_message_id"]), String(row["id"]));
    else if (what === "key") done.set(String(row["id"]), cursorsIn(row));
    else store.apply([changeOf(what, row)]);
  }
  return { head, store, quoting, done };
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function cursorsIn({ cursors }: Record<string, unknown>): readonly number[] {
  return Array.isArray(cursors) ? cursors.map(Number) : [];
}

function valuesFor(question: { readonly kind: Kind; readonly index: string }, needs: readonly Needs[]): Set<string> {
  const asked = needs.flatMap(({ found = [] }) => found);
  return new Set(
    asked.flatMap(({ kind, index, value }) => (kind === question.kind && index === question.index ? [value] : [])),
  );
}

function changeOf<K extends Kind>(kind: K, row: Record<string, unknown>): Change {
  return put(kindOf[kind], fromRow(kind, row));
}

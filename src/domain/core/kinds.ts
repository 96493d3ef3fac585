/** Under which values an index holds an entity: one, several, or none. */
export type Indexed = string | readonly string[] | null;

type Indexes<E, I extends string = string> = { readonly [N in I]: (entity: E) => Indexed };

/** Whose rows an entity belongs to. The key of what belongs to a message or a conversation begins with the id of that. */
export type Owner = "workspace" | "conversation" | "message";

export type KindDefinition<
  K extends string = string,
  E = never,
  I extends string = string,
  H extends boolean = boolean,
  O extends Owner = Owner,
> = {
  readonly name: K;
  /** The key of an entity among its kind, within one workspace. */
  key(entity: E): string;
  /** Look-ups other than by key. `null` leaves an entity out of the index. */
  readonly indexes: Indexes<E, I>;
  /** Whether a server keeps all entities of a workspace in memory; the others are loaded when a command needs them. */
  readonly hot: H;
  readonly belongsTo: O;
};

type Definition<E, I extends string, H, O> = {
  readonly key: (entity: E) => string;
  readonly indexes?: Indexes<E, I>;
  readonly hot: H;
  readonly belongsTo: O;
};

/**
 * Defines a kind of entity that the log's events change. Each entity is flat and carries the cursor of its last change. The table that keeps it is
 * described in `src/server/store/tables.ts`, which browsers do not load.
 */
export function defineKind<
  const K extends string,
  E,
  const H extends boolean,
  const O extends Owner,
  I extends string = never,
>(name: K, { indexes, ...definition }: Definition<E, I, H, O>): KindDefinition<K, E, I, H, O> {
  // Without names there is nothing to index by.
  return { name, indexes: indexes ?? ({} as Indexes<E, I>), ...definition };
}

/**
 * Every kind that the features define. It is filled where all of them are known (`definitions.ts`), so that nothing here imports a feature.
 */
// biome-ignore lint/suspicious/noEmptyInterface: a declaration elsewhere fills it, which only an interface allows.
export interface Registry {}

type Definitions = Registry["kinds"];
type DefinitionOf<K extends Kind> = Extract<Definitions, { readonly name: K }>;
type EntityIn<D> = D extends KindDefinition<string, infer E, infer _I> ? E : never;

export type Kind = Definitions["name"];
export type Entities = { [K in Kind]: EntityIn<DefinitionOf<K>> };
type IndexNames = { [K in Kind]: Extract<keyof DefinitionOf<K>["indexes"], string> };

export type Change = {
  [K in Kind]:
    | {
        op: "put";
        kind: K;
        key: string;
        value: Entities[K];
        /** Among an overlay's changes: whether the state beneath holds nothing under this key. */
        isNew?: boolean;
      }
    | { op: "remove"; kind: K; key: string };
}[Kind];

export type IndexName<K extends Kind> = IndexNames[K];

/** What a command is decided against: entities by key or by index. An overlay and a store answer alike. */
export type State = {
  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined;
  /** Every entity that the index holds under `value`, in no particular order. */
  find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][];
  /** The keys behind `find`: also of entities that are known to exist but need not be loaded. */
  keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): Iterable<string>;
};

/** The change that stores an entity. */
export function put<K extends Kind>(
  { name, key }: { readonly name: K; key(entity: Entities[K]): string },
  value: Entities[K],
): Change {
  // The compiler does not see that a kind and its entity belong together.
  return { op: "put", kind: name, key: key(value), value } as Change;
}

/** The change that removes an entity. */
export function remove({ name }: { readonly name: Kind }, key: string): Change {
  return { op: "remove", kind: name, key };
}

export function pairKey(first: string, second: string): string {
  return `${first} ${second}`;
}

/** The id of the message or the conversation that an entity of this key belongs to. */
export function ownerIn(key: string): string {
  const end = key.indexOf(" ");
  return end < 0 ? key : key.slice(0, end);
}

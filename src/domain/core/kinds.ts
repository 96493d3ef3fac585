/** The values under which an index holds an entity: one, several, or none. */
export type Indexed = string | readonly string[] | null;

type Indexes<E, I extends string = string> = { readonly [N in I]: (entity: E) => Indexed };

/** The owner of an entity's rows. If a message or a conversation owns the entity, its key begins with the owner's id. */
export type Owner = "workspace" | "conversation" | "message";

export type KindDefinition<
  K extends string = string,
  E = never,
  I extends string = string,
  H extends boolean = boolean,
  O extends Owner = Owner,
> = {
  readonly name: K;
  /** The key of an entity within its kind and workspace. */
  key(entity: E): string;
  /** Look-ups other than by key. `null` leaves an entity out of the index. */
  readonly indexes: Indexes<E, I>;
  /** Whether a server keeps all entities of a workspace in memory. Others are loaded when a command needs them. */
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
 * Defines a kind of entity that the log's events change. Each entity is flat and carries the cursor of its last change.
 * `src/server/store/tables.ts`, which browsers do not load, describes its table.
 */
export function defineKind<
  const K extends string,
  E,
  const H extends boolean,
  const O extends Owner,
  I extends string = never,
>(name: K, { indexes, ...definition }: Definition<E, I, H, O>): KindDefinition<K, E, I, H, O> {
  // Without index names, there are no indexes.
  return { name, indexes: indexes ?? ({} as Indexes<E, I>), ...definition };
}

/**
 * Every kind that the features define. `definitions.ts`, where all of them are known, fills it, so that nothing here imports a
 * feature.
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
        /** In the changes of an overlay: whether the state beneath has nothing under this key. */
        isNew?: boolean;
      }
    | { op: "remove"; kind: K; key: string };
}[Kind];

export type IndexName<K extends Kind> = IndexNames[K];

/** The state a command is decided against: entities by key or by index. An overlay and a store give the same answers. */
export type State = {
  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined;
  /** Every entity that the index holds under `value`, in no particular order. */
  find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][];
  /** The keys behind `find`, including those of entities that exist but need not be loaded. */
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

/** The id of the message or conversation that owns the entity with this key. */
export function ownerIn(key: string): string {
  const end = key.indexOf(" ");
  return end < 0 ? key : key.slice(0, end);
}

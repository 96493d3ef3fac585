import type { Change, Indexed, IndexName, KindDefinition, State } from "./core/kinds";
import { type Entities, type Kind, keyOf, kindDefinitions, kinds } from "./definitions";

export { type Change, type IndexName, ownerIn, pairKey, put, remove, type State } from "./core/kinds";
export { type Entities, type Kind, keyOf, kinds } from "./definitions";

/** The entities of one kind by key, with their indexes. With `remembersRemovals`, it also knows which keys an overlay hides. */
class IndexedMap<E> {
  readonly rows = new Map<string, E>();
  readonly removed = new Set<string>();
  private readonly indexed: {
    readonly extract: (entity: E) => Indexed;
    readonly keys: Map<string, Set<string>>;
  }[];
  private readonly indexNames: string[];

  private readonly remembersRemovals: boolean;

  constructor(definition: KindDefinition<string, E>["indexes"], remembersRemovals: boolean) {
    this.remembersRemovals = remembersRemovals;
    this.indexNames = Object.keys(definition);
    this.indexed = Object.values(definition).map((extract) => ({ extract, keys: new Map<string, Set<string>>() }));
  }

  put(key: string, value: E): void {
    this.forget(key);
    this.removed.delete(key);
    this.rows.set(key, value);
    for (const { extract, keys } of this.indexed) {
      const indexed = extract(value);
      if (indexed === null) continue;
      if (typeof indexed === "string") enter(keys, indexed, key);
      else for (const each of indexed) enter(keys, each, key);
    }
  }

  remove(key: string): void {
    this.forget(key);
    if (this.remembersRemovals) this.removed.add(key);
  }

  keysBy(name: string, value: string): ReadonlySet<string> | undefined {
    return this.indexed[this.indexNames.indexOf(name)]?.keys.get(value);
  }

  private forget(key: string): void {
    const old = this.rows.get(key);
    if (old === undefined) return;
    this.rows.delete(key);
    for (const { extract, keys } of this.indexed) {
      const indexed = extract(old);
      if (indexed === null) continue;
      if (typeof indexed === "string") leave(keys, indexed, key);
      else for (const each of indexed) leave(keys, each, key);
    }
  }
}

function enter(keys: Map<string, Set<string>>, indexed: string, key: string): void {
  const set = keys.get(indexed);
  if (set) set.add(key);
  else keys.set(indexed, new Set([key]));
}

function leave(keys: Map<string, Set<string>>, indexed: string, key: string): void {
  const set = keys.get(indexed);
  set?.delete(key);
  if (set?.size === 0) keys.delete(indexed);
}

type IndexedMaps = { readonly [K in Kind]: IndexedMap<Entities[K]> };

/** Runs for every batch of commands, so it builds no intermediate list. */
function emptyMaps(remembersRemovals: boolean): IndexedMaps {
  const maps: Partial<Record<Kind, IndexedMap<never>>> = {};
  for (const { name, indexes } of kindDefinitions) maps[name] = new IndexedMap<never>(indexes, remembersRemovals);
  // The compiler cannot infer the names from the list.
  return maps as unknown as IndexedMaps;
}

/** A mutable store of entities in memory: the server's hot state, the browser's confirmed state, a test's world. */
export class MemoryStore implements State {
  protected readonly maps: IndexedMaps;
  /** Grows with every applied batch, so that a screen knows when to render again. */
  version = 0;

  constructor(remembersRemovals = false) {
    this.maps = emptyMaps(remembersRemovals);
  }

  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    return this.maps[kind].rows.get(key);
  }

  find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][] {
    const found: Entities[K][] = [];
    for (const key of this.keys(kind, index, value)) {
      const entity = this.get(kind, key);
      if (entity !== undefined) found.push(entity);
    }
    return found;
  }

  /** Does not build a list. */
  keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): Iterable<string> {
    return this.maps[kind].keysBy(index, value) ?? [];
  }

  /** The number of keys that `find` would look up, without looking them up. */
  count<K extends Kind>(kind: K, index: IndexName<K>, value: string): number {
    return this.maps[kind].keysBy(index, value)?.size ?? 0;
  }

  all<K extends Kind>(kind: K): IterableIterator<Entities[K]> {
    return this.maps[kind].rows.values();
  }

  size(kind: Kind): number {
    return this.maps[kind].rows.size;
  }

  /** Applies changes in order. An entity that already holds a newer change stays as it is. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.op === "remove") this.maps[change.kind].remove(change.key);
      else this.putNewest(change.kind, change.key, change.value);
    }
    this.version += 1;
  }

  private putNewest<K extends Kind>(kind: K, key: string, value: Entities[K]): void {
    const held = this.maps[kind].rows.get(key);
    if (held !== undefined && held.cursor > value.cursor) return;
    this.maps[kind].put(key, value);
  }
}

/**
 * Changes on top of a state that stays as it is: the effect of earlier commands of a batch, or of a browser's pending commands.
 */
export class Overlay extends MemoryStore {
  private readonly base: State;

  constructor(base: State) {
    super(true);
    this.base = base;
  }

  override get<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    const map = this.maps[kind];
    const own = map.rows.get(key);
    if (own !== undefined) return own;
    return map.removed.has(key) ? undefined : this.base.get(kind, key);
  }

  override find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][] {
    const map = this.maps[kind];
    const beneath = this.base.find(kind, index, value).filter((entity) => !this.holds(kind, keyOf[kind](entity)));
    const own = [...(map.keysBy(index, value) ?? [])].flatMap((key) => map.rows.get(key) ?? []);
    return [...beneath, ...own];
  }

  override keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): string[] {
    const beneath = [...this.base.keys(kind, index, value)].filter((key) => !this.holds(kind, key));
    return [...beneath, ...super.keys(kind, index, value)];
  }

  /** The contents of the overlay as changes to the state beneath it: the latest value of each entity. */
  changes(): Change[] {
    return kinds.flatMap((kind) => this.changesOf(kind));
  }

  private changesOf<K extends Kind>(kind: K): Change[] {
    const map = this.maps[kind];
    const puts = [...map.rows].map(([key, value]) => {
      const isNew = this.base.get(kind, key) === undefined;
      return { op: "put", kind, key, value, isNew } as Change;
    });
    const removals = [...map.removed].map((key) => ({ op: "remove", kind, key }) as Change);
    return [...puts, ...removals];
  }

  private holds(kind: Kind, key: string): boolean {
    return this.maps[kind].rows.has(key) || this.maps[kind].removed.has(key);
  }
}

import type { Needs } from "../../../src/domain/core/commands";
import { isHot, kindOf } from "../../../src/domain/definitions";
import { type Kind, type MemoryStore, pairKey, type State } from "../../../src/domain/state";

type LookUp = { readonly kind: Kind; readonly index: string; readonly value: string };

/**
 * The state that a command is decided on. A server has loaded what is not in its memory only as far as the command's `needs` name
 * it, so this throws when a decision looks at anything else.
 */
export function loadedState(store: MemoryStore, needs: Needs): State {
  const { message_ids = [], replies_of = [], quotations_of = [], nonces = [], reactions = [], found = [] } = needs;
  const threadOf = (id: string) => store.get("message", id)?.thread_root_id ?? id;
  const byKey = [...lookUps("message", "", message_ids), ...lookUps("thread", "", message_ids.map(threadOf))];
  const byIndex = [
    ...found,
    ...lookUps(
      "message",
      "nonce",
      nonces.map(({ author_id, nonce }) => pairKey(author_id, nonce)),
    ),
    ...lookUps("message", "thread", replies_of.map(threadOf)),
    ...(["reaction", "tally"] as const).flatMap((kind) =>
      lookUps(
        kind,
        "message",
        reactions.map(({ message_id }) => message_id),
      ),
    ),
  ];
  const quoted = lookUps("message", "quoted", [...replies_of, ...quotations_of]);

  return {
    get: (kind, key) => {
      const entity = store.get(kind, key);
      const isNamed =
        byKey.some((one) => one.kind === kind && one.value === key) ||
        byIndex.some((one) => one.kind === kind && (entity === undefined || valuesOf(one, entity).includes(one.value)));
      refuseUnlessLoaded(kind, key, isNamed);
      return entity;
    },
    find: (kind, index, value) => {
      refuseUnlessLoaded(kind, `with ${index} ${value}`, isAmong(byIndex, { kind, index, value }));
      return store.find(kind, index, value);
    },
    keys: (kind, index, value) => {
      const one = { kind, index, value };
      refuseUnlessLoaded(kind, `with ${index} ${value}`, isAmong(byIndex, one) || isAmong(quoted, one));
      return store.keys(kind, index, value);
    },
  };
}

function lookUps(kind: Kind, index: string, values: readonly string[]): LookUp[] {
  return values.map((value) => ({ kind, index, value }));
}

function isAmong(named: readonly LookUp[], { kind, index, value }: LookUp): boolean {
  return named.some((one) => one.kind === kind && one.index === index && one.value === value);
}

/** The values under which an index holds an entity. */
function valuesOf({ kind, index }: LookUp, entity: unknown): readonly string[] {
  const indexed = kindOf[kind].indexes[index as never] as
    | ((entity: unknown) => string | readonly string[] | null)
    | undefined;
  return [indexed?.(entity) ?? []].flat();
}

function refuseUnlessLoaded(kind: Kind, which: string, isNamed: boolean): void {
  if (!isHot(kind) && !isNamed) throw new Error(`The command's needs do not name the ${kind} ${which}.`);
}

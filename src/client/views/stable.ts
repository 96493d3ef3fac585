/** Keeps the identity of unchanged items, so that screens do not render them again. */
export function createStable<T extends { readonly id: string }>() {
  let list: readonly T[] = [];
  return (next: readonly T[]): readonly T[] => {
    const before = new Map(list.map((one) => [one.id, one]));
    const kept = next.map((one) => {
      const known = before.get(one.id);
      return known && isShallowEqual(known, one) ? known : one;
    });
    if (kept.length === list.length && kept.every((one, index) => one === list[index])) return list;
    list = kept;
    return list;
  };
}

/** The same for single objects by key. */
export function createStableObjects<T extends object>() {
  const known = new Map<string, T>();
  return (key: string, next: T): T => {
    const before = known.get(key);
    if (before && isShallowEqual(before, next)) return before;
    known.set(key, next);
    return next;
  };
}

function isShallowEqual(one: object, other: object): boolean {
  const fields = Object.entries(one);
  const others = new Map(Object.entries(other));
  return fields.length === others.size && fields.every(([name, value]) => isSame(value, others.get(name)));
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}

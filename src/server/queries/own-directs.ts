import type { Direct } from "../../domain/directs";
import type { MemoryStore } from "../../domain/state";

type ByMember = { readonly size: number; readonly ids: ReadonlyMap<string, readonly string[]> };

/** Direct conversations are never removed and keep their members, so a map is complete as long as it holds as many as the store. */
const maps = new WeakMap<MemoryStore, ByMember>();

/** The direct conversations that somebody is in, without looking through everybody's. */
export function ownDirects(store: MemoryStore, userId: string): Direct[] {
  const ids = byMember(store).get(userId) ?? [];
  return ids.flatMap((id) => store.get("direct", id) ?? []);
}

function byMember(store: MemoryStore): ByMember["ids"] {
  const size = store.size("direct");
  const known = maps.get(store);
  if (known?.size === size) return known.ids;
  const ids = new Map<string, string[]>();
  for (const direct of store.all("direct")) {
    for (const userId of direct.member_ids) {
      const own = ids.get(userId);
      if (own) own.push(direct.id);
      else ids.set(userId, [direct.id]);
    }
  }
  maps.set(store, { size, ids });
  return ids;
}

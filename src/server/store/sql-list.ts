import type { EventType } from "../../domain";

/** Event types as an SQL list. They are part of a statement's text, so that a partial index may answer. */
export function sqlList(types: readonly EventType[]): string {
  return types.map((type) => `'${type}'`).join(", ");
}

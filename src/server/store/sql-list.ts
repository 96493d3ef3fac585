import type { EventType } from "../../domain";

/** Types of events as SQL names them in a list. They are part of the text of a statement, so that a partial index may answer. */
export function sqlList(types: readonly EventType[]): string {
  return types.map((type) => `'${type}'`).join(", ");
}

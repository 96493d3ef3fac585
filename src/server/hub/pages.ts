import type { Batch, Delivered } from "./delivered";
import { sightOf } from "./visibility";

/** What was chosen of a page, and its name: equal choices have equal names, and can be shared. */
export type Choice = { readonly events: readonly Delivered[]; readonly choice: string };

/** The events after a cursor, whoever may see them. */
export type Page = {
  readonly after: number;
  readonly upto: number;
  readonly events: readonly Delivered[];
  /** The choice of whoever may see everything. */
  readonly all: Choice;
  /** The events in groups that the same people may see, so that each reader is judged once for all of a group. */
  readonly sights: readonly (readonly Delivered[])[];
  /** What readers have been told of it, by name of what was chosen; null when it is not kept for others. */
  readonly told: Map<string, Batch> | null;
};

type Stretch = Pick<Page, "after" | "upto" | "events">;

/** A page; one that is `shared` is kept in memory for many readers, who are mostly told the same. */
export function makePage({ after, upto, events }: Stretch, { shared }: { shared: boolean }): Page {
  const all = { events, choice: "all" };
  return { after, upto, events, all, sights: bySight(events), told: shared ? new Map() : null };
}

function bySight(events: readonly Delivered[]): readonly (readonly Delivered[])[] {
  const groups = new Map<string, Delivered[]>();
  for (const delivered of events) {
    const sight = sightOf(delivered.event);
    const group = groups.get(sight);
    if (group) group.push(delivered);
    else groups.set(sight, [delivered]);
  }
  return [...groups.values()];
}

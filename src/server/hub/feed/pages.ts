// Tail → reader. In: some events that follow each other. Out: a page, with which of them a viewer may be unable to see.
import type { MemoryStore } from "../../../domain/state";
import { givesAccess } from "./access-grants";
import type { Batch, Delivered } from "./delivered";
import { isOpenEvent, sightOf } from "./visibility";

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
  /** Whether any of the events gives somebody access to something. */
  readonly givesAccess: boolean;
  /** Whether all of it is open, by today's state. */
  isOpen(store: MemoryStore): boolean;
  /** What readers have been told of it, by name of what was chosen; null when it is not kept for others. */
  readonly told: Map<string, Batch> | null;
};

type Stretch = Pick<Page, "after" | "upto" | "events">;

/** A page; one that is `shared` is kept in memory for many readers, who are mostly told the same. */
export function makePage({ after, upto, events }: Stretch, { shared }: { shared: boolean }): Page {
  const sights = bySight(events);
  return {
    after,
    upto,
    events,
    all: { events, choice: "all" },
    sights,
    givesAccess: events.some(({ event }) => givesAccess(event)),
    isOpen: judgedOnce((store) => sights.every(([first]) => !first || isOpenEvent(store, first.event))),
    told: shared ? new Map() : null,
  };
}

/** Judges again only once the state has changed. */
function judgedOnce(judge: (store: MemoryStore) => boolean): (store: MemoryStore) => boolean {
  let judged: { readonly store: MemoryStore; readonly version: number; readonly is: boolean } | undefined;
  return (store) => {
    if (judged?.store !== store || judged.version !== store.version)
      judged = { store, version: store.version, is: judge(store) };
    return judged.is;
  };
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

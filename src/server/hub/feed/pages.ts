// Tail → feed. In: consecutive events. Out: a page, grouped by who may see them.
import type { MemoryStore } from "../../../domain/state";
import { givesAccess } from "./access-grants";
import type { Delivered, Frame } from "./delivered";
import { isOpenEvent, sightOf } from "./visibility";

/** The events of a page that a reader may see, and a key: choices with equal keys are equal and shared. */
export type Choice = { readonly events: readonly Delivered[]; readonly choice: string };

/** All events after a cursor, before any is hidden. */
export type FeedPage = {
  readonly after: number;
  readonly upto: number;
  readonly events: readonly Delivered[];
  /** The choice for a reader who may see everything. */
  readonly all: Choice;
  /** The events in groups that the same people may see, so that each reader is checked once per group. */
  readonly sights: readonly (readonly Delivered[])[];
  /** Whether any of the events gives somebody access to something. */
  readonly givesAccess: boolean;
  /** Whether all of it is open, by the present state. */
  isOpen(store: MemoryStore): boolean;
  /** The frames made from it so far, by the key of the choice; null for a page that is not shared. */
  readonly told: Map<string, Frame> | null;
};

type Stretch = Pick<FeedPage, "after" | "upto" | "events">;

/** Makes a page. A `shared` one stays in memory for many readers, most of which get the same frame. */
export function makePage({ after, upto, events }: Stretch, { shared }: { shared: boolean }): FeedPage {
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

/** Checks again only when the state has changed. */
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

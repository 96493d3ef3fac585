import { type Ephemeral, type PresenceStatus, presenceStatuses } from "../../domain/ephemerals/rules";
import type { Clock } from "../platform/clock";
import { field, listIn, oneOf } from "../platform/reading";
import type { Invalidate } from "../replica/invalidations";

export type PresenceOptions = {
  readonly clock: Clock;
  readonly invalidate: Invalidate;
  /** Asks the stream for the presence of these people from now on. */
  watch(userIds: readonly string[]): void;
};

/** The list of people is sent this long after it last changed, since scrolling changes it often. */
const settleMs = 300;

/** The presence of the people on screen. */
export function createPresence({ clock, invalidate, watch }: PresenceOptions) {
  const interest = new Map<string, number>();
  let statuses: ReadonlyMap<string, PresenceStatus> = new Map();
  let watched = "";
  let cancel: (() => void) | null = null;

  function settle(): void {
    cancel?.();
    cancel = clock.after(settleMs, () => {
      const wanted = [...interest.keys()].sort();
      if (wanted.join() === watched) return;
      watched = wanted.join();
      forgetOthers();
      watch(wanted);
    });
  }

  /** The stream reports only on watched people, so the known status of others is out of date when they are shown again. */
  function forgetOthers(): void {
    const known = statuses.size;
    statuses = new Map([...statuses].filter(([id]) => interest.has(id)));
    if (statuses.size < known) invalidate("presence");
  }

  function note(userId: unknown, value: unknown): void {
    const status = oneOf(presenceStatuses, value);
    if (typeof userId !== "string" || status === undefined) return;
    if (statuses.get(userId) === status) return;
    statuses = new Map(statuses).set(userId, status);
    invalidate("presence");
  }

  return {
    /** Counts these people as shown until the returned function is called. */
    show: (userIds: readonly string[]): (() => void) => {
      for (const id of userIds) interest.set(id, (interest.get(id) ?? 0) + 1);
      settle();
      return () => {
        for (const id of userIds) {
          const left = (interest.get(id) ?? 1) - 1;
          if (left > 0) interest.set(id, left);
          else interest.delete(id);
        }
        settle();
      };
    },
    receive: (ephemeral: Ephemeral): void => {
      if (ephemeral.type === "presence.changed") {
        note(ephemeral.actor_id, ephemeral.payload.status);
      } else if (ephemeral.type === "presence.snapshot") {
        for (const person of listIn(ephemeral.payload.people)) note(field(person, "user_id"), field(person, "status"));
      }
    },
    shown: (): string[] => [...interest.keys()].sort(),
    statuses: (): ReadonlyMap<string, PresenceStatus> => statuses,
  };
}

export type Presence = ReturnType<typeof createPresence>;

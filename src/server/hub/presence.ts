import type { PresenceStatus } from "../../domain/ephemerals";

export type PresenceListener = (workspaceId: string, userId: string, status: PresenceStatus) => void;

/**
 * Who is there: whoever has a live stream of this process, unless they say they are away. A socket that died in silence is found by the
 * pings of its door within 45 s, and its reader is gone when the grace is over, within the 60 s that are promised.
 * For several processes it remains that each announces its people over the bell every 30 s, that what others announced
 * lapses after 60 s, and that `statusOf` looks at both.
 */
export type Presence = {
  /** A stream of theirs began; call the answer when it ends. */
  arrive(workspaceId: string, userId: string): () => void;
  /** What they say of themselves. Nobody without a stream is here. */
  declare(workspaceId: string, userId: string, status: PresenceStatus): void;
  statusOf(workspaceId: string, userId: string): PresenceStatus;
  /** Lets go of those who have not come back. */
  sweep(): void;
};

type Entry = { streams: number; status: PresenceStatus; leftAt: number };

type Timing = { now(): number; readonly graceMs: number };

export function createPresence(changed: PresenceListener, { now, graceMs }: Timing): Presence {
  const entries = new Map<string, Map<string, Entry>>();

  function entryOf(workspaceId: string, userId: string): Entry | undefined {
    return entries.get(workspaceId)?.get(userId);
  }

  return {
    arrive: (workspaceId, userId) => {
      const people = entries.get(workspaceId) ?? new Map<string, Entry>();
      entries.set(workspaceId, people);
      const known = people.get(userId);
      const entry = known ?? { streams: 0, status: "online", leftAt: 0 };
      entry.streams += 1;
      people.set(userId, entry);
      if (!known) changed(workspaceId, userId, "online");
      return () => {
        entry.streams -= 1;
        entry.leftAt = now();
      };
    },
    declare: (workspaceId, userId, status) => {
      const entry = entryOf(workspaceId, userId);
      if (!entry || entry.status === status) return;
      entry.status = status;
      changed(workspaceId, userId, status);
    },
    statusOf: (workspaceId, userId) => entryOf(workspaceId, userId)?.status ?? "offline",
    sweep: () => {
      for (const [workspaceId, people] of entries) {
        for (const [userId, entry] of people) {
          if (entry.streams > 0 || now() - entry.leftAt < graceMs) continue;
          people.delete(userId);
          changed(workspaceId, userId, "offline");
        }
        if (people.size === 0) entries.delete(workspaceId);
      }
    },
  };
}

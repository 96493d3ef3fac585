import type { PresenceStatus } from "../../domain/ephemerals";

/** Somebody whose last stream ended stays for this long, so that a reconnect is not a coming and going. */
const graceMs = 5_000;

export type PresenceListener = (workspaceId: string, userId: string, status: PresenceStatus) => void;

/** Who is there: whoever has a live stream, unless they say they are away. */
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

export function createPresence(changed: PresenceListener, now: () => number): Presence {
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

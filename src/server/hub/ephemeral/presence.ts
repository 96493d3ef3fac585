// Streams → ephemerals. In: streams that begin and end, here and elsewhere. Out: who is online, and each change of that.
import type { PresenceStatus } from "../../../domain/ephemerals/rules";
import type { Bell, Word } from "../../bell/bell";

export type PresenceListener = (workspaceId: string, userId: string, status: PresenceStatus) => void;

/**
 * Tracks who is online: everybody with a live stream in some process, unless they declare themselves away. Pings find a dead
 * socket within 45 s. With the grace period, its person is offline within the promised 60 s. Each process announces its people
 * when they come, go or declare a status, and all of them every 30 s. Announcements from others expire after 60 s.
 */
export type Presence = {
  /** Records that a stream of theirs began. Call the returned function when it ends. */
  arrive(workspaceId: string, userId: string): () => void;
  /** Sets a person's declared status in every process that has their streams. Settles when the other processes have been told. */
  declare(workspaceId: string, userId: string, status: PresenceStatus): Promise<void>;
  statusOf(workspaceId: string, userId: string): PresenceStatus;
  /** Drops people who have not come back, and announces the others when due. */
  sweep(): void;
  close(): void;
};

/**
 * `streams` and `status` describe this process, where a person without streams stays for the grace period. `shown` is the
 * status that listeners last got.
 */
type Entry = {
  streams: number;
  status: PresenceStatus;
  leftAt: number;
  shown: PresenceStatus;
  readonly elsewhere: Map<string, { readonly status: PresenceStatus; readonly heardAt: number }>;
};

type Options = {
  readonly bell: Bell;
  readonly changed: PresenceListener;
  now(): number;
  readonly graceMs: number;
};

const announceMs = 30_000;
const lapseMs = 60_000;
const peoplePerWord = 100;

export function createPresence({ bell, changed, now, graceMs }: Options): Presence {
  const entries = new Map<string, Map<string, Entry>>();
  const ignoreBell = bell.onWord(hear);
  let announcedAt = now();

  function entryOf(workspaceId: string, userId: string): Entry {
    const people = entries.get(workspaceId) ?? new Map<string, Entry>();
    const known = people.get(userId);
    if (known) return known;
    const entry: Entry = { streams: 0, status: "offline", leftAt: 0, shown: "offline", elsewhere: new Map() };
    entries.set(workspaceId, people.set(userId, entry));
    return entry;
  }

  /** Tells listeners when a person's status has changed, and forgets people who are in no process. */
  function show(workspaceId: string, userId: string, entry: Entry): void {
    const status = statusIn(entry);
    if (entry.streams === 0 && status === "offline") forget(workspaceId, userId);
    if (status === entry.shown) return;
    entry.shown = status;
    changed(workspaceId, userId, status);
  }

  function forget(workspaceId: string, userId: string): void {
    const people = entries.get(workspaceId);
    people?.delete(userId);
    if (people?.size === 0) entries.delete(workspaceId);
  }

  /** Sets a person's status in this process. */
  function set(workspaceId: string, userId: string, status: PresenceStatus): void {
    const entry = entryOf(workspaceId, userId);
    if (entry.status === status) return;
    entry.status = status;
    show(workspaceId, userId, entry);
    void bell.tell({ type: "present", workspace_id: workspaceId, people: [[userId, status]] });
  }

  function setIfHere(workspaceId: string, userId: string, status: PresenceStatus): void {
    const here = entries.get(workspaceId)?.get(userId)?.status ?? "offline";
    if (here !== "offline") set(workspaceId, userId, status);
  }

  function hear(word: Word, from: string): void {
    if (word.type === "who_is_there") announce();
    else if (word.type === "declared") setIfHere(word.workspace_id, word.user_id, word.status);
    else if (word.type === "present") {
      for (const [userId, status] of word.people) {
        const entry = entryOf(word.workspace_id, userId);
        if (status === "offline") entry.elsewhere.delete(from);
        else entry.elsewhere.set(from, { status, heardAt: now() });
        show(word.workspace_id, userId, entry);
      }
    }
  }

  function announce(): void {
    announcedAt = now();
    for (const [workspace_id, people] of entries) {
      const here = [...people].filter(([, { status }]) => status !== "offline");
      for (let first = 0; first < here.length; first += peoplePerWord) {
        const some = here.slice(first, first + peoplePerWord);
        void bell.tell({ type: "present", workspace_id, people: some.map(([userId, { status }]) => [userId, status]) });
      }
    }
  }

  return {
    arrive: (workspaceId, userId) => {
      const entry = entryOf(workspaceId, userId);
      entry.streams += 1;
      if (entry.status === "offline") set(workspaceId, userId, "online");
      return () => {
        entry.streams -= 1;
        entry.leftAt = now();
      };
    },
    declare: (workspaceId, userId, status) => {
      setIfHere(workspaceId, userId, status);
      return bell.tell({ type: "declared", workspace_id: workspaceId, user_id: userId, status });
    },
    statusOf: (workspaceId, userId) => entries.get(workspaceId)?.get(userId)?.shown ?? "offline",
    sweep: () => {
      for (const [workspaceId, people] of entries) {
        for (const [userId, entry] of people) {
          if (lapse(entry, now() - lapseMs)) show(workspaceId, userId, entry);
          const isGone = entry.streams === 0 && entry.status !== "offline" && now() - entry.leftAt >= graceMs;
          if (isGone) set(workspaceId, userId, "offline");
        }
      }
      if (now() - announcedAt >= announceMs) announce();
    },
    close: ignoreBell,
  };
}

/** A person who is online in one process is online, whatever the others say. */
function statusIn({ status, elsewhere }: Entry): PresenceStatus {
  const all = [status, ...[...elsewhere.values()].map((one) => one.status)];
  return all.includes("online") ? "online" : all.includes("away") ? "away" : "offline";
}

/** Drops announcements from before this time; returns true if there were any. */
function lapse({ elsewhere }: Entry, before: number): boolean {
  let hasLapsed = false;
  for (const [from, { heardAt }] of elsewhere) if (heardAt < before) hasLapsed = elsewhere.delete(from);
  return hasLapsed;
}

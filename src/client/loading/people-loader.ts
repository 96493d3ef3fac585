import type { Clock } from "../platform/clock";
import type { Replica } from "../replica/replica";
import type { Transport } from "../transport/transport";

export type PeopleLoaderOptions = {
  readonly clock: Clock;
  readonly replica: Replica;
  readonly transport: Transport;
  /** Called when a person becomes known. */
  onLearned(userId: string): void;
};

const gatherMs = 20;
const batchMax = 100;

/** Fetches people who are not known here, in batches and each once. */
export function createPeopleLoader({ clock, replica, transport, onLearned }: PeopleLoaderOptions) {
  const asked = new Set<string>();
  let waiting: string[] = [];

  async function fetchSome(): Promise<void> {
    const ids = waiting.splice(0, batchMax);
    if (waiting.length > 0) clock.after(gatherMs, () => void fetchSome());
    const askedAt = replica.position;
    const found = await transport.users(ids).catch(() => null);
    if (found === null) for (const id of ids) asked.delete(id);
    for (const author of found ?? []) if (replica.takePerson(author, askedAt)) onLearned(author.id);
  }

  function want(userId: string): void {
    if (userId === "" || asked.has(userId)) return;
    asked.add(userId);
    waiting.push(userId);
    if (waiting.length === 1) clock.after(gatherMs, () => void fetchSome());
  }

  return {
    want,
    /** Asks again for a person whom the viewer may no longer know. */
    wantAgain: (userId: string): void => {
      asked.delete(userId);
      want(userId);
    },
    clear: (): void => {
      asked.clear();
      waiting = [];
    },
  };
}

export type PeopleLoader = ReturnType<typeof createPeopleLoader>;

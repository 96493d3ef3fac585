import { type Clock, jittered } from "../platform/clock";
import { field } from "../platform/reading";
import type { KeyValueStorage } from "../platform/storage";
import type { Invalidate } from "../replica/invalidations";
import { Refusal } from "../transport/answers";
import type { Boot, Preferences } from "../transport/transport";

export type PreferencesOptions = {
  readonly clock: Clock;
  readonly invalidate: Invalidate;
  readonly storage: KeyValueStorage;
  ask(): Promise<Preferences>;
  /** Writes these preferences, with a request that outlives the page. Returns all of them. */
  send(changes: Preferences): Promise<Preferences>;
};

/** Changes are sent together once there were none for this time. */
const quietMs = 400;

/**
 * The viewer's preferences, which are the same on all their devices. A change shows at once, waits in storage until the server has
 * it, and wins over the server's value until then. `preferences.updated` tells of changes elsewhere.
 */
export function createPreferences({ clock, invalidate, storage, ask, send }: PreferencesOptions) {
  let owner = "";
  let known: Preferences = {};
  /** What the server does not have yet. */
  let changed: ReadonlyMap<string, unknown> = new Map();
  let isStale = false;
  let isBusy = false;
  let attempt = 0;
  let refusals = 0;
  let refusal: { readonly id: string; readonly message: string } | null = null;
  let cancel: (() => void) | null = null;

  const storageKey = () => `preferences/${owner}`;

  function runIn(delayMs: number): void {
    cancel?.();
    cancel = clock.after(delayMs, () => void run());
  }

  /** One request at a time, so that no older answer replaces a newer one. */
  async function run(): Promise<void> {
    if (isBusy || owner === "" || (changed.size === 0 && !isStale)) return;
    const [mine, sent] = [owner, changed];
    isBusy = true;
    isStale = false;
    try {
      const answer = sent.size > 0 ? await send(Object.fromEntries(sent)) : await ask();
      if (mine === owner) take(answer, sent);
    } catch (error) {
      if (mine === owner) fail(error, sent);
    }
    isBusy = false;
    if (changed.size > 0 || isStale) runIn(attempt > 0 ? jittered(clock, attempt) : 0);
  }

  function take(answer: Preferences, sent: ReadonlyMap<string, unknown>): void {
    known = answer;
    attempt = 0;
    forget(sent);
  }

  function fail(error: unknown, sent: ReadonlyMap<string, unknown>): void {
    attempt += 1;
    if (!(error instanceof Refusal) || error.isPassing) {
      isStale ||= sent.size === 0;
      return;
    }
    attempt = 0;
    // Nobody needs to know about a refused question: the next boot answers it.
    if (sent.size === 0) return;
    refusals += 1;
    refusal = { id: `preferences-${refusals}`, message: error.message };
    forget(sent);
    invalidate("failures");
  }

  /** These need not be sent again, unless they were changed again. */
  function forget(sent: ReadonlyMap<string, unknown>): void {
    changed = new Map([...changed].filter(([name, value]) => !sent.has(name) || sent.get(name) !== value));
    if (sent.size > 0) keep();
    invalidate("preferences");
  }

  function keep(): void {
    if (changed.size === 0) storage.remove(storageKey());
    else storage.set(storageKey(), JSON.stringify([...changed]));
  }

  function leave(): void {
    cancel?.();
    owner = "";
    known = {};
    changed = new Map();
    isStale = false;
    attempt = 0;
  }

  return {
    all: (): Preferences => ({ ...known, ...Object.fromEntries(changed) }),
    /** Starts from a boot, and sends what an earlier page could not send. */
    begin: (boot: Boot): void => {
      if (owner !== boot.login.id) leave();
      owner = boot.login.id;
      known = boot.preferences;
      if (changed.size === 0) changed = keptIn(storage.get(storageKey()));
      invalidate("preferences");
      if (changed.size > 0) runIn(0);
    },
    /** Changes preferences here at once, and on the server in a moment. */
    set: (changes: Preferences): void => {
      if (owner === "") return;
      changed = new Map([...changed, ...Object.entries(changes)]);
      keep();
      invalidate("preferences");
      runIn(quietMs);
    },
    /** Asks the server again: another device has changed them. */
    refresh: (): void => {
      isStale = true;
      if (changed.size === 0) runIn(0);
    },
    /** The last refusal of a change, which was then taken back. */
    refusal: () => refusal,
    /** Sends what waits at once: the server can be reached again, or the page may be about to close. */
    flush: (): void => void run(),
    /** Stops. What was not sent waits for the next page of the same person. */
    leave,
  };
}

export type PreferencesPart = ReturnType<typeof createPreferences>;

function keptIn(text: string | null): ReadonlyMap<string, unknown> {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(kept)) return new Map();
    return new Map(kept.map((one) => [String(field(one, "0")), field(one, "1")] as const));
  } catch {
    return new Map();
  }
}

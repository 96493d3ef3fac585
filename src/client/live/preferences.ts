import { type Clock, jittered } from "../platform/clock";
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

/** How long after an answer the signal of one's own change may still come. */
const signalMs = 5_000;

/** A changed preference. While it is kept, storage has its value, unless another tab has seen to the preference since. */
type Change = { readonly value: unknown; readonly isKept: boolean };
type Changes = ReadonlyMap<string, Change>;

/**
 * The viewer's preferences, which are the same on all their devices. A change shows at once, waits in storage until the server has
 * it, and wins over the server's value until then. All tabs of a browser share what waits, each preference under a key of its own:
 * the last tab to change one sends it. `preferences.updated` tells of changes elsewhere.
 */
export function createPreferences({ clock, invalidate, storage, ask, send }: PreferencesOptions) {
  let owner = "";
  let known: Preferences = {};
  /** What the server does not have yet. */
  let changed: Changes = new Map();
  /** How many signals are still to come that tell of what this tab has sent, and until when they may. */
  let own = { signals: 0, until: 0 };
  let isStale = false;
  let isBusy = false;
  let attempt = 0;
  let refusals = 0;
  let refusal: { readonly id: string; readonly message: string } | null = null;
  let cancel: (() => void) | null = null;

  const scope = () => `preferences/${owner}/`;

  function runIn(delayMs: number): void {
    cancel?.();
    cancel = clock.after(delayMs, () => void run());
  }

  /** One request at a time, so that no older answer replaces a newer one. */
  async function run(): Promise<void> {
    dropOvertaken();
    if (isBusy || owner === "" || (changed.size === 0 && !isStale)) return;
    const [mine, sent] = [owner, changed];
    isBusy = true;
    isStale = false;
    if (sent.size > 0) own = { signals: own.signals + 1, until: Number.POSITIVE_INFINITY };
    try {
      const answer = sent.size > 0 ? await send(valuesOf(sent)) : await ask();
      own = { ...own, until: clock.now() + signalMs };
      if (mine === owner) take(answer, sent);
    } catch (error) {
      own = { signals: 0, until: 0 };
      if (mine === owner) fail(error, sent);
    }
    isBusy = false;
    if (changed.size > 0 || isStale) runIn(attempt > 0 ? jittered(clock, attempt) : 0);
  }

  function take(answer: Preferences, sent: Changes): void {
    known = answer;
    attempt = 0;
    forget(sent);
  }

  function fail(error: unknown, sent: Changes): void {
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

  /** These need not be sent again, unless they were changed again, here or in another tab. */
  function forget(sent: Changes): void {
    for (const [name, { value }] of sent)
      if (storage.get(scope() + name) === JSON.stringify(value)) storage.remove(scope() + name);
    changed = new Map([...changed].filter(([name, change]) => sent.get(name) !== change));
    invalidate("preferences");
  }

  /** Another tab has changed these after this one, and sends them or has sent them: the older value must not follow. */
  function dropOvertaken(): void {
    const isDue = ([name, { value, isKept }]: [string, Change]) =>
      !isKept || storage.get(scope() + name) === JSON.stringify(value);
    const due = new Map([...changed].filter(isDue));
    if (due.size === changed.size) return;
    changed = due;
    isStale = true;
    invalidate("preferences");
  }

  function refresh(): void {
    own = { signals: 0, until: 0 };
    dropOvertaken();
    isStale = true;
    if (changed.size === 0) runIn(0);
  }

  function leave(): void {
    cancel?.();
    owner = "";
    known = {};
    changed = new Map();
    own = { signals: 0, until: 0 };
    refusal = null;
    isStale = false;
    attempt = 0;
  }

  return {
    all: (): Preferences => ({ ...known, ...valuesOf(changed) }),
    /** Starts from a boot, and sends what an earlier page could not send. */
    begin: (boot: Boot): void => {
      if (owner !== boot.login.id) leave();
      owner = boot.login.id;
      known = boot.preferences;
      own = { signals: 0, until: 0 };
      if (changed.size === 0) changed = keptUnder(storage, scope());
      invalidate("preferences");
      if (changed.size > 0) runIn(0);
    },
    /** Changes preferences here at once, and on the server in a moment. */
    set: (changes: Preferences): void => {
      if (owner === "") return;
      const made = Object.entries(changes).map(([name, value]) => {
        return [name, { value, isKept: storage.set(scope() + name, JSON.stringify(value)) }] as const;
      });
      changed = new Map([...changed, ...made]);
      invalidate("preferences");
      runIn(quietMs);
    },
    /** The server tells of a change. It does so for those of this tab, too, whose answers have brought them already. */
    signalled: (): void => {
      const isOwn = own.signals > 0 && clock.now() <= own.until;
      if (isOwn) own = { ...own, signals: own.signals - 1 };
      else refresh();
    },
    /** Asks the server again: other devices may have changed them. */
    refresh,
    /** The last refusal of a change, which was then taken back, until the person was told. */
    refusal: () => refusal,
    /** The person was told of a refusal. Repeatable. */
    told: (id: string): void => {
      if (refusal?.id !== id) return;
      refusal = null;
      invalidate("failures");
    },
    /** Sends what waits at once: the server can be reached again, or the page may be about to close. */
    flush: (): void => void run(),
    /** Stops. What was not sent waits for the next page of the same person. */
    leave,
  };
}

export type PreferencesPart = ReturnType<typeof createPreferences>;

function valuesOf(changes: Changes): Preferences {
  return Object.fromEntries([...changes].map(([name, { value }]) => [name, value]));
}

/** What the pages of a person could not send. Whatever cannot be read is left out. */
function keptUnder(storage: KeyValueStorage, scope: string): Changes {
  const kept = storage.list(scope).map(([key, text]) => [key.slice(scope.length), parsed(text)] as const);
  return new Map(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, { value, isKept: true }]])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Clock } from "../platform/clock";
import type { KeyValueStorage, Said } from "../platform/storage";
import type { Invalidate } from "../replica/invalidations";
import { createOffers } from "./draft-offers";
import { readToldDraft, type ToldDraft, wouldLose } from "./draft-rules";
import {
  decide,
  hear as heard,
  isUndecided,
  lastAt,
  noVersions,
  shown,
  takeShelf,
  type Versions,
  type Written,
  write as written,
} from "./draft-versions";

export type DraftsOptions = {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly invalidate: Invalidate;
};

/** The other pages hear of what is typed here at most this often. */
const tellMs = 100;
/** Somebody who pressed a key within this time goes on typing: nothing takes the text from under their hands. */
const typingMs = 2_000;

type Draft = {
  text: string;
  versions: Versions;
  /** What the other pages do not know yet. */
  untold: Written | null;
  /** Whether the shelf holds it. */
  isKept: boolean;
  /** What the shelf had instead, when last looked at. */
  doubted: string | null;
  cancelTelling: (() => void) | null;
  cancelSettling: (() => void) | null;
};

/**
 * Unsent texts by conversation or thread: one for each, in all pages of one browser and person. Each is kept in the tick in which it is
 * written, so that no reload comes between, and told to the other pages. Of two that are written at the same time the newest
 * wins once nobody types, and the other can be brought back. Once all is quiet, all pages and the shelf have the same text.
 */
export function createDrafts({ storage, clock, invalidate }: DraftsOptions) {
  const me = clock.newName();
  const drafts = new Map<string, Draft>();
  const offers = createOffers(storage);
  const watchers = new Set<() => void>();
  let owner = "";

  const shelfKey = (key: string) => `drafts/${owner}/${key}`;

  function draftOf(key: string): Draft {
    const known = drafts.get(key);
    if (known) return known;
    const made = { text: "", versions: noVersions, untold: null, isKept: true, doubted: null };
    const draft = { ...made, cancelTelling: null, cancelSettling: null };
    drafts.set(key, draft);
    return draft;
  }

  function put(key: string, draft: Draft, versions: Versions): void {
    const had = draft.text !== "";
    draft.versions = versions;
    draft.text = shown(versions, me);
    if (had !== (draft.text !== "")) invalidate("drafts", key);
  }

  function showAll(): void {
    for (const onChange of [...watchers]) onChange();
  }

  function keep(key: string, draft: Draft): void {
    if (owner === "") return;
    if (draft.text === "") storage.remove(shelfKey(key));
    draft.isKept = draft.text === "" || storage.set(shelfKey(key), draft.text);
  }

  function keptNow(key: string): string {
    return storage.get(shelfKey(key)) ?? "";
  }

  /** The shelf has what is on screen instead of one of these. What is not among them another page has just written. */
  function keepInsteadOf(key: string, draft: Draft, texts: readonly string[]): void {
    const kept = keptNow(key);
    if (kept !== draft.text && texts.includes(kept)) keep(key, draft);
  }

  function tell(key: string, draft: Draft): void {
    if (owner === "" || !draft.untold) return;
    storage.tell("draft", { key: shelfKey(key), ...draft.untold, is_kept: draft.isKept } satisfies ToldDraft);
    draft.untold = null;
  }

  /** At once if nothing was told for a while, or nothing is left to write on. */
  function tellSoon(key: string, draft: Draft): void {
    if (draft.cancelTelling && draft.untold?.text !== "") return;
    draft.cancelTelling?.();
    tell(key, draft);
    draft.cancelTelling = clock.after(tellMs, () => {
      draft.cancelTelling = null;
      if (draft.untold) tellSoon(key, draft);
    });
  }

  function hear(told: ToldDraft): void {
    const beginning = shelfKey("");
    if (owner === "" || !told.key.startsWith(beginning)) return;
    const key = told.key.slice(beginning.length);
    const draft = draftOf(key);
    const before = draft.text;
    put(key, draft, heard(draft.versions, told));
    draft.doubted = null;
    if (draft.text === told.text) draft.isKept = told.is_kept;
    else keepInsteadOf(key, draft, [told.text, before]);
    settleSoon(key, draft);
    showAll();
  }

  /** Once nobody types any more, decides between texts that were written at the same time, and sees that the shelf has what is on screen. */
  function settleSoon(key: string, draft: Draft, inMs = lastAt(draft.versions) + typingMs - clock.now()): void {
    draft.cancelSettling?.();
    draft.cancelSettling = clock.after(inMs, () => {
      draft.cancelSettling = null;
      const { versions, lost } = decide(draft.versions);
      put(key, draft, versions);
      for (const text of lost) lose(key, text, draft.text);
      keepInsteadOf(key, draft, lost);
      check(key, draft);
      showAll();
    });
  }

  /** Two pages that heard of each other late may have left an older text on the shelf. A newer one is told before the second look. */
  function check(key: string, draft: Draft): void {
    const kept = keptNow(key);
    const isDoubted = draft.doubted === kept;
    draft.doubted = null;
    if (owner === "" || !draft.isKept || kept === draft.text) return;
    if (!isDoubted) {
      draft.doubted = kept;
      settleSoon(key, draft, typingMs);
      return;
    }
    // This page may have been opened after it was told.
    if (draft.text === "") put(key, draft, takeShelf(draft.versions, kept, clock.now()));
    lose(key, kept, draft.text);
    keep(key, draft);
  }

  function lose(key: string, text: string, winner: string): void {
    if (wouldLose(text, winner)) offers.add(key, text);
  }

  function write(key: string, text: string): void {
    const draft = draftOf(key);
    if (draft.text === text) return;
    const next = written(draft.versions, { me, text, now: clock.now() });
    put(key, draft, next.versions);
    draft.untold = next.written;
    draft.doubted = null;
    keep(key, draft);
    tellSoon(key, draft);
    settleSoon(key, draft);
    showAll();
  }

  function rest(draft: Draft): void {
    draft.cancelTelling?.();
    draft.cancelSettling?.();
    draft.cancelTelling = null;
    draft.cancelSettling = null;
  }

  function forget(): void {
    for (const draft of drafts.values()) rest(draft);
    for (const [key, { text }] of drafts) if (text !== "") invalidate("drafts", key);
    drafts.clear();
    offers.close();
    owner = "";
  }

  function readShelf(): void {
    const beginning = shelfKey("");
    for (const [at, text] of storage.list(beginning)) {
      const key = at.slice(beginning.length);
      const draft = draftOf(key);
      if (lastAt(draft.versions) === 0) put(key, draft, takeShelf(draft.versions, text, clock.now()));
    }
    offers.open(owner);
  }

  /** What was written before anybody knew whose it is stands; what they had kept can be brought back. */
  function own(key: string, draft: Draft): void {
    if (draft.text === "") {
      rest(draft);
      drafts.delete(key);
      return;
    }
    lose(key, keptNow(key), draft.text);
    keep(key, draft);
    tellSoon(key, draft);
  }

  return {
    /** Brings back what an earlier page of this person in this workspace kept. Repeatable; what is written here stands. Another person's is let go. */
    open: (nextOwner: string): void => {
      if (owner !== nextOwner && owner !== "") forget();
      const wasClosed = owner === "";
      owner = nextOwner;
      offers.open(owner);
      if (wasClosed) for (const [key, draft] of [...drafts]) own(key, draft);
      readShelf();
      showAll();
    },
    get: (key: string): string => drafts.get(key)?.text ?? "",
    has: (key: string): boolean => (drafts.get(key)?.text ?? "") !== "",
    /** Writes a text down, and tells the other pages; an empty one is forgotten. */
    set: write,
    /** The latest text that was overwritten from another page while it was written here; null if none was. */
    replaced: offers.last,
    /** Puts the text that was overwritten back; what stands there now can be brought back in its turn. */
    bringBack: (key: string): void => {
      const text = offers.last(key);
      if (text === null) return;
      offers.remove(key, text);
      lose(key, draftOf(key).text, text);
      write(key, text);
    },
    /** Gives the text that was overwritten up for good. */
    forgetReplaced: (key: string): void => {
      const text = offers.last(key);
      if (text !== null) offers.remove(key, text);
      showAll();
    },
    /** Hears what other pages tell of drafts. */
    hear: (said: Said): void => {
      if (said.type !== "told") return;
      const told = said.topic === "draft" ? readToldDraft(said.value) : null;
      if (told) hear(told);
      if (said.topic === "offer" && offers.hear(said.value)) showAll();
    },
    /** Looks at the shelf again, as a page does that slept while others wrote. */
    look: (): void => {
      if (owner === "") return;
      const kept = new Map(storage.list(shelfKey("")));
      for (const [key, draft] of drafts) {
        const text = kept.get(shelfKey(key)) ?? "";
        if (text === draft.text || !draft.isKept || isUndecided(draft.versions)) continue;
        // What was written or heard just now may still be on its way to the shelf.
        if (clock.now() - lastAt(draft.versions) < typingMs) continue;
        const before = draft.text;
        put(key, draft, takeShelf(draft.versions, text, clock.now()));
        // What everybody knew and then emptied was sent or given up.
        if (draft.untold || text !== "") lose(key, before, text);
      }
      readShelf();
      showAll();
    },
    /** Tells at once what was not told yet: this page may be about to go, or to sleep. */
    flush: (): void => {
      for (const [key, draft] of drafts) tell(key, draft);
    },
    /** Tells the rest, and then leaves the shelf alone: what others write is no longer heard here. */
    stop: (): void => {
      for (const [key, draft] of drafts) {
        tell(key, draft);
        rest(draft);
      }
    },
    /** Calls back when any text has changed; call the answer to stop. */
    watch: (onChange: () => void): (() => void) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    /** Forgets everything here; what is kept is the storage's to wipe. */
    clear: (): void => {
      forget();
      showAll();
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;

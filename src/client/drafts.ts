import type { Clock } from "./clock";
import { readOffer, readTexts, readToldDraft, type ToldDraft, winsOver, wouldLose } from "./draft-rules";
import type { KeyValueStorage, Said } from "./storage";
import type { Touch } from "./touched";

export type DraftsOptions = { readonly storage: KeyValueStorage; readonly clock: Clock; readonly touch: Touch };

/** The other pages hear of what is typed here at most this often. */
const tellMs = 100;
/** Somebody who pressed a key within this time goes on typing: nothing takes the text from under their hands. */
const typingMs = 2_000;
/** So many overwritten texts of one place are kept to be brought back. */
const replacedMax = 20;

type Draft = {
  text: string;
  /** The text as the other pages know it. */
  told: string;
  /** When it was last written, in whatever page. */
  at: number;
  /** Whether it was typed here, rather than read from the shelf or heard. */
  isMine: boolean;
  /** Whether the shelf holds it. */
  isKept: boolean;
  /** What another page wrote at the same time, until it is quiet here. */
  rival: ToldDraft | null;
  cancelTelling: (() => void) | null;
  cancelSettling: (() => void) | null;
};

/**
 * Unsent texts by conversation or thread: one for each, in all pages of one browser and person. Each is kept in the tick in which it is
 * written, so that no reload comes between, and told to the other pages. Of two that are written at the same time the newest
 * wins once it is quiet, and the other can be brought back.
 */
export function createDrafts({ storage, clock, touch }: DraftsOptions) {
  const drafts = new Map<string, Draft>();
  const replaced = new Map<string, readonly string[]>();
  const watchers = new Set<() => void>();
  let owner = "";

  const shelfKey = (key: string) => `drafts/${owner}/${key}`;
  const replacedKey = (key: string) => `replaced/${owner}/${key}`;

  function draftOf(key: string): Draft {
    const held = drafts.get(key);
    if (held) return held;
    const made = { text: "", told: "", at: 0, isMine: false, isKept: true };
    const draft = { ...made, rival: null, cancelTelling: null, cancelSettling: null };
    drafts.set(key, draft);
    return draft;
  }

  function put(key: string, draft: Draft, text: string): void {
    const had = draft.text !== "";
    draft.text = text;
    if (had !== (text !== "")) touch("drafts", key);
  }

  function showAll(): void {
    for (const onChange of [...watchers]) onChange();
  }

  function keep(key: string, draft: Draft): void {
    if (owner === "") return;
    if (draft.text === "") storage.remove(shelfKey(key));
    draft.isKept = draft.text === "" || storage.set(shelfKey(key), draft.text);
  }

  function tell(key: string, draft: Draft): void {
    if (owner === "" || draft.text === draft.told) return;
    const { text, told: was, at, isKept: is_kept } = draft;
    storage.tell("draft", { key: shelfKey(key), text, was, at, is_kept } satisfies ToldDraft);
    draft.told = text;
  }

  /** At once if nothing was told for a while, or nothing is left to write on. */
  function tellSoon(key: string, draft: Draft): void {
    if (draft.cancelTelling && draft.text !== "") return;
    draft.cancelTelling?.();
    tell(key, draft);
    draft.cancelTelling = clock.after(tellMs, () => {
      draft.cancelTelling = null;
      if (draft.text !== draft.told) tellSoon(key, draft);
    });
  }

  /** Takes a text that is the newest from elsewhere. */
  function take(key: string, draft: Draft, { text, at, is_kept }: Pick<ToldDraft, "text" | "at" | "is_kept">): void {
    put(key, draft, text);
    draft.told = text;
    draft.at = at;
    draft.isMine = false;
    draft.isKept = is_kept;
  }

  function hear(told: ToldDraft): void {
    const beginning = shelfKey("");
    if (owner === "" || !told.key.startsWith(beginning)) return;
    const key = told.key.slice(beginning.length);
    const draft = draftOf(key);
    const { rival } = draft;
    if (told.text === draft.text) draft.told = told.text;
    else if (rival && told.was === rival.text) draft.rival = told.text === "" ? null : told;
    else if (told.was === draft.text || !draft.isMine) take(key, draft, told);
    else {
      if (rival) lose(key, rival.text, told.text);
      draft.rival = told;
      settle(key, draft);
    }
    showAll();
  }

  /** Decides between two texts that were written at the same time, once nobody types here. */
  function settle(key: string, draft: Draft): void {
    draft.cancelSettling?.();
    draft.cancelSettling = null;
    const { rival } = draft;
    if (!rival) return;
    const quietInMs = draft.text === "" ? 0 : draft.at + typingMs - clock.now();
    if (quietInMs > 0) {
      draft.cancelSettling = clock.after(quietInMs, () => {
        settle(key, draft);
        showAll();
      });
      return;
    }
    draft.rival = null;
    if (winsOver(rival, draft)) {
      lose(key, draft.text, rival.text);
      take(key, draft, rival);
      return;
    }
    lose(key, rival.text, draft.text);
    // The other page may have decided otherwise, and may have written last.
    draft.told = rival.text;
    keep(key, draft);
    tell(key, draft);
  }

  function lose(key: string, text: string, winner: string): void {
    if (wouldLose(text, winner)) offer(key, [...(replaced.get(key) ?? []).filter((one) => one !== text), text]);
  }

  function offer(key: string, texts: readonly string[]): void {
    const offered = texts.slice(-replacedMax);
    takeOffer(key, offered);
    if (owner === "") return;
    if (offered.length === 0) storage.remove(replacedKey(key));
    else storage.set(replacedKey(key), JSON.stringify(offered));
    storage.tell("replaced", { key: replacedKey(key), texts: offered });
  }

  function takeOffer(key: string, texts: readonly string[]): void {
    if (texts.length === 0) replaced.delete(key);
    else replaced.set(key, texts);
  }

  function write(key: string, text: string): void {
    const draft = draftOf(key);
    if (draft.text === text) return;
    put(key, draft, text);
    draft.at = Math.max(clock.now(), draft.at + 1);
    draft.isMine = true;
    keep(key, draft);
    tellSoon(key, draft);
    if (draft.rival) settle(key, draft);
    showAll();
  }

  function forget(): void {
    for (const { cancelTelling, cancelSettling } of drafts.values()) {
      cancelTelling?.();
      cancelSettling?.();
    }
    for (const [key, { text }] of drafts) if (text !== "") touch("drafts", key);
    drafts.clear();
    replaced.clear();
    owner = "";
  }

  function readShelf(): void {
    const [beginning, ofReplaced] = [shelfKey(""), replacedKey("")];
    for (const [at, text] of storage.list(beginning)) {
      const key = at.slice(beginning.length);
      const draft = draftOf(key);
      if (draft.text === "" && !draft.isMine) take(key, draft, { text, at: 0, is_kept: true });
    }
    for (const [at, texts] of storage.list(ofReplaced)) takeOffer(at.slice(ofReplaced.length), readTexts(texts));
  }

  return {
    /** Brings back what an earlier page of this person in this workspace kept. Repeatable; what is written here stands. Another person's is let go. */
    open: (nextOwner: string): void => {
      if (owner !== nextOwner && owner !== "") forget();
      const wasClosed = owner === "";
      owner = nextOwner;
      if (wasClosed) for (const [key, draft] of drafts) keep(key, draft);
      readShelf();
      showAll();
    },
    get: (key: string): string => drafts.get(key)?.text ?? "",
    has: (key: string): boolean => (drafts.get(key)?.text ?? "") !== "",
    /** Writes a text down, and tells the other pages; an empty one is forgotten. */
    set: write,
    /** The latest text that was overwritten from another page while it was written here; null if none was. */
    replaced: (key: string): string | null => replaced.get(key)?.at(-1) ?? null,
    /** Puts the text that was overwritten back; what stands there now can be brought back in its turn. */
    bringBack: (key: string): void => {
      const texts = replaced.get(key) ?? [];
      const text = texts.at(-1);
      if (text === undefined) return;
      const { text: current } = draftOf(key);
      offer(key, [
        ...texts.slice(0, -1).filter((one) => one !== current),
        ...(wouldLose(current, text) ? [current] : []),
      ]);
      write(key, text);
    },
    /** Gives the text that was overwritten up for good. */
    forgetReplaced: (key: string): void => {
      offer(key, (replaced.get(key) ?? []).slice(0, -1));
      showAll();
    },
    /** Hears what other pages tell of drafts. */
    hear: (said: Said): void => {
      if (said.type !== "told") return;
      const told = said.topic === "draft" ? readToldDraft(said.value) : null;
      if (told) hear(told);
      const offered = said.topic === "replaced" ? readOffer(said.value) : null;
      if (!offered || owner === "" || !offered.key.startsWith(replacedKey(""))) return;
      takeOffer(offered.key.slice(replacedKey("").length), offered.texts);
      showAll();
    },
    /** Looks at the shelf again, as a page does that slept while others wrote. */
    look: (): void => {
      if (owner === "") return;
      const kept = new Map(storage.list(shelfKey("")));
      for (const [key, draft] of drafts) {
        const text = kept.get(shelfKey(key)) ?? "";
        // What was written or heard just now may still be on its way to the shelf.
        if (text === draft.text || !draft.isKept || clock.now() - draft.at < typingMs) continue;
        if (draft.text !== draft.told) lose(key, draft.text, text);
        take(key, draft, { text, at: draft.at, is_kept: true });
      }
      readShelf();
      showAll();
    },
    /** Tells at once what was not told yet: this page may be about to go, or to sleep. */
    flush: (): void => {
      for (const [key, draft] of drafts) tell(key, draft);
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

import type { Clock } from "../platform/clock";
import type { KeyValueStorage, PageMessage } from "../platform/storage";
import type { Invalidate } from "../replica/invalidations";
import { type DraftContent, decodeDraft, emptyContent, encodeDraft, wouldLose } from "./draft-content";
import { createOffers } from "./draft-offers";
import { type DraftMessage, readDraftMessage } from "./draft-rules";
import {
  decide,
  isUndecided,
  lastAt,
  noVersions,
  receive as received,
  shown,
  takeStored,
  type Versions,
  type Written,
  write as written,
} from "./draft-versions";

export type DraftsOptions = {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly invalidate: Invalidate;
};

/** Texts typed here are broadcast to other pages at most this often. */
const broadcastMs = 100;
/** A person who pressed a key within this time is still typing: nothing replaces their text. */
const typingMs = 2_000;

type Draft = {
  /** All of the draft on screen in one string. The texts of its versions are such strings, too. */
  text: string;
  content: DraftContent;
  versions: Versions;
  /** The text that other pages have not received yet. */
  unsent: Written | null;
  /** Whether it is in storage. */
  isKept: boolean;
  /** The different text that storage held when it was last read. */
  doubted: string | null;
  cancelBroadcast: (() => void) | null;
  cancelSettling: (() => void) | null;
};

/**
 * Drafts by conversation or thread: a text, what it quotes, and whether it also goes to the channel. All pages of one browser and
 * person share them. Each is stored in the same tick in which it is written, so that no reload loses it, and broadcast to the
 * other pages. If two are written at the same time, the newest wins once nobody is typing, and the other can be restored. Once
 * everybody stops, all pages and storage have the same draft.
 */
export function createDrafts({ storage, clock, invalidate }: DraftsOptions) {
  const me = clock.newName();
  const drafts = new Map<string, Draft>();
  const offers = createOffers(storage);
  const watchers = new Set<() => void>();
  let owner = "";

  const storageKey = (key: string) => `drafts/${owner}/${key}`;

  function draftOf(key: string): Draft {
    const known = drafts.get(key);
    if (known) return known;
    const made = { text: "", content: emptyContent, versions: noVersions, unsent: null, isKept: true, doubted: null };
    const draft = { ...made, cancelBroadcast: null, cancelSettling: null };
    drafts.set(key, draft);
    return draft;
  }

  function put(key: string, draft: Draft, versions: Versions): void {
    const had = draft.text !== "";
    draft.versions = versions;
    const text = shown(versions, me);
    if (text !== draft.text) draft.content = decodeDraft(text);
    draft.text = text;
    if (had !== (draft.text !== "")) invalidate("drafts", key);
  }

  function showAll(): void {
    for (const onChange of [...watchers]) onChange();
  }

  function keep(key: string, draft: Draft): void {
    if (owner === "") return;
    if (draft.text === "") storage.remove(storageKey(key));
    draft.isKept = draft.text === "" || storage.set(storageKey(key), draft.text);
  }

  function keptNow(key: string): string {
    return storage.get(storageKey(key)) ?? "";
  }

  /** Stores the text on screen in place of one of these texts. Any other text was just written by another page. */
  function keepInsteadOf(key: string, draft: Draft, texts: readonly string[]): void {
    const kept = keptNow(key);
    if (kept !== draft.text && texts.includes(kept)) keep(key, draft);
  }

  function broadcast(key: string, draft: Draft): void {
    if (owner === "" || !draft.unsent) return;
    storage.broadcast("draft", { key: storageKey(key), ...draft.unsent, is_kept: draft.isKept } satisfies DraftMessage);
    draft.unsent = null;
  }

  /** Broadcasts at once if nothing was broadcast for a while, or if the text is empty. */
  function broadcastSoon(key: string, draft: Draft): void {
    if (draft.cancelBroadcast && draft.unsent?.text !== "") return;
    draft.cancelBroadcast?.();
    broadcast(key, draft);
    draft.cancelBroadcast = clock.after(broadcastMs, () => {
      draft.cancelBroadcast = null;
      if (draft.unsent) broadcastSoon(key, draft);
    });
  }

  function receive(message: DraftMessage): void {
    const beginning = storageKey("");
    if (owner === "" || !message.key.startsWith(beginning)) return;
    const key = message.key.slice(beginning.length);
    const draft = draftOf(key);
    const before = draft.text;
    put(key, draft, received(draft.versions, message));
    draft.doubted = null;
    if (draft.text === message.text) draft.isKept = message.is_kept;
    else keepInsteadOf(key, draft, [message.text, before]);
    settleSoon(key, draft);
    showAll();
  }

  /**
   * Once nobody is typing, decides between texts that were written at the same time, and ensures that storage has the text on
   * screen.
   */
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

  /** Two pages whose messages crossed may have left an older text in storage. A newer one arrives before the second check. */
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
    // This page may have been opened after the text was broadcast.
    if (draft.text === "") put(key, draft, takeStored(draft.versions, kept, clock.now()));
    lose(key, kept, draft.text);
    keep(key, draft);
  }

  function lose(key: string, text: string, winner: string): void {
    if (wouldLose(text, winner)) offers.add(key, text);
  }

  function contentOf(key: string): DraftContent {
    return drafts.get(key)?.content ?? emptyContent;
  }

  function write(key: string, content: DraftContent): void {
    const draft = draftOf(key);
    const text = encodeDraft(content);
    if (draft.text === text) return;
    const next = written(draft.versions, { me, text, now: clock.now() });
    put(key, draft, next.versions);
    draft.unsent = next.written;
    draft.doubted = null;
    keep(key, draft);
    broadcastSoon(key, draft);
    settleSoon(key, draft);
    showAll();
  }

  function rest(draft: Draft): void {
    draft.cancelBroadcast?.();
    draft.cancelSettling?.();
    draft.cancelBroadcast = null;
    draft.cancelSettling = null;
  }

  function forget(): void {
    for (const draft of drafts.values()) rest(draft);
    for (const [key, { text }] of drafts) if (text !== "") invalidate("drafts", key);
    drafts.clear();
    offers.close();
    owner = "";
  }

  function readStorage(): void {
    const beginning = storageKey("");
    for (const [at, text] of storage.list(beginning)) {
      const key = at.slice(beginning.length);
      const draft = draftOf(key);
      if (lastAt(draft.versions) === 0) put(key, draft, takeStored(draft.versions, text, clock.now()));
    }
    offers.open(owner);
  }

  /** A text written before its owner was known stays; the one in storage can be restored. */
  function own(key: string, draft: Draft): void {
    if (draft.text === "") {
      rest(draft);
      drafts.delete(key);
      return;
    }
    lose(key, keptNow(key), draft.text);
    keep(key, draft);
    broadcastSoon(key, draft);
  }

  return {
    /**
     * Restores the texts that an earlier page of this person stored in this workspace. Idempotent. Texts written here stay;
     * another person's are dropped.
     */
    open: (nextOwner: string): void => {
      if (owner !== nextOwner && owner !== "") forget();
      const wasClosed = owner === "";
      owner = nextOwner;
      offers.open(owner);
      if (wasClosed) for (const [key, draft] of [...drafts]) own(key, draft);
      readStorage();
      showAll();
    },
    /** The text of a draft. */
    get: (key: string): string => contentOf(key).text,
    /** All of a draft. The same object as long as nothing in it changes. */
    whole: contentOf,
    has: (key: string): boolean => (drafts.get(key)?.text ?? "") !== "",
    /** Changes the text of a draft, as `change` does. */
    set: (key: string, text: string): void => write(key, { ...contentOf(key), text }),
    /** Changes parts of a draft, stores it, and broadcasts it to the other pages. An empty draft is removed. */
    change: (key: string, part: Partial<DraftContent>): void => write(key, { ...contentOf(key), ...part }),
    /** Empties a draft once it is sent. A draft that another page wrote unknown to this one appears in its place. */
    empty: (key: string): void => write(key, emptyContent),
    /** The text of the draft that was replaced last; null if none can be restored. */
    replaced: (key: string): string | null => {
      const last = offers.last(key);
      return last === null ? null : decodeDraft(last).text;
    },
    /** Offers a text that was written elsewhere and has lost its place. */
    offer: (key: string, text: string): void => {
      lose(key, encodeDraft({ ...emptyContent, text }), drafts.get(key)?.text ?? "");
      showAll();
    },
    /** Restores the replaced text. The current text can then be restored in turn. */
    bringBack: (key: string): void => {
      const text = offers.last(key);
      if (text === null) return;
      offers.remove(key, text);
      lose(key, draftOf(key).text, text);
      write(key, decodeDraft(text));
    },
    /** Discards the replaced text for good. */
    forgetReplaced: (key: string): void => {
      const text = offers.last(key);
      if (text !== null) offers.remove(key, text);
      showAll();
    },
    /** Receives broadcasts of other pages about drafts. */
    receive: (message: PageMessage): void => {
      if (message.type !== "sent") return;
      const draft = message.topic === "draft" ? readDraftMessage(message.value) : null;
      if (draft) receive(draft);
      if (message.topic === "offer" && offers.receive(message.value)) showAll();
    },
    /** Reads storage again: other pages may have written while this one slept. */
    look: (): void => {
      if (owner === "") return;
      const kept = new Map(storage.list(storageKey("")));
      for (const [key, draft] of drafts) {
        const text = kept.get(storageKey(key)) ?? "";
        if (text === draft.text || !draft.isKept || isUndecided(draft.versions)) continue;
        // A text that was just written or received may not be in storage yet.
        if (clock.now() - lastAt(draft.versions) < typingMs) continue;
        const before = draft.text;
        put(key, draft, takeStored(draft.versions, text, clock.now()));
        // A text that every page had and that is now empty was sent or discarded.
        if (draft.unsent || text !== "") lose(key, before, text);
      }
      readStorage();
      showAll();
    },
    /** Broadcasts pending texts at once: this page may be about to close or to sleep. */
    flush: (): void => {
      for (const [key, draft] of drafts) broadcast(key, draft);
    },
    /** Broadcasts pending texts, then leaves storage alone: this page no longer receives what others write. */
    stop: (): void => {
      for (const [key, draft] of drafts) {
        broadcast(key, draft);
        rest(draft);
      }
    },
    /** Calls back when any text has changed. Returns a function that stops it. */
    watch: (onChange: () => void): (() => void) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    /** Forgets everything here; storage is cleared separately. */
    clear: (): void => {
      forget();
      showAll();
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;

import type { Base, DraftMessage } from "./draft-rules";

type Head = {
  /** A whole draft in one string (`encodeDraft`). */
  readonly text: string;
  /** When it was written: later than everything that its page knew of. */
  readonly at: number;
  /** The page that wrote it; empty for what was read from storage, where it is unknown. */
  readonly by: string;
  /** Another text replaced it, and it can be restored. */
  readonly isLost: boolean;
};

/** One page's knowledge of a draft. */
export type Versions = {
  /** The texts that no page has replaced or emptied while it had them on screen. */
  readonly heads: readonly Head[];
  /** The time up to which each page's texts are known here. */
  readonly seen: ReadonlyMap<string, number>;
  /** The text that was read from storage and then replaced. */
  readonly base: Base | null;
};

export type Written = Pick<DraftMessage, "text" | "at" | "by" | "past" | "base">;

export const noVersions: Versions = { heads: [], seen: new Map(), base: null };

/**
 * The text on screen in page `me`. A text typed here stays until the versions are decided. Otherwise the newest is shown, so that
 * all pages with the same texts show the same one.
 */
export function shown(versions: Versions, me: string): string {
  return shownHead(versions, me)?.text ?? "";
}

function shownHead({ heads }: Versions, me: string): Head | undefined {
  return heads.find(({ by, isLost }) => by === me && !isLost) ?? newest(heads);
}

function newest(heads: readonly Head[]): Head | undefined {
  return heads.reduce<Head | undefined>((best, one) => (best && !isNewer(one, best) ? best : one), undefined);
}

/** The text from storage is the newest. Page names break the tie between texts of the same millisecond. */
function isNewer(one: Head, other: Head): boolean {
  if (one.by === "" || other.by === "") return one.by === "";
  return one.at === other.at ? one.by > other.by : one.at > other.at;
}

/** The time of the last write that this page knows of. */
export function lastAt({ heads, seen }: Versions): number {
  return Math.max(0, ...seen.values(), ...heads.map(({ at }) => at));
}

/** Whether there are several texts that were written without knowing of each other. */
export function isUndecided({ heads }: Versions): boolean {
  return heads.filter(({ isLost }) => !isLost).length > 1;
}

/** Page `me` replaces the text on screen and records which texts that replaces. A text that was never on screen stays. */
export function write(
  versions: Versions,
  { me, text, now }: { readonly me: string; readonly text: string; readonly now: number },
): { readonly versions: Versions; readonly written: Written } {
  const replaced = shownHead(versions, me);
  const unseen = versions.heads.filter((head) => head !== replaced && !head.isLost);
  const at = Math.max(now, lastAt(versions) + 1);
  const past = new Map(versions.seen);
  for (const head of unseen) past.set(head.by, head.at - 1);
  const base = replaced?.by === "" ? { text: replaced.text, at: replaced.at } : versions.base;
  const heads = text === "" ? unseen : [...unseen, { text, at, by: me, isLost: false }];
  return {
    versions: { heads, seen: new Map(versions.seen).set(me, at), base },
    written: { text, at, by: me, past: [...past], base },
  };
}

/** Another page has written. The texts that it replaces are dropped; all others stay beside it. Idempotent. */
export function receive(versions: Versions, message: Written): Versions {
  const { heads, seen } = versions;
  if ((seen.get(message.by) ?? -1) >= message.at) return versions;
  const past = new Map(message.past);
  const left = heads.filter((head) => {
    // Storage included what was written before it was read, unless this is the same text, now with its page.
    if (head.by === "") return message.at < head.at && message.text !== head.text;
    return head.by !== message.by && (past.get(head.by) ?? -1) < head.at && !isBase(message.base, head);
  });
  const isReplaced = message.text === "" || isBase(versions.base, message);
  const known = new Map(seen);
  for (const [by, at] of [...message.past, [message.by, message.at] as const])
    known.set(by, Math.max(at, known.get(by) ?? -1));
  const { text, at, by } = message;
  return {
    heads: isReplaced ? left : [...left, { text, at, by, isLost: false }],
    seen: known,
    base: message.base ?? versions.base,
  };
}

/** Whether a text is the one that was read from storage. */
function isBase(base: Base | null, { text, at }: { readonly text: string; readonly at: number }): boolean {
  return base !== null && base.text === text && at <= base.at;
}

/** The newest wins; also returns the texts that lost. */
export function decide(versions: Versions): { readonly versions: Versions; readonly lost: readonly string[] } {
  const winner = newest(versions.heads);
  const lost = versions.heads.filter((head) => head !== winner && !head.isLost).map(({ text }) => text);
  const heads = versions.heads.map((head) => (head === winner ? head : { ...head, isLost: true }));
  return { versions: { ...versions, heads }, lost };
}

/** The text in storage replaces all others. */
export function takeStored(versions: Versions, text: string, now: number): Versions {
  if (text === "") return { ...versions, heads: [] };
  const before = versions.heads.filter(({ by }) => by !== "").map((head) => ({ ...head, isLost: true }));
  return { ...versions, heads: [...before, { text, at: now, by: "", isLost: false }] };
}

import type { Base, ToldDraft } from "./draft-rules";

type Head = {
  readonly text: string;
  /** When it was written: later than everything that its page knew of. */
  readonly at: number;
  /** The page that wrote it; empty for what was read from the shelf, which does not tell. */
  readonly by: string;
  /** Another stands in its place, and it can be brought back. */
  readonly isLost: boolean;
};

/** What one page knows of a draft. */
export type Versions = {
  /** The texts that nobody has replaced or emptied who had them on screen. */
  readonly heads: readonly Head[];
  /** Up to when the writing of each page is known here. */
  readonly seen: ReadonlyMap<string, number>;
  /** What was read from the shelf and then replaced. */
  readonly base: Base | null;
};

export type Written = Pick<ToldDraft, "text" | "at" | "by" | "past" | "base">;

export const noVersions: Versions = { heads: [], seen: new Map(), base: null };

/**
 * The text on screen in page `me`. A text that is typed here stays until it is decided; otherwise the newest stands, so that all pages that
 * know of the same texts show the same one.
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

/** What is on the shelf is the newest. Pages that write in the same millisecond are told apart by their names. */
function isNewer(one: Head, other: Head): boolean {
  if (one.by === "" || other.by === "") return one.by === "";
  return one.at === other.at ? one.by > other.by : one.at > other.at;
}

/** When anything was last written, as far as this page knows. */
export function lastAt({ heads, seen }: Versions): number {
  return Math.max(0, ...seen.values(), ...heads.map(({ at }) => at));
}

/** Whether texts stand side by side that were written without knowing of each other. */
export function isUndecided({ heads }: Versions): boolean {
  return heads.filter(({ isLost }) => !isLost).length > 1;
}

/** Page `me` writes a text in the place of the one on screen, and tells what it thereby replaces. What was never on screen stays. */
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

/** Another page has written. What it replaces falls away; everything else stays beside it. Repeatable. */
export function hear(versions: Versions, told: Written): Versions {
  const { heads, seen } = versions;
  if ((seen.get(told.by) ?? -1) >= told.at) return versions;
  const past = new Map(told.past);
  const left = heads.filter((head) => {
    // The shelf had what was written before it was read, save that this is the same text, now with its page.
    if (head.by === "") return told.at < head.at && told.text !== head.text;
    return head.by !== told.by && (past.get(head.by) ?? -1) < head.at && !isBase(told.base, head);
  });
  const isReplaced = told.text === "" || isBase(versions.base, told);
  const known = new Map(seen);
  for (const [by, at] of [...told.past, [told.by, told.at] as const]) known.set(by, Math.max(at, known.get(by) ?? -1));
  const { text, at, by } = told;
  return {
    heads: isReplaced ? left : [...left, { text, at, by, isLost: false }],
    seen: known,
    base: told.base ?? versions.base,
  };
}

/** Whether a text is the one that was read from the shelf. */
function isBase(base: Base | null, { text, at }: { readonly text: string; readonly at: number }): boolean {
  return base !== null && base.text === text && at <= base.at;
}

/** The newest stands; also tells which texts thereby lost. */
export function decide(versions: Versions): { readonly versions: Versions; readonly lost: readonly string[] } {
  const winner = newest(versions.heads);
  const lost = versions.heads.filter((head) => head !== winner && !head.isLost).map(({ text }) => text);
  const heads = versions.heads.map((head) => (head === winner ? head : { ...head, isLost: true }));
  return { versions: { ...versions, heads }, lost };
}

/** The text on the shelf takes the place of all others. */
export function takeShelf(versions: Versions, text: string, now: number): Versions {
  if (text === "") return { ...versions, heads: [] };
  const before = versions.heads.filter(({ by }) => by !== "").map((head) => ({ ...head, isLost: true }));
  return { ...versions, heads: [...before, { text, at: now, by: "", isLost: false }] };
}

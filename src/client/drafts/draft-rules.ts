import { field, listIn } from "../platform/reading";

/** A text as the shelf had it, and when it was read there. */
export type Base = { readonly text: string; readonly at: number };

/** What a page tells the others of a draft. */
export type ToldDraft = {
  readonly key: string;
  readonly text: string;
  /** When it was written, in milliseconds, and later than everything that its page knew of. */
  readonly at: number;
  /** The page that wrote it. */
  readonly by: string;
  /** It replaces what these pages wrote up to these times. */
  readonly past: readonly (readonly [by: string, at: number])[];
  /** It also replaces what its page had read from the shelf. */
  readonly base: Base | null;
  readonly is_kept: boolean;
};

/** A text that was replaced is offered back, or no longer is. */
export type ToldOffer = { readonly key: string; readonly text: string; readonly is_offered: boolean };

/** Whether words are gone when one text takes the place of another. */
export function wouldLose(text: string, winner: string): boolean {
  return !winner.includes(text.trim());
}

/** Reads what another page told; null for what a page of another version may say. */
export function readToldDraft(value: unknown): ToldDraft | null {
  const [key, text, at, by] = ["key", "text", "at", "by"].map((name) => field(value, name));
  if (typeof key !== "string" || typeof text !== "string" || typeof at !== "number" || typeof by !== "string")
    return null;
  const past = listIn(field(value, "past")).flatMap((one) => {
    const [page, upTo] = listIn(one);
    return typeof page === "string" && typeof upTo === "number" ? [[page, upTo] as const] : [];
  });
  return { key, text, at, by, past, base: baseIn(field(value, "base")), is_kept: field(value, "is_kept") === true };
}

function baseIn(value: unknown): Base | null {
  const [text, at] = ["text", "at"].map((name) => field(value, name));
  return typeof text === "string" && typeof at === "number" ? { text, at } : null;
}

/** Reads which replaced text another page offers or gives up; null for what a page of another version may say. */
export function readOffer(value: unknown): ToldOffer | null {
  const [key, text] = ["key", "text"].map((name) => field(value, name));
  if (typeof key !== "string" || typeof text !== "string") return null;
  return { key, text, is_offered: field(value, "is_offered") === true };
}

/** The texts of a list as the shelf keeps it. */
export function readTexts(json: string): readonly string[] {
  try {
    return listIn(JSON.parse(json)).filter((one) => typeof one === "string");
  } catch {
    return [];
  }
}

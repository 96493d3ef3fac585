import { field, listIn } from "../platform/reading";

/*
 * A `text` here is a whole draft in one string (`encodeDraft`).
 */

/** A text as it was in storage, and the time at which it was read. */
export type Base = { readonly text: string; readonly at: number };

/** A page's broadcast about a draft. */
export type DraftMessage = {
  readonly key: string;
  readonly text: string;
  /** When it was written, in milliseconds; later than everything its page knew of. */
  readonly at: number;
  /** The page that wrote it. */
  readonly by: string;
  /** It replaces the texts that these pages wrote up to these times. */
  readonly past: readonly (readonly [by: string, at: number])[];
  /** It also replaces the text that its page had read from storage. */
  readonly base: Base | null;
  readonly is_kept: boolean;
};

/** Says that a replaced text can be restored, or no longer can. */
export type OfferMessage = { readonly key: string; readonly text: string; readonly is_offered: boolean };

/** Reads a broadcast from another page; null for the shape of another version. */
export function readDraftMessage(value: unknown): DraftMessage | null {
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

/** Reads a broadcast that offers or discards a replaced text; null for the shape of another version. */
export function readOfferMessage(value: unknown): OfferMessage | null {
  const [key, text] = ["key", "text"].map((name) => field(value, name));
  if (typeof key !== "string" || typeof text !== "string") return null;
  return { key, text, is_offered: field(value, "is_offered") === true };
}

/** The texts of a stored list. */
export function readTexts(json: string): readonly string[] {
  try {
    return listIn(JSON.parse(json)).filter((one) => typeof one === "string");
  } catch {
    return [];
  }
}

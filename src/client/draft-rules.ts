import { field, listIn } from "./reading";

/** What a page tells the others of a draft. */
export type ToldDraft = {
  readonly key: string;
  readonly text: string;
  /** What it was before, as far as the other pages know. */
  readonly was: string;
  /** When it was written, in milliseconds. */
  readonly at: number;
  readonly is_kept: boolean;
};

type Written = Pick<ToldDraft, "text" | "at">;

/** Which of two texts stands that were written without knowing of each other: the newest; but nothing is emptied unseen. */
export function winsOver(one: Written, other: Written): boolean {
  if (one.text === "" || other.text === "") return one.text !== "";
  return one.at === other.at ? one.text > other.text : one.at > other.at;
}

/** Whether words are gone when one text takes the place of another. */
export function wouldLose(text: string, winner: string): boolean {
  return !winner.includes(text.trim());
}

/** Reads what another page told; null for what a page of another version may say. */
export function readToldDraft(value: unknown): ToldDraft | null {
  const [key, text, was, at] = ["key", "text", "was", "at"].map((name) => field(value, name));
  if (typeof key !== "string" || typeof text !== "string" || typeof was !== "string" || typeof at !== "number")
    return null;
  return { key, text, was, at, is_kept: field(value, "is_kept") === true };
}

/** Reads which overwritten texts another page offers; null for what a page of another version may say. */
export function readOffer(value: unknown): { readonly key: string; readonly texts: readonly string[] } | null {
  const key = field(value, "key");
  return typeof key === "string" ? { key, texts: textsIn(field(value, "texts")) } : null;
}

/** The texts of a list as the shelf keeps it. */
export function readTexts(json: string): readonly string[] {
  try {
    return textsIn(JSON.parse(json));
  } catch {
    return [];
  }
}

function textsIn(value: unknown): string[] {
  return listIn(value).filter((one) => typeof one === "string");
}

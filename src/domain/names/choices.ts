import { readQuery } from "./ranking";

/** What a person chose for what they had typed: what the same text probably means the next time. */
export type Choice = { readonly text: string; readonly id: string };

export const choicesMax = 200;
/** Longer texts are pasted rather than typed, and are not learned. */
const textLengthMax = 40;

/** The choices with one more, newest first, each once. Nothing is learned from an empty text. Repeatable. */
export function withChoice(choices: readonly Choice[], typed: string, id: string): readonly Choice[] {
  const { text } = readQuery(typed);
  if (text === "" || text.length > textLengthMax) return choices;
  const others = choices.filter((one) => one.text !== text || one.id !== id);
  return [{ text, id }, ...others].slice(0, choicesMax);
}

/**
 * The ids that were chosen for this text, likeliest first: first those chosen for the same text, then those chosen for one that
 * begins with it or that it begins with.
 */
export function chosenFor(choices: readonly Choice[], typed: string): string[] {
  const { text } = readQuery(typed);
  if (text === "") return [];
  const same = choices.filter((one) => one.text === text);
  const akin = choices.filter((one) => one.text.startsWith(text) || text.startsWith(one.text));
  return [...new Set([...same, ...akin].map(({ id }) => id))];
}

/** The choices in a stored value, without anything that is not one. Never throws. */
export function readChoices(value: unknown): Choice[] {
  if (!Array.isArray(value)) return [];
  return value
    .flatMap((one: unknown) => {
      const [text, id]: unknown[] = Array.isArray(one) ? one : [];
      return typeof text === "string" && typeof id === "string" ? [{ text, id }] : [];
    })
    .slice(0, choicesMax);
}

/** The value to store, for `readChoices`. */
export function storedChoices(choices: readonly Choice[]): unknown {
  return choices.map(({ text, id }) => [text, id]);
}

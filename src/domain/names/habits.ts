import { readQuery } from "./ranking";

/** What a person did in one workspace, newest first. It tells what their next search probably means. */
export type Habits = {
  /** The conversations they opened, each once. */
  readonly visited: readonly string[];
  /** What they chose for what they had typed, each pair once. */
  readonly chosen: readonly Choice[];
};

type Choice = { readonly text: string; readonly id: string };

export const noHabits: Habits = { visited: [], chosen: [] };

export const visitedMax = 50;
export const chosenMax = 200;
/** Longer texts are pasted rather than typed, and are not learned. */
const textLengthMax = 40;

/** The habits after a conversation was opened. Repeatable. */
export function withVisit(habits: Habits, id: string): Habits {
  if (habits.visited[0] === id) return habits;
  return { ...habits, visited: [id, ...habits.visited.filter((one) => one !== id)].slice(0, visitedMax) };
}

/** The habits after something was chosen for a typed text. Nothing is learned from an empty text. Repeatable. */
export function withChoice(habits: Habits, typed: string, id: string): Habits {
  const { text } = readQuery(typed);
  if (text === "" || text.length > textLengthMax) return habits;
  const others = habits.chosen.filter((one) => one.text !== text || one.id !== id);
  return { ...habits, chosen: [{ text, id }, ...others].slice(0, chosenMax) };
}

/**
 * The ids that were chosen for this text, likeliest first: first those chosen for the same text, then those chosen for one that
 * begins with it or that it begins with.
 */
export function chosenFor({ chosen }: Habits, typed: string): string[] {
  const { text } = readQuery(typed);
  if (text === "") return [];
  const same = chosen.filter((one) => one.text === text);
  const akin = chosen.filter((one) => one.text.startsWith(text) || text.startsWith(one.text));
  return [...new Set([...same, ...akin].map(({ id }) => id))];
}

/** The habits in a stored value, without anything that is not one. Never throws. */
export function readHabits(value: unknown): Habits {
  const visited = listIn(value, "visited").filter((id) => typeof id === "string");
  const chosen = listIn(value, "chosen").flatMap((one) => {
    const [text, id] = Array.isArray(one) ? one : [];
    return typeof text === "string" && typeof id === "string" ? [{ text, id }] : [];
  });
  return { visited: visited.slice(0, visitedMax), chosen: chosen.slice(0, chosenMax) };
}

/** The value to store, for `readHabits`. */
export function storedHabits({ visited, chosen }: Habits): unknown {
  return { visited, chosen: chosen.map(({ text, id }) => [text, id]) };
}

function listIn(value: unknown, name: "visited" | "chosen"): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const found: unknown = Reflect.get(value, name);
  return Array.isArray(found) ? found : [];
}

/** Readers for JSON that other people's programs wrote. They take what they understand and never throw. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's fields; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A list's items; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or a number or boolean as text; empty for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** True for the ways in which programs write it: `true`, `"true"`, `1`. */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || (typeof value === "string" && /^true$/i.test(value));
}

const idLengthMax = 64;

/** An id; empty for anything that cannot be one. */
export function idOf(value: unknown): string {
  const id = textOf(value).trim();
  return id.length > idLengthMax ? "" : id;
}

/** The distinct ids of a list, without entries that cannot be ids. */
export function idsOf(value: unknown): string[] {
  return [...new Set(listOf(value).map(idOf))].filter((id) => id !== "");
}

const secondsMax = 9_999_999_999;

/** A time in seconds, which some programs write as text or in milliseconds; null for anything else. */
export function timeIn(value: unknown): Date | null {
  const number = Number(textOf(value) || Number.NaN);
  const seconds = number > 10 * secondsMax ? number / 1000 : number;
  return seconds > 0 && seconds <= secondsMax ? new Date(seconds * 1000) : null;
}

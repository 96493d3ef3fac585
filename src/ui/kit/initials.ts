/**
 * The capital initials of a name's first and last word. Uses letters; digits only if the name has no letters. Outside Latin, Greek and
 * Cyrillic it is the first alone: two letters that stand together may join, or make a word.
 */
export function initialsOf(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}\p{N}]*/gu) ?? name.match(/\p{N}+/gu) ?? [];
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (standsBeside.test(first + last) ? first + last : first).toLocaleUpperCase();
}

const standsBeside = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u;

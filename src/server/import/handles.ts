import { createHash } from "node:crypto";
import type { ImportedPerson } from "./people";

const lengthMax = 32;
const valid = /^[a-z0-9][a-z0-9_-]{1,31}$/;
const reserved = new Set(["all", "channel", "everyone", "group", "here", "unknown-user"]);

/**
 * Gives everybody a handle of their own that no one else has (`isTaken` tells of those given before).
 * Whoever's name is a handle already keeps it; the others follow in their order, with a number on collision.
 */
export function assignHandles(
  people: readonly Pick<ImportedPerson, "sourceId" | "name">[],
  isTaken: (handle: string) => boolean,
): Map<string, string> {
  const handles = new Map<string, string>();
  const given = new Set<string>();
  const numbers = new Map<string, number>();
  const isFree = (handle: string) => !given.has(handle) && !reserved.has(handle) && !isTaken(handle);
  const give = (sourceId: string, handle: string) => {
    handles.set(sourceId, handle);
    given.add(handle);
  };

  for (const { sourceId, name } of people) if (valid.test(name) && isFree(name)) give(sourceId, name);
  for (const { sourceId, name } of people) {
    if (handles.has(sourceId)) continue;
    const base = handleFrom(name, sourceId);
    let handle = base;
    for (let number = numbers.get(base) ?? 2; !isFree(handle); number++) {
      handle = `${base.slice(0, lengthMax - 1 - String(number).length)}-${number}`;
      numbers.set(base, number + 1);
    }
    give(sourceId, handle);
  }
  return handles;
}

function handleFrom(name: string, sourceId: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[_-]+|-+$/g, "")
    .slice(0, lengthMax);
  if (plain.length > 1) return plain;
  return `user-${plain || createHash("sha256").update(sourceId).digest("hex").slice(0, 6)}`;
}

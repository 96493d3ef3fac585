import { createHash } from "node:crypto";
import { reservedHandles } from "../../domain/accounts/schema";
import { isHandle, numberedHandle, proposedHandle } from "../names/handles";
import type { ImportedPerson } from "./people";

type Person = Pick<ImportedPerson, "sourceId" | "name" | "displayName" | "email">;

/**
 * Gives each person a unique handle; `isTaken` knows the handles that were given before. People whose name is already a handle
 * keep it. The others follow in order, with a number on collision. The same people in the same order get the same handles.
 */
export function assignHandles(people: readonly Person[], isTaken: (handle: string) => boolean): Map<string, string> {
  const handles = new Map<string, string>();
  const given = new Set<string>();
  const numbers = new Map<string, number>();
  const isFree = (handle: string) => !given.has(handle) && !reservedHandles.has(handle) && !isTaken(handle);
  const give = (sourceId: string, handle: string) => {
    handles.set(sourceId, handle);
    given.add(handle);
  };

  for (const { sourceId, name } of people) if (isHandle(name) && isFree(name)) give(sourceId, name);
  for (const person of people) {
    if (handles.has(person.sourceId)) continue;
    const base = baseOf(person);
    let handle = base;
    for (let number = numbers.get(base) ?? 2; !isFree(handle); number++) {
      handle = numberedHandle(base, number);
      numbers.set(base, number + 1);
    }
    give(person.sourceId, handle);
  }
  return handles;
}

function baseOf({ sourceId, name, displayName, email }: Person): string {
  const neutral = `user-${createHash("sha256").update(sourceId).digest("hex").slice(0, 6)}`;
  return proposedHandle({ names: [name, displayName], email, neutral });
}

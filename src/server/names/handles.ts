import { reservedHandles } from "../../domain/accounts/schema";
import { limits } from "../../domain/core/limits";
import { handleSchema } from "../../domain/core/text";
import { latinName } from "./latin";

/** What a handle may be made from. */
export type Named = {
  /** The likeliest first. */
  readonly names: readonly string[];
  readonly email?: string | null | undefined;
  /** For somebody whose names and address have neither letter nor digit. */
  readonly neutral: string;
};

/**
 * The handle of somebody who has not chosen one: the first name that makes one in Latin letters, else what stands before the `@` of their
 * address. The same words always give the same handle, which another may have: `numbered` tells namesakes apart.
 */
export function proposedHandle({ names, email, neutral }: Named): string {
  const made = [...names, ownPartOf(email ?? "")].map(handleFrom);
  const whole = made.find((handle) => isHandle(handle) && !reservedHandles.has(handle));
  if (whole !== undefined) return whole;
  const part = made.find((handle) => handle !== "");
  return part === undefined ? neutral : `user-${part}`;
}

/** A handle with a number behind it, as long as a handle may be. */
export function numberedHandle(base: string, number: number): string {
  const end = `-${number}`;
  return base.slice(0, limits.handleLengthMax - end.length).replace(/-+$/u, "") + end;
}

/** Whether a text is a handle as it stands. */
export function isHandle(text: string): boolean {
  const { success, data } = handleSchema.safeParse(text);
  return success && data === text;
}

function handleFrom(name: string): string {
  return latinName(name).slice(0, limits.handleLengthMax).replace(/-+$/u, "");
}

/** What stands before the `@` of an address, without what a person adds to sort their mail. */
function ownPartOf(email: string): string {
  return email.slice(0, Math.max(0, email.lastIndexOf("@"))).replace(/\+.*$/u, "");
}

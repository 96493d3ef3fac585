import { reservedHandles } from "../../domain/accounts/schema";
import { limits } from "../../domain/core/limits";
import { handleSchema } from "../../domain/core/text";
import { latinName } from "./latin";

/** The sources of a handle. */
export type Named = {
  /** Most likely first. */
  readonly names: readonly string[];
  readonly email?: string | null | undefined;
  /** For somebody whose names and address have neither letters nor digits. */
  readonly neutral: string;
};

/**
 * The handle of somebody who has not chosen one: from the first name that makes one in Latin letters, or else from the
 * part before the `@` of their address. The same words always give the same handle, which another may have:
 * `numberedHandle` distinguishes namesakes.
 */
export function proposedHandle({ names, email, neutral }: Named): string {
  const made = [...names, ownPartOf(email ?? "")].map(handleFrom);
  const whole = made.find((handle) => isHandle(handle) && !reservedHandles.has(handle));
  if (whole !== undefined) return whole;
  const part = made.find((handle) => handle !== "");
  return part === undefined ? neutral : `user-${part}`;
}

/** A handle with a number after it, no longer than a handle may be. */
export function numberedHandle(base: string, number: number): string {
  const end = `-${number}`;
  return base.slice(0, limits.handleLengthMax - end.length).replace(/-+$/u, "") + end;
}

/** Whether a text is already a valid handle. */
export function isHandle(text: string): boolean {
  const { success, data } = handleSchema.safeParse(text);
  return success && data === text;
}

function handleFrom(name: string): string {
  return latinName(name).slice(0, limits.handleLengthMax).replace(/-+$/u, "");
}

/** The part of an address before the `@`, without the suffix that people add to sort their mail. */
function ownPartOf(email: string): string {
  return email.slice(0, Math.max(0, email.lastIndexOf("@"))).replace(/\+.*$/u, "");
}

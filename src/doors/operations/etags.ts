import { createHash } from "node:crypto";
import { DomainError } from "../../domain/core/errors";
import type { OperationSpec } from "./operation";

/**
 * The validator of an answer: `"<version>.<content>"`. The content covers the whole body, for `If-None-Match`. The version leaves
 * out the operation's `volatile` fields, which change without an edit of the resource; `If-Match` compares it.
 */
export function etagOf({ volatile }: Pick<OperationSpec, "volatile">, body: unknown): string {
  return `"${versionOf(volatile, body)}.${digest(JSON.stringify(body), 18)}"`;
}

/** The tag of the same answer in a content encoding: different bytes may not share a strong tag (RFC 9110 §8.8.3.3). */
export function encodedTag(etag: string, encoding: string): string {
  return etag.replace(/"$/u, `~${encoding}"`);
}

/**
 * The tag in a header such as `If-None-Match` that names this answer, in any content encoding; null when none does. Weak
 * and strong tags compare as equal.
 */
export function namedTag(header: string, etag: string): string | null {
  if (header.trim() === "*") return etag;
  return tagsIn(header).find((tag) => tag.replace(/~[a-z]+"$/u, '"') === etag) ?? null;
}

/** Throws 412 `precondition_failed` if the resource has been edited since the caller saw it. */
export function refuseChanged(
  ifMatch: string,
  { volatile }: Pick<OperationSpec, "volatile">,
  currentBody: unknown,
): void {
  const version = versionOf(volatile, currentBody);
  if (ifMatch.trim() === "*" || tagsIn(ifMatch).some((tag) => tag.startsWith(`"${version}.`))) return;
  throw new DomainError("precondition_failed", "This has changed since you read it. Read it again.");
}

function versionOf(volatile: readonly string[], body: unknown): string {
  const left = new Set(volatile);
  return digest(
    JSON.stringify(body, (key, value: unknown) => (left.has(key) ? undefined : value)),
    12,
  );
}

function tagsIn(header: string): string[] {
  return header.split(",").map((tag) => tag.trim().replace(/^W\//u, ""));
}

function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, length);
}

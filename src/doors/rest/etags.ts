import { createHash } from "node:crypto";
import { DomainError } from "../../domain/errors";

/** A validator of an answer's bytes. */
export function etagOf(body: string): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
}

/** Whether a header such as `If-None-Match` names this tag. Weak and strong tags compare as equal. */
export function namesTag(header: string, etag: string): boolean {
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//u, "") === etag);
}

/** 412 `precondition_failed` unless the resource is still the one that the caller has seen. */
export function refuseChanged(ifMatch: string, currentBody: unknown): void {
  if (namesTag(ifMatch, etagOf(JSON.stringify(currentBody)))) return;
  throw new DomainError("precondition_failed", "This has changed since you read it. Read it again.");
}

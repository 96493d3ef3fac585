import pg from "pg";
import { DomainError, storageFull } from "../../domain/core/errors";
import { isDiskFull } from "../db/out-of-reach";

/** I6: another message of the same author already has this nonce. */
export function isUsedNonce(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === "23505" &&
    error.constraint === "messages_workspace_id_author_id_nonce_key"
  );
}

/** Another process has held the head for longer than an append waits; nothing was done. */
export function isHeadHeld(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}

/** The error for a caller whose command may or may not have been done. */
export function outOfReach(cause?: unknown): DomainError {
  return new DomainError("not_ready", "The message store cannot be reached. Try again in a moment.", {
    cause,
    retryAfterSeconds: 2,
  });
}

/**
 * Translates faults that only the database can detect: a full disk, and names that are unique beyond one workspace.
 * Returns other errors unchanged.
 */
export function refusalOf(error: unknown): unknown {
  if (isDiskFull(error)) return storageFull(error);
  if (!(error instanceof pg.DatabaseError) || error.code !== "23505") return error;
  if (error.constraint?.startsWith("workspaces_slug"))
    return new DomainError("slug_taken", "This address is taken by another workspace.");
  if (error.constraint?.startsWith("workspaces_source"))
    return new DomainError("conflict", "This export has been imported already.");
  return error;
}

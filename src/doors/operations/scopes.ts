import { DomainError } from "../../domain/core/errors";
import type { Scope } from "../../domain/core/scopes";
import { scopesToRead } from "../../domain/messages/readable-texts";

/** The scopes of a caller; null for people, who may do everything. */
type Allowed = { readonly scopes: ReadonlySet<Scope> | null };

/** Throws 403 `insufficient_scope` unless the caller is a person or a bot whose token holds the scope. */
export function requireScope({ scopes }: Allowed, scope: Scope): void {
  if (scopes === null || scopes.has(scope)) return;
  throw new DomainError("insufficient_scope", `This token lacks the scope ${scope}.`);
}

/**
 * Throws 403 `insufficient_scope` for a bot whose token may not read this message: replies need
 * `threads:read`, direct messages `dms:read`.
 */
export function requireRead(caller: Allowed, message: Parameters<typeof scopesToRead>[0]): void {
  for (const scope of scopesToRead(message)) requireScope(caller, scope);
}

/** Throws 403 `insufficient_scope` for a direct conversation if the bot may not read those. */
export function requireDirectRead(caller: Allowed, place: { readonly direct_conversation_id: string | null }): void {
  if (place.direct_conversation_id !== null) requireScope(caller, "dms:read");
}

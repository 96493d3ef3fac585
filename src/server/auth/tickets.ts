import { DomainError } from "../../domain/errors";
import { hashSecret, newSecret, type ServerContext } from "../context";
import type { Caller } from "./caller";
import type { Credentials } from "./credentials";

const lifeMs = 60_000;
const ofCredentialMax = 20;
const inAllMax = 10_000;

/** The ticket itself is in this answer, and nowhere else. */
export type IssuedTicket = { readonly ticket: string; readonly expires_at: string };

export type Tickets = {
  /** Makes a ticket that opens one socket within a minute. Throws `rate_limited` while too many wait to be used. */
  issue(caller: Caller): IssuedTicket;
  /** Whom a ticket lets in, by the rights that its credential has now; null when it lets nobody in. Spends the ticket. */
  redeem(ticket: string): Promise<Caller | null>;
};

type Waiting = { readonly caller: Caller; readonly expiresMs: number };

/** Tickets that stand for the credential of whoever asked, for sockets on a host that gets no cookie. */
export function createTickets({ clock }: ServerContext, credentials: Credentials): Tickets {
  // In this process only: several processes need a store that they share, with a delete that tells who was first.
  const waiting = new Map<string, Waiting>();
  const counts = new Map<string, number>();

  function take(digest: string): Waiting | undefined {
    const found = waiting.get(digest);
    if (found === undefined) return undefined;
    waiting.delete(digest);
    const { credential_id } = found.caller;
    const left = (counts.get(credential_id) ?? 1) - 1;
    if (left > 0) counts.set(credential_id, left);
    else counts.delete(credential_id);
    return found;
  }

  function forgetExpired(now: number): void {
    for (const [digest, { expiresMs }] of waiting) {
      if (expiresMs > now) return;
      take(digest);
    }
  }

  function refuseTooMany({ credential_id }: Caller, now: number): void {
    const hasTooMany = (counts.get(credential_id) ?? 0) >= ofCredentialMax;
    if (!hasTooMany && waiting.size < inAllMax) return;
    const blocking = [...waiting.values()].find(({ caller }) => !hasTooMany || caller.credential_id === credential_id);
    throw new DomainError("rate_limited", "Too many tickets wait to be used. Try again in a moment.", {
      retryAfterSeconds: Math.ceil(((blocking?.expiresMs ?? now + lifeMs) - now) / 1000),
    });
  }

  return {
    issue: (caller) => {
      const now = clock().getTime();
      forgetExpired(now);
      refuseTooMany(caller, now);
      const ticket = newSecret("rtt");
      const expiresMs = now + lifeMs;
      waiting.set(hashSecret(ticket), { caller, expiresMs });
      counts.set(caller.credential_id, (counts.get(caller.credential_id) ?? 0) + 1);
      return { ticket, expires_at: new Date(expiresMs).toISOString() };
    },
    redeem: async (ticket) => {
      // Spent before anything is waited for, so that of many at once only the first one finds it.
      const found = take(hashSecret(ticket));
      if (found === undefined || found.expiresMs <= clock().getTime()) return null;
      return (await credentials.again(found.caller)) ?? null;
    },
  };
}

import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { Caller } from "./caller";
import type { CredentialHolder, Credentials } from "./credentials";

const lifeMs = 60_000;
const waitingMax = 20;

/** The ticket itself appears only in this answer. */
export type IssuedTicket = { readonly ticket: string; readonly expires_at: string };

export type Tickets = {
  /**
   * Creates a ticket that opens one socket within a minute. Of a credential's unused tickets, only the newest stay valid: a
   * client that keeps trying while there is nowhere to use them is not locked out afterwards.
   */
  issue(caller: Caller): Promise<IssuedTicket>;
  /**
   * The caller that a ticket stands for, with its credential's current rights; null for an invalid ticket. Consumes the ticket.
   */
  redeem(ticket: string): Promise<Caller | null>;
};

/** Tickets that stand for their caller's credential, for sockets on a host that gets no cookie. Any process accepts them. */
export function createTickets({ clock, database: { pool } }: ServerContext, credentials: Credentials): Tickets {
  return {
    issue: async ({ user_id, kind, credential_id, via }) => {
      const ticket = newSecret("rtt");
      const expiresAt = new Date(clock().getTime() + lifeMs);
      const holder: CredentialHolder = { user_id, kind, credential_id, via };
      await pool.query({
        name: "issue ticket",
        text: `with oldest as (delete from realtime_tickets where ticket_hash in (
            select ticket_hash from realtime_tickets where credential_id = $2 order by expires_at desc offset ${waitingMax - 1}))
          insert into realtime_tickets (ticket_hash, credential_id, caller, expires_at) values ($1, $2, $3, $4)`,
        values: [hashSecret(ticket), credential_id, JSON.stringify(holder), expiresAt],
      });
      return { ticket, expires_at: expiresAt.toISOString() };
    },
    redeem: async (ticket) => {
      // Deleted before anything else is checked, so that of many concurrent uses only the first one finds it.
      const { rows } = await pool.query<{ caller: CredentialHolder; expires_at: Date }>({
        name: "redeem ticket",
        text: "delete from realtime_tickets where ticket_hash = $1 returning caller, expires_at",
        values: [hashSecret(ticket)],
      });
      const [found] = rows;
      if (found === undefined || found.expires_at <= clock()) return null;
      return (await credentials.again(found.caller)) ?? null;
    },
  };
}

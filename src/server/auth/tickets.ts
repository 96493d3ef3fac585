import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { Caller } from "./caller";
import type { Credentials, Holder } from "./credentials";

const lifeMs = 60_000;
const waitingMax = 20;

/** The ticket itself is in this answer, and nowhere else. */
export type IssuedTicket = { readonly ticket: string; readonly expires_at: string };

export type Tickets = {
  /**
   * Makes a ticket that opens one socket within a minute. Only the newest of a credential that wait to be used stay good: while there
   * is nowhere to use them, whoever keeps trying is not shut out afterwards.
   */
  issue(caller: Caller): Promise<IssuedTicket>;
  /** The caller that a ticket stands for, with the rights that its credential has now; null for an invalid ticket. Spends the ticket. */
  redeem(ticket: string): Promise<Caller | null>;
};

/** Tickets that stand for their caller's credential, for sockets on a host that gets no cookie. Any process accepts them. */
export function createTickets({ clock, database: { pool } }: ServerContext, credentials: Credentials): Tickets {
  return {
    issue: async ({ user_id, kind, credential_id, via }) => {
      const ticket = newSecret("rtt");
      const expiresAt = new Date(clock().getTime() + lifeMs);
      const holder: Holder = { user_id, kind, credential_id, via };
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
      // Taken before anything else is asked, so that of many at once only the first one finds it.
      const { rows } = await pool.query<{ caller: Holder; expires_at: Date }>({
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

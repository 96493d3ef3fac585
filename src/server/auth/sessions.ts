import type { Session } from "../../domain/accounts/schema";
import { notFound } from "../../domain/core/errors";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { SessionModel } from "../db/generated/models";
import type { Transaction } from "./accounts";
import { firstPage, type ListPaging, readPage } from "./newest-pages";
import type { Revocations } from "./revocations";

export const sessionSeconds = 30 * 24 * 60 * 60;
const userAgentLengthMax = 300;

export type OpenedSession = { readonly session: Session; readonly token: string };

export type Sessions = {
  /** Signs a person in; the token is in this answer only. */
  open(tx: Transaction, userId: string, options: { userAgent: string | null; token?: string }): Promise<OpenedSession>;
  /** A person's valid sessions, newest first, in pages. */
  list(userId: string, paging?: ListPaging): Promise<{ sessions: Session[]; next_cursor: string | null }>;
  /** Ends one of a person's sessions. Throws `not_found` for anybody else's. */
  revoke(userId: string, sessionId: string): Promise<Session>;
  /** Like `revoke`, for a session that may have ended already. Safe to repeat. */
  end(userId: string, sessionId: string): Promise<void>;
  /** Ends every session of a person but one. */
  revokeOthers(userId: string, keptSessionId: string): Promise<Session[]>;
  /** Ends every session of a person. Safe to repeat. */
  revokeAll(userId: string): Promise<Session[]>;
  /** Ends the session of a token, if there is one. Safe to repeat. */
  revokeToken(token: string): Promise<void>;
};

/** Sessions last 30 days from their last use. They are stored only as digests. */
export function createSessions(context: ServerContext, revocations: Revocations): Sessions {
  const { prisma } = context.database;

  async function end(where: {
    user_id?: string;
    id?: string | { not: string };
    token_hash?: string;
  }): Promise<Session[]> {
    const ended = await prisma.$transaction(async (tx) => {
      const rows = await tx.session.findMany({ where });
      await tx.session.deleteMany({ where: { id: { in: rows.map((row) => row.id) } } });
      return rows;
    });
    await revocations.announce(ended.map((row) => ({ credential_id: row.id, user_id: row.user_id })));
    return ended.map(sessionOf);
  }

  return {
    open: async (tx, userId, { userAgent, token = newSecret("sst") }) => {
      const now = context.clock();
      const row = await tx.session.create({
        data: {
          id: context.newId("session"),
          token_hash: hashSecret(token),
          user_id: userId,
          user_agent: (userAgent ?? "").slice(0, userAgentLengthMax),
          created_at: now,
          last_used_at: now,
          expires_at: sessionEnd(now),
        },
      });
      return { session: sessionOf(row), token };
    },
    list: async (userId, paging = firstPage) => {
      const where = { user_id: userId, expires_at: { gt: context.clock() } };
      const { items, next_cursor } = await readPage(paging, (range) => {
        return prisma.session.findMany({ where: { ...where, ...range.where }, ...range.order });
      });
      return { sessions: items.map(sessionOf), next_cursor };
    },
    revoke: async (userId, sessionId) => {
      const [session] = await end({ user_id: userId, id: sessionId });
      if (session === undefined) throw notFound("The session");
      return session;
    },
    end: async (userId, sessionId) => {
      await end({ user_id: userId, id: sessionId });
    },
    revokeOthers: (userId, keptSessionId) => end({ user_id: userId, id: { not: keptSessionId } }),
    revokeAll: (userId) => end({ user_id: userId }),
    revokeToken: async (token) => {
      await end({ token_hash: hashSecret(token) });
    },
  };
}

/** The end of a session that is used now. */
export function sessionEnd(now: Date): Date {
  return new Date(now.getTime() + sessionSeconds * 1000);
}

function sessionOf(row: SessionModel): Session {
  return {
    id: row.id,
    user_id: row.user_id,
    user_agent: row.user_agent,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  };
}

import type { Adapter, AdapterUser } from "next-auth/adapters";
import { hashSecret, type ServerContext } from "../context/context";
import type { UserModel } from "../db/generated/models";
import { accountOfEmail, findAccount } from "./accounts";
import type { MagicLinks } from "./magic-links";
import type { Sessions } from "./sessions";

type Parts = { readonly links: MagicLinks; readonly sessions: Sessions; readonly userAgent: string | null };

/**
 * The storage of next-auth, in the same tables as our own sign-in and as digests only. One adapter serves one request: it
 * remembers the name that a newcomer gave with the link until the account is made.
 */
export function createNextAuthAdapter(context: ServerContext, { links, sessions, userAgent }: Parts): Adapter {
  const { prisma } = context.database;
  let displayName = "";

  return {
    createUser: async (user: { email: string }) =>
      prisma.$transaction(async (tx) => userOf(await accountOfEmail(tx, context, { email: user.email, displayName }))),
    getUser: async (id) => orNull(await prisma.user.findUnique({ where: { id } })),
    getUserByEmail: async (email) => orNull(await prisma.user.findUnique({ where: { email } })),
    getUserByAccount: async () => null,
    updateUser: async ({ id, emailVerified }) => {
      if (!emailVerified) return userOf(await findAccount(prisma, id));
      return userOf(await prisma.user.update({ where: { id }, data: { email_verified_at: emailVerified } }));
    },
    createSession: async ({ sessionToken, userId }) => {
      const { session } = await sessions.open(prisma, userId, { userAgent, token: sessionToken });
      return { sessionToken, userId, expires: new Date(session.expires_at) };
    },
    getSessionAndUser: async (sessionToken) => {
      const where = { token_hash: hashSecret(sessionToken), expires_at: { gt: context.clock() } };
      const row = await prisma.session.findFirst({ where, include: { user: true } });
      if (row === null) return null;
      return { session: { sessionToken, userId: row.user_id, expires: row.expires_at }, user: userOf(row.user) };
    },
    updateSession: async ({ sessionToken, expires }) => {
      if (expires)
        await prisma.session.updateMany({
          where: { token_hash: hashSecret(sessionToken) },
          data: { expires_at: expires },
        });
      return null;
    },
    deleteSession: (sessionToken) => sessions.revokeToken(sessionToken),
    useVerificationToken: async ({ token }) => {
      const link = await links.take(prisma, token);
      if (link === undefined) return null;
      displayName = link.display_name;
      return { identifier: link.email, token, expires: link.expires_at };
    },
    createVerificationToken: async (verification) => verification,
  };
}

function orNull(user: UserModel | null): AdapterUser | null {
  return user === null ? null : userOf(user);
}

/** A person who signs in by link has an address; a bot never has one. */
function userOf(user: UserModel): AdapterUser {
  return {
    id: user.id,
    name: user.display_name,
    image: user.avatar_url,
    email: user.email ?? "",
    emailVerified: user.email_verified_at,
  };
}

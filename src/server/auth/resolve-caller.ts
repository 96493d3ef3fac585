import { DomainError } from "../../domain/core/errors";
import type { ServerContext } from "../context/context";
import { kindOf } from "./accounts";
import type { Caller } from "./caller";
import { sessionCookiesOf } from "./cookies";
import { botTokenPrefix, type Credentials } from "./credentials";
import { type AuthRequest, looksLocal } from "./requests";

/**
 * Identifies the caller. The first of these that is there counts: bearer token, cookie, development header, first user. Returns
 * null when nothing identifies anybody; an invalid cookie counts as none. Throws `unauthenticated` for a wrong token, several
 * session cookies or an unknown development user.
 */
export async function resolveCaller(
  request: AuthRequest,
  context: ServerContext,
  credentials: Credentials,
): Promise<Caller | null> {
  const authorization = request.headers.get("authorization");
  const bearer = /^bearer(?:\s+(.*))?$/iu.exec(authorization?.trim() ?? "");
  if (bearer) return (await byToken(bearer[1] ?? "", credentials)) ?? refuse("This token is not valid.");
  const cookies = sessionCookiesOf(request);
  if (cookies.length > 1) throw refused("More than one session cookie was sent.");
  const [cookie] = cookies;
  const byCookie = cookie === undefined ? undefined : await credentials.bySession(cookie);
  if (byCookie) return { ...byCookie, by_cookie: true };
  return byDevelopment(request, context);
}

/** The caller behind a bearer token; also for sockets that carry one in another place. */
export async function byToken(token: string, credentials: Credentials): Promise<Caller | undefined> {
  const plain = token.trim();
  return plain.startsWith(`${botTokenPrefix}_`) ? credentials.byBotToken(plain) : credentials.bySession(plain);
}

function refused(message: string): DomainError {
  return new DomainError("unauthenticated", message);
}

async function byDevelopment(request: AuthRequest, context: ServerContext): Promise<Caller | null> {
  const { env, database } = context;
  if (env.devAuth === "off" || env.isPublic || !looksLocal(request, env)) return null;
  if (env.devAuth === "first-user")
    return asDeveloper(
      await database.prisma.user.findFirst({ where: { kind: "human" }, orderBy: { id: "asc" } }),
      true,
    );
  const id = request.headers.get("x-clickclack-user");
  if (id === null) return null;
  return (
    asDeveloper(await database.prisma.user.findUnique({ where: { id } }), false) ?? refuse("There is no such user.")
  );
}

function asDeveloper(user: { id: string; kind: string } | null, by_cookie: boolean): Caller | null {
  if (user === null) return null;
  return {
    user_id: user.id,
    kind: kindOf(user),
    credential_id: `dev:${user.id}`,
    via: "dev",
    scopes: null,
    workspace_id: null,
    by_cookie,
  };
}

function refuse(message: string): never {
  throw refused(message);
}

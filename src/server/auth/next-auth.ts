import type { IncomingHttpHeaders } from "node:http";
import type { AuthOptions } from "next-auth";
import type { EmailConfig } from "next-auth/providers/email";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { line } from "../../domain/core/text";
import { ownAddress } from "../../domain/wire/own-address";
import { newSecret, type ServerContext } from "../context/context";
import type { RateLimits } from "../requests/rate-limits";
import { isHttps, sessionCookieName } from "./cookies";
import { isFromForeignPage } from "./cross-site";
import { normaliseEmail } from "./email-address";
import { linkSeconds, type MagicLinks } from "./magic-links";
import { createNextAuthAdapter } from "./next-auth-adapter";
import { readNextAuthBody } from "./next-auth-body";
import { isNextAuthPath } from "./next-auth-paths";
import type { AuthRequest } from "./requests";
import { type Sessions, sessionSeconds } from "./sessions";

/** A request as Next's API routes receive it. */
export type NextAuthRequest = {
  method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly query: { [name: string]: string | string[] | undefined };
  cookies: Partial<Record<string, string>>;
  body: unknown;
} & AsyncIterable<Uint8Array>;

/** The options with which next-auth serves a request, or the answer that refuses it. */
export type NextAuthAdmission =
  | { readonly options: AuthOptions; readonly origin: string }
  | { readonly refused: NextAuthRefusal };

type NextAuthRefusal = {
  readonly status: number;
  readonly body: { readonly error: string; readonly code: string };
  /** The methods that are answered, where this one is not. */
  readonly allow?: string;
};

export type NextAuthDoor = {
  /** Whether a path is one of next-auth's own, which Next serves. */
  owns(path: string): boolean;
  /**
   * Decides what next-auth may do with a request, and puts the body and the token of a posted link where next-auth looks for
   * them. Removes a return address that is not ours, since next-auth fails on one that it cannot read. Whatever next-auth would
   * answer in plain text is refused here.
   */
  admit(request: NextAuthRequest): Promise<NextAuthAdmission>;
};

type Parts = {
  readonly links: MagicLinks;
  readonly sessions: Sessions;
  readonly secret: () => Promise<string>;
  readonly isSetUp: () => Promise<boolean>;
  /** Whether a request identifies somebody. The limits of an address do not apply to a known person. */
  readonly isKnown: (request: AuthRequest) => Promise<boolean>;
  readonly rateLimits: RateLimits;
  /** The payer whose budget a request uses. */
  readonly payerOf: (request: AuthRequest) => Promise<string>;
};

/** next-auth on top of our links, sessions and cookie: each way of signing in lists and revokes the sessions of the other. */
export function createNextAuthDoor(context: ServerContext, parts: Parts): NextAuthDoor {
  const { env } = context;
  const isOverdrawn = async (request: AuthRequest) =>
    (await parts.rateLimits.take(await parts.payerOf(request), "public"))?.isOverdrawn ?? false;
  return {
    owns: isNextAuthPath,
    admit: async (request) => {
      const isSetUp = await parts.isSetUp().catch(() => null);
      if (isSetUp === null)
        return refusal(503, "not_ready", "Parley cannot reach its database. Try again in a moment.");
      if (!isSetUp) return refusal(503, "not_set_up", "This Parley has not been set up yet.");
      const isLink = request.query.nextauth?.[0] === "callback" && request.query.nextauth[1] === "email";
      if (isLink && request.method !== "POST")
        return refusal(405, "not_supported", "A link is used by POST alone, from the page that it opens.", "POST");
      // Node leaves out the body of an answer to HEAD by itself.
      if (request.method === "HEAD") request.method = "GET";
      if (request.method !== "GET" && request.method !== "POST")
        return refusal(405, "method_not_allowed", "This address does not answer this method.", "GET, HEAD, POST");
      if (request.method !== "GET" && isFromForeignPage(asAuthRequest(request), env))
        return refusal(403, "cross_site", "This request came from another site.");
      const asked = asAuthRequest(request);
      if (!(await parts.isKnown(asked)) && (await isOverdrawn(asked)))
        return refusal(429, "rate_limited", "Too many requests. Try again in a moment.");
      request.body = await readNextAuthBody(request);
      if (request.body === null) return refusal(413, "payload_too_large", "The body is too large.");
      if (isLink) {
        request.query.token = fieldOf(request.body, "token") || request.query.token;
        request.query.email = undefined;
      }
      if (request.query.nextauth?.[0] === "error") request.query.error ??= "internal";
      const own = `${isHttps(env) ? "https" : "http"}://${request.headers.host}`;
      const origin = env.origins.includes(own) ? own : env.url;
      request.query.callbackUrl = ownReturn(request.query.callbackUrl, origin);
      request.cookies = withOwnReturn(request.cookies, origin);
      return { options: optionsFor(request, context, { ...parts, secret: await parts.secret() }), origin };
    },
  };
}

type Ready = Pick<Parts, "links" | "sessions"> & { readonly secret: string };

function optionsFor(request: NextAuthRequest, context: ServerContext, { links, sessions, secret }: Ready): AuthOptions {
  const { env, logger } = context;
  const userAgent = request.headers["user-agent"] ?? null;
  return {
    secret,
    adapter: createNextAuthAdapter(context, { links, sessions, userAgent }),
    providers: [emailProvider(links, request.body)],
    session: {
      strategy: "database",
      maxAge: sessionSeconds,
      updateAge: 60,
      generateSessionToken: () => newSecret("sst"),
    },
    useSecureCookies: isHttps(env),
    cookies: {
      sessionToken: {
        name: sessionCookieName,
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps(env) },
      },
    },
    pages: { signIn: "/sign-in", error: "/sign-in", verifyRequest: "/sign-in?sent=yes" },
    callbacks: {
      redirect: ({ url, baseUrl }) => ownAddress(url, baseUrl) ?? baseUrl,
      signIn: async ({ user, email }) => {
        if (!email?.verificationRequest) return true;
        return links.admit(user.email ?? "", asAuthRequest(request)).then(() => true, asRedirect);
      },
      session: ({ session, user }) => ({ ...session, user: { ...session.user, id: user.id } }),
    },
    logger: {
      error: (code, detail) => {
        const err = detail instanceof Error ? detail : detail.error;
        // The sender of a bad request gets the reason. The log does not need it.
        if (err instanceof DomainError) logger.debug({ code: err.code, code_name: code }, "next-auth refused");
        else logger.error({ err, code_name: code }, "next-auth failed");
      },
      warn: (code) => logger.debug({ code_name: code }, "next-auth warns"),
      debug: () => undefined,
    },
  };
}

/** Its links are ours: with an empty secret, next-auth stores the same digest that we do. */
function emailProvider(links: MagicLinks, body: unknown): EmailConfig {
  return {
    id: "email",
    type: "email",
    name: "Email",
    server: "",
    from: "",
    secret: "",
    maxAge: linkSeconds,
    options: {},
    normalizeIdentifier: normaliseEmail,
    generateVerificationToken: () => newSecret("mlt"),
    sendVerificationRequest: async ({ identifier, token, expires }) => {
      const inviteCode = fieldOf(body, "invite_code") || undefined;
      await links.post({ email: identifier, displayName: displayNameOf(body), token, expiresAt: expires, inviteCode });
    },
  };
}

/** The return address in a form that next-auth can read; undefined when it leads elsewhere. */
function ownReturn(address: string | string[] | undefined, origin: string): string | undefined {
  const last = Array.isArray(address) ? address.at(-1) : address;
  return last === undefined ? undefined : (ownAddress(last, origin) ?? undefined);
}

/** Does the same for the cookie that holds it, which another program on the same host may have left. */
function withOwnReturn(cookies: NextAuthRequest["cookies"], origin: string): NextAuthRequest["cookies"] {
  const entries = Object.entries(cookies).map(([name, value]) => {
    return [name, name.endsWith("next-auth.callback-url") ? ownReturn(value, origin) : value];
  });
  return Object.fromEntries(entries);
}

function asRedirect(error: unknown): string {
  return `/sign-in?error=${error instanceof DomainError ? error.code : "internal"}`;
}

function refusal(status: number, code: string, error: string, allow?: string): NextAuthAdmission {
  return { refused: { status, body: { error, code }, ...(allow && { allow }) } };
}

function displayNameOf(body: unknown): string {
  return line(limits.displayNameLengthMax).safeParse(fieldOf(body, "display_name")).data ?? "";
}

function fieldOf(body: unknown, name: string): string {
  const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === "string" ? value : "";
}

function asAuthRequest(request: NextAuthRequest): AuthRequest {
  return {
    headers: { get: (name) => headerOf(request, name), keys: () => Object.keys(request.headers) },
    remoteAddress: request.socket.remoteAddress ?? null,
    httpVersion: request.httpVersion,
  };
}

function headerOf({ headers }: NextAuthRequest, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? null;
}

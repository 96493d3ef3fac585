import type { Env } from "../../env";
import type { AuthRequest } from "./requests";

export const sessionCookieName = "cc_session";

/** The longest that browsers keep a cookie. The session behind it ends by its own rules. */
const cookieSeconds = 400 * 24 * 60 * 60;

/** The `Set-Cookie` line that signs a browser in. */
export function sessionCookie(token: string, env: Env): string {
  return cookieLine(sessionCookieName, token, { env });
}

/** The `Set-Cookie` line that signs a browser out. */
export function clearedSessionCookie(env: Env): string {
  return cookieLine(sessionCookieName, "", { env, seconds: 0 });
}

/** Every value that the browser sent for the session cookie. More than one means that somebody planted another. */
export function sessionCookiesOf(request: Pick<AuthRequest, "headers">): string[] {
  return cookiesNamed(sessionCookieName, request);
}

/** Every value that the browser sent under a name, without empty ones. */
export function cookiesNamed(name: string, { headers }: Pick<AuthRequest, "headers">): string[] {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${name}=`;
  return pairs
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .filter((value) => value !== "");
}

type CookieOptions = {
  readonly env: Env;
  readonly seconds?: number;
  readonly sameSite?: "Lax" | "Strict";
  readonly path?: string;
};

/** The `Set-Cookie` line of a cookie that no script can read. If the installation has TLS, browsers send it only over TLS. */
export function cookieLine(
  name: string,
  value: string,
  { env, seconds = cookieSeconds, sameSite = "Lax", path = "/" }: CookieOptions,
): string {
  return `${name}=${value}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=${sameSite}${isHttps(env) ? "; Secure" : ""}`;
}

export function isHttps(env: Env): boolean {
  return env.url.startsWith("https:");
}

import type { Env } from "../../env";
import type { AuthRequest } from "./requests";

export const sessionCookieName = "cc_session";

/** Browsers keep a cookie no longer than this; the session behind it ends by its own rules. */
const cookieSeconds = 400 * 24 * 60 * 60;

/** The `Set-Cookie` line that signs a browser in. */
export function sessionCookie(token: string, env: Env): string {
  return `${sessionCookieName}=${token}; Max-Age=${cookieSeconds}; ${attributes(env)}`;
}

/** The `Set-Cookie` line that signs a browser out. */
export function clearedSessionCookie(env: Env): string {
  return `${sessionCookieName}=; Max-Age=0; ${attributes(env)}`;
}

/** Every value that the browser sent for the session cookie; more than one means that somebody planted another. */
export function sessionCookiesOf({ headers }: Pick<AuthRequest, "headers">): string[] {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${sessionCookieName}=`;
  return pairs
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .filter((value) => value !== "");
}

export function isHttps(env: Env): boolean {
  return env.url.startsWith("https:");
}

function attributes(env: Env): string {
  return `Path=/; HttpOnly; SameSite=Lax${isHttps(env) ? "; Secure" : ""}`;
}

/** The names of next-auth's own routes. Every other path beneath `/api/auth` is the API's. */
const nextAuthPath =
  /^\/api\/auth\/((?:providers|session|csrf|signin|signout|callback|verify-request|error)(?:\/[^/]*)?)\/?$/u;

/** Whether a request's path (or URL without its origin) is for next-auth, which runs inside Next. */
export function isNextAuthPath(path: string): boolean {
  return nextAuthPath.test(pathnameOf(path));
}

/** The action that a path asks of next-auth, and often the provider. */
export function nextAuthAction(path: string): string[] {
  return (nextAuthPath.exec(pathnameOf(path))?.[1] ?? "").split("/");
}

function pathnameOf(path: string): string {
  return path.split("?", 1)[0] ?? "";
}

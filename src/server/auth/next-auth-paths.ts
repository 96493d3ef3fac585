/** next-auth's own routes, by name: whatever else lies beneath `/api/auth` is the API's. */
const nextAuthPath =
  /^\/api\/auth\/((?:providers|session|csrf|signin|signout|callback|verify-request|error)(?:\/[^/]*)?)\/?$/u;

/** Whether a request's path (or URL without its origin) is for next-auth, which runs inside Next. */
export function isNextAuthPath(path: string): boolean {
  return nextAuthPath.test(pathnameOf(path));
}

/** What next-auth is asked for: an action, and often the provider that is meant. */
export function nextAuthAction(path: string): string[] {
  return (nextAuthPath.exec(pathnameOf(path))?.[1] ?? "").split("/");
}

function pathnameOf(path: string): string {
  return path.split("?", 1)[0] ?? "";
}

/** next-auth's own routes, by name: whatever else lies beneath `/api/auth` is the API's. */
const nextAuthPath =
  /^\/api\/auth\/(?:providers|session|csrf|signin|signout|callback|verify-request|error)(?:\/[^/]*)?\/?$/u;

/** Whether a request's path (or URL without its origin) is for next-auth, which runs inside Next. */
export function isNextAuthPath(path: string): boolean {
  const [pathname = ""] = path.split("?");
  return nextAuthPath.test(pathname);
}

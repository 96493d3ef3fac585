import type { IncomingMessage } from "node:http";

/**
 * Rewrites the target of a request as path and query, as browsers send it. The host of an absolute target
 * (`GET http://host/path`) moves to `Host`, as RFC 9112 §3.2.2 requires of a server; dot segments are resolved and a fragment is
 * dropped. Later readers of the target see only this form, so no door claims a request that another has to answer. `OPTIONS *`
 * stays as it is. Returns false for a target that cannot exist: such a request is malformed. Safe to repeat.
 */
export function toOriginForm(incoming: IncomingMessage): boolean {
  const { url = "/", method } = incoming;
  if (url === "*") return method === "OPTIONS";
  const [, host, rest = ""] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/isu.exec(url) ?? [];
  if (host !== undefined && !URL.canParse(`http://${host}`)) return false;
  if (host !== undefined) incoming.headers.host = host;
  const target = host === undefined ? url : `/${rest.replace(/^\//u, "")}`;
  if (!target.startsWith("/")) return false;
  const { pathname, search } = new URL(`http://localhost${target}`);
  incoming.url = pathname + search;
  return true;
}

/** The path of a request in origin form, without its query. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split("?", 1)[0] ?? "/";
}

/** Whether the escapes of a path are well-formed. */
export function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

export function isApiPath(path: string): boolean {
  return /^\/api(?:\/|$)/u.test(path);
}

/** Whether every process answers this path, whatever its role. */
export function isCheckPath(path: string): boolean {
  return /^\/(?:healthz|readyz|metrics)$/u.test(path);
}

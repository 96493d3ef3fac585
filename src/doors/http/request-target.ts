import type { IncomingMessage } from "node:http";

/**
 * Rewrites the target of a request as path and query alone, as browsers would send it: an absolute target (`GET http://host/path`) with its
 * host in `Host`, as RFC 9112 §3.2.2 asks of a server, dot segments resolved, a fragment left out. What reads the target afterwards knows
 * one form only, so that no door takes for its own what another one would have to answer. `OPTIONS *` stays as it is. Answers whether anything can
 * be at the target: a request for another one is malformed. Safe to repeat.
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

export function isApiPath(path: string): boolean {
  return /^\/api(?:\/|$)/u.test(path);
}

/** What every process answers, whatever its role. */
export function isCheckPath(path: string): boolean {
  return /^\/(?:healthz|readyz|metrics)$/u.test(path);
}

import type { IncomingMessage } from "node:http";

/**
 * Rewrites an absolute target (`GET http://host/path`) as path and query, with its host in `Host`, as RFC 9112 §3.2.2 asks of a server:
 * what reads the target afterwards knows one form only. Leaves every other request as it is. Safe to repeat.
 */
export function toOriginForm(incoming: IncomingMessage): void {
  const [, host, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/isu.exec(incoming.url ?? "") ?? [];
  if (host === undefined) return;
  incoming.url = rest.startsWith("/") ? rest : `/${rest}`;
  if (host !== "") incoming.headers.host = host;
}

/** The path of a request in origin form, without its query. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split("?", 1)[0] ?? "/";
}

import type { IncomingMessage } from "node:http";
import type { ServerContext } from "../context/context";
import { forwardingHeader } from "./forwarding-headers";

export type ProxyWatch = (request: Pick<IncomingMessage, "headers" | "httpVersion" | "url">) => void;

/**
 * Logs a warning, once, when requests seem to come through a proxy that `PARLEY_TRUST_PROXY` does not count, or through fewer
 * than it counts. Nothing that an uncounted proxy says is trusted, so all its visitors count as coming from its address.
 */
export function createProxyWatch({ env, logger }: ServerContext): ProxyWatch {
  let isOver = false;

  function say(trace: string | undefined): void {
    if (trace === undefined) return;
    isOver = true;
    logger.warn(
      { header: trace },
      "a request looks as if it came through a proxy, but PARLEY_TRUST_PROXY is 0; if there is a proxy, all visitors count as one address",
    );
  }

  return ({ headers, httpVersion, url }) => {
    if (isOver) return;
    // Old proxies speak HTTP/1.0 to the server behind them.
    if (env.trustedProxies === 0)
      return say(
        forwardingHeader({ keys: () => Object.keys(headers) }) ?? (httpVersion === "1.0" ? "HTTP/1.0" : undefined),
      );
    const told = [headers["x-forwarded-for"] ?? []].flat().flatMap((line) => line.split(","));
    // Health checks come straight from nearby machines.
    if (told.length >= env.trustedProxies || /^\/(?:healthz|readyz|metrics)/u.test(url ?? "")) return;
    isOver = true;
    logger.warn(
      { addresses: told.length },
      "a request came through fewer proxies than PARLEY_TRUST_PROXY names; if the number is too high, visitors can choose the address that they count as",
    );
  };
}

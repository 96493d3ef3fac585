import type { IncomingHttpHeaders } from "node:http";
import type { ServerContext } from "../context";
import { forwardingHeader } from "./forwarding-headers";

export type ProxyWatch = (headers: IncomingHttpHeaders) => void;

/**
 * Says in the log, once, that requests come through a proxy that `PARLEY_TRUST_PROXY` does not name. Nothing is believed of what it
 * tells, so every visitor counts as coming from its address.
 */
export function createProxyWatch({ env, logger }: ServerContext): ProxyWatch {
  let isOver = env.trustedProxies > 0;
  return (headers) => {
    if (isOver) return;
    const header = forwardingHeader({ keys: () => Object.keys(headers) });
    if (header === undefined) return;
    isOver = true;
    logger.warn(
      { header },
      "a request came with a header that proxies add; if a proxy passes requests on, set PARLEY_TRUST_PROXY: at 0 all visitors count as one address",
    );
  };
}

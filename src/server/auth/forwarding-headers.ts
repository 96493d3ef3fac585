/** The names of a request's headers, in lower case. */
export type RequestHeaders = { keys(): Iterable<string> };

/**
 * Headers that proxies, load balancers and hosts add to the requests that they forward.
 * No browser or client sends them by itself.
 */
const names = new Set([
  "via",
  "client-ip",
  "front-end-https",
  "proxy-connection",
  "proxy-client-ip",
  "wl-proxy-client-ip",
  "http-client-ip",
  "true-client-ip",
  "true-client-port",
  "do-connecting-ip",
  "incap-client-ip",
  "rndr-id",
  "surrogate-capability",
  "x-amz-cf-id",
  "x-cloud-trace-context",
  "x-coming-from",
  "x-country-code",
  "x-gateway-host",
  "x-host",
  "x-https",
  "x-proto",
  "x-proxyuser-ip",
  "x-request-start",
  "x-rewrite-url",
  "x-scheme",
  "x-url-scheme",
  "x-varnish",
]);

const families = new RegExp(
  `^(?:${[
    ...["akamai-", "cdn-", "cf-", "eo-", "fastly-", "fly-", "forwarded", "ngrok-", "render-", "tailscale-"],
    ...[
      "x-forward",
      "x-real-",
      "x-remote-",
      "x-client-(?:addr|ip|port)",
      "x-cluster-",
      "x-original-",
      "x-originating-",
    ],
    ...["x-akamai-", "x-amzn-", "x-appengine-", "x-arr-", "x-azure-", "x-bluecoat-", "x-cdn-", "x-edge-", "x-envoy-"],
    ...[
      "x-fd-",
      "x-gfe-",
      "x-haproxy-",
      "x-heroku-",
      "x-kong-",
      "x-koyeb-",
      "x-nf-",
      "x-nginx-",
      "x-proxy",
      "x-railway-",
    ],
    ...["x-site-deployment-", "x-ssl", "x-sucuri-", "x-traefik-", "x-vercel-", "x-waws-"],
    ...["ali-", "apigw-", "cloudfront-", "wl-proxy-", "x-pantheon-"],
  ].join("|")})|-(?:client|connecting|real|user|visitor)-ip$|-forwarded-for$`,
  "u",
);

/** The name of a header that shows that a request came through a proxy; undefined when there is none, which proves nothing. */
export function forwardingHeader(headers: RequestHeaders): string | undefined {
  for (const name of headers.keys()) if (names.has(name) || families.test(name)) return name;
  return undefined;
}

import { describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { sessionCookie } from "../../src/server/auth/cookies";
import { checkCrossSite } from "../../src/server/auth/cross-site";
import { isNextAuthPath } from "../../src/server/auth/next-auth-paths";
import { addressKey, clientAddress, looksLocal } from "../../src/server/auth/requests";
import { from } from "../support/auth";

const local = loadEnv({});
const production = loadEnv({ PARLEY_URL: "https://chat.example.org" });

describe("a request that the browser identifies by itself", () => {
  const passes = (headers: Record<string, string>, env = production) => {
    try {
      checkCrossSite(from(headers), env);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "cross_site" });
      return false;
    }
  };

  test("passes from our own origin", () => {
    expect(passes({ origin: "https://chat.example.org", "sec-fetch-site": "same-origin" })).toBe(true);
    expect(passes({ "sec-fetch-site": "same-origin" })).toBe(true);
    expect(passes({ "sec-fetch-site": "none" })).toBe(true);
  });

  test("passes from both local names on one machine", () => {
    expect(passes({ origin: "http://localhost:3000" }, local)).toBe(true);
    expect(passes({ origin: "http://127.0.0.1:3000" }, local)).toBe(true);
    expect(passes({ origin: "http://127.0.0.1:3001" }, local)).toBe(false);
  });

  test.each([
    "null",
    "https://evil.example.org",
    "https://chat.example.org.evil.org",
    "https://evilchat.example.org",
    "http://chat.example.org",
    "https://chat.example.org:8443",
    "https://CHAT.example.org",
    "https://chat.example.org/",
    "",
  ])("is refused from the origin %j", (origin) => {
    expect(passes({ origin })).toBe(false);
    expect(passes({ origin, "sec-fetch-site": "same-origin" })).toBe(false);
  });

  test("is refused from another site and when it tells nothing of its origin", () => {
    expect(passes({ "sec-fetch-site": "cross-site" })).toBe(false);
    expect(passes({ "sec-fetch-site": "same-site" })).toBe(false);
    expect(passes({})).toBe(false);
  });
});

describe("a request that looks local", () => {
  test("is one of a local peer to a local name", () => {
    expect(looksLocal(from(), local)).toBe(true);
    expect(looksLocal(from({ host: "localhost:3000" }, "::1"), local)).toBe(true);
    expect(looksLocal(from({ host: "[::1]:3000" }, "::ffff:127.0.0.1"), local)).toBe(true);
  });

  test.each([
    "chat.example.org",
    "localhost.example.org",
    "127.0.0.1.example.org",
    "127.0.0.1@example.org",
    "example.org#localhost",
    "",
  ])("is not one to a forged host: %j", (host) => {
    expect(looksLocal(from({ host }), local)).toBe(false);
  });

  test.each([
    ...["x-any-client-ip", "any-real-ip", "any-user-ip", "x-any-connecting-ip", "any-visitor-ip", "any-forwarded-for"],
    ...["cloudfront-viewer-address", "apigw-requestid", "ali-cdn-real-ip", "wl-proxy-ssl", "x-pantheon-styx-hostname"],
    ...[
      "forwarded",
      "forwarded-for",
      "via",
      "client-ip",
      "true-client-ip",
      "proxy-connection",
      "cdn-loop",
      "x-real-ip",
    ],
    ...["x-forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-forward-for"],
    ...["x-forwarded-client-cert", "x-original-forwarded-for", "x-original-url", "x-originating-ip", "x-remote-addr"],
    ...["x-client-ip", "x-cluster-client-ip", "x-envoy-external-address", "x-envoy-internal", "x-amzn-trace-id"],
    ...["cf-connecting-ip", "cf-ray", "cf-visitor", "fly-client-ip", "fly-forwarded-proto", "fastly-client-ip"],
    ...[
      "x-vercel-id",
      "x-vercel-forwarded-for",
      "x-azure-clientip",
      "x-azure-fdid",
      "x-arr-log-id",
      "x-appengine-user-ip",
    ],
    ...[
      "x-nf-client-connection-ip",
      "x-heroku-queue-depth",
      "x-request-start",
      "x-varnish",
      "x-scheme",
      "x-ssl-cipher",
    ],
    ...[
      "x-proxyuser-ip",
      "x-akamai-edgescape",
      "akamai-origin-hop",
      "x-sucuri-clientip",
      "do-connecting-ip",
      "x-gfe-x",
    ],
  ])("is not one with %s, which only proxies send", (name) => {
    expect(looksLocal(from({ [name]: "127.0.0.1" }), local)).toBe(false);
  });

  test.each([
    ...["user-agent", "accept", "accept-language", "origin", "referer", "cookie", "authorization", "content-type"],
    ...["sec-fetch-site", "sec-ch-ua", "connection", "idempotency-key", "if-match", "traceparent", "x-request-id"],
    ...["x-correlation-id", "x-clickclack-user", "x-client-version", "x-trpc-source", "x-requested-with"],
  ])("may carry %s, which programs and browsers send by themselves", (name) => {
    expect(looksLocal(from({ [name]: "anything" }), local)).toBe(true);
  });

  test("is not one of another machine, over HTTP/1.0, or behind a proxy that was named", () => {
    expect(looksLocal(from({}, "192.168.0.7"), local)).toBe(false);
    expect(looksLocal({ ...from(), remoteAddress: null }, local)).toBe(false);
    expect(looksLocal({ ...from(), httpVersion: "1.0" }, local)).toBe(false);
    expect(looksLocal(from(), loadEnv({ PARLEY_TRUST_PROXY: "1" }))).toBe(false);
  });
});

test("the caller's address is the peer's, or what the outermost trusted proxy saw", () => {
  const proxied = from({ "x-forwarded-for": "6.6.6.6, 7.7.7.7, 8.8.8.8" }, "::ffff:10.0.0.1");
  expect(clientAddress(proxied, local)).toBe("10.0.0.1");
  expect(clientAddress(proxied, loadEnv({ PARLEY_TRUST_PROXY: "1" }))).toBe("8.8.8.8");
  expect(clientAddress(proxied, loadEnv({ PARLEY_TRUST_PROXY: "2" }))).toBe("7.7.7.7");
  expect(clientAddress(from({}, "10.0.0.1"), loadEnv({ PARLEY_TRUST_PROXY: "1" }))).toBe("10.0.0.1");
});

test.each([
  ["203.0.113.7:51000", "203.0.113.7"],
  ["[2001:db8::1]:51000", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
])("a caller whom a proxy calls %s is one, whatever the port", (told, address) => {
  const env = loadEnv({ PARLEY_TRUST_PROXY: "1" });
  expect(clientAddress(from({ "x-forwarded-for": `6.6.6.6, ${told}` }), env)).toBe(address);
});

test("addresses of one network of version 6 count as one", () => {
  expect(addressKey("2001:db8::1")).toBe(addressKey("2001:DB8:0:0:9:8:7:6"));
  expect(addressKey("2001:db8::1")).not.toBe(addressKey("2001:db8:0:1::1"));
  expect(addressKey("::ffff:1.2.3.4")).toBe("1.2.3.4");
});

test("next-auth's own routes are known by name, and nothing else beneath /api/auth is", () => {
  const names = [
    "signin",
    "signin/email",
    "callback/email?token=x",
    "signout",
    "session",
    "csrf",
    "providers",
    "error",
    "verify-request",
  ];
  for (const name of names) expect(isNextAuthPath(`/api/auth/${name}`)).toBe(true);
  const others = [
    "magic/request",
    "magic/consume",
    "logout",
    "sessions",
    "sessions/ses_1",
    "github/callback",
    "_log",
    "",
    "sessionx",
    "callback/a/b",
  ];
  for (const name of others) expect(isNextAuthPath(`/api/auth/${name}`)).toBe(false);
});

test("the cookie is kept from scripts and other sites, and from plain connections where there is another kind", () => {
  expect(sessionCookie("sst_x", local)).toMatch(/^cc_session=sst_x; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(sessionCookie("sst_x", production)).toMatch(/; Secure$/);
});

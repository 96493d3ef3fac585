import { type Env, isLoopback } from "../../env";

/** What signing in needs to know of a request. */
export type AuthRequest = {
  readonly headers: { get(name: string): string | null };
  /** The peer's address: with a proxy in front, that one's. */
  readonly remoteAddress: string | null;
};

/** Headers that only a proxy adds. */
const forwardingHeaders = [
  "forwarded",
  "via",
  "x-real-ip",
  ...["by", "for", "host", "path", "port", "prefix", "proto", "protocol", "scheme", "server", "ssl", "uri", "user"].map(
    (name) => `x-forwarded-${name}`,
  ),
];

/**
 * Whether a sign-in link may be answered to the very person who asks: no mail configured, and everything is on one machine.
 * A server behind a proxy never is a local install.
 */
export function isLocalInstall(request: AuthRequest, env: Env): boolean {
  return env.smtpUrl === undefined && isLoopback(new URL(env.url).hostname) && isLocalRequest(request, env);
}

/** Whether a request comes from this machine, straight to a local name: a page of another site cannot forge that by DNS. */
export function isLocalRequest({ headers, remoteAddress }: AuthRequest, env: Env): boolean {
  if (env.trustedProxies > 0 || forwardingHeaders.some((name) => headers.get(name) !== null)) return false;
  return isLoopback(plainAddress(remoteAddress ?? "")) && isLoopback(hostName(headers.get("host")));
}

/**
 * The caller's address: the peer's, or what the outermost trusted proxy saw.
 * What stands further left in `X-Forwarded-For` may be anybody's invention.
 */
export function clientAddress({ headers, remoteAddress }: AuthRequest, env: Env): string | null {
  const told = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const address = env.trustedProxies === 0 ? remoteAddress : (told.at(-env.trustedProxies) ?? told[0]);
  return plainAddress(address || remoteAddress || "") || null;
}

/** The name under which limits count an address; one network of version 6 counts as one. */
export function addressKey(address: string | null): string {
  const plain = plainAddress(address ?? "");
  return plain.includes(":") ? networkOf(plain) : plain;
}

function networkOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const left = head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => group || "0")
    .join(":");
}

function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/u, "")
    .replace(/%.*$/u, "");
}

function hostName(host: string | null): string {
  const url = `http://${host ?? ""}`;
  if (host === null || /[/?#@\\\s]/u.test(host) || !URL.canParse(url)) return "";
  return new URL(url).hostname;
}

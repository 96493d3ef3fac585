import { type Env, isLoopback } from "../../env";
import { forwardingHeader, type RequestHeaders } from "./forwarding-headers";

/** The parts of a request that signing in needs. */
export type AuthRequest = {
  readonly headers: RequestHeaders & { get(name: string): string | null };
  /** The peer's address. Behind a proxy, the proxy's. */
  readonly remoteAddress: string | null;
  /** Such as "1.1". */
  readonly httpVersion: string;
};

/**
 * Whether a request looks as if a program on this machine sent it straight to a local name. A proxy that adds nothing looks the
 * same, so this proves nothing by itself: it only narrows what a development setting has already opened.
 */
export function looksLocal({ headers, remoteAddress, httpVersion }: AuthRequest, env: Env): boolean {
  // Old proxies speak HTTP/1.0 to the server behind them. Browsers and programs have not for decades.
  if (env.trustedProxies > 0 || httpVersion !== "1.1" || forwardingHeader(headers) !== undefined) return false;
  return isLoopback(plainAddress(remoteAddress ?? "")) && isLoopback(hostName(headers.get("host")));
}

type Addressed = Pick<AuthRequest, "remoteAddress"> & { readonly headers: { get(name: string): string | null } };

/**
 * The caller's address: the peer's, or the one that the outermost trusted proxy saw. Anybody may have forged the
 * entries further left in `X-Forwarded-For`.
 */
export function clientAddress({ headers, remoteAddress }: Addressed, env: Env): string | null {
  const told = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const address = env.trustedProxies === 0 ? remoteAddress : (told.at(-env.trustedProxies) ?? told[0]);
  return plainAddress(address || remoteAddress || "") || null;
}

/** The key under which limits count an address. An IPv6 network counts as one. */
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

/** Removes the port that some proxies add, since it differs for every connection. */
function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^\[([^\]]*)\](?::\d+)?$/u, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/u, "$1")
    .replace(/^::ffff:(?=\d+\.)/u, "")
    .replace(/%.*$/u, "");
}

function hostName(host: string | null): string {
  const url = `http://${host ?? ""}`;
  if (host === null || /[/?#@\\\s]/u.test(host) || !URL.canParse(url)) return "";
  return new URL(url).hostname;
}

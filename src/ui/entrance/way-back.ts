import { ownAddress } from "../../domain/wire/own-address";

const key = "parley.after-sign-in";
const keptMs = 60 * 60_000;

/** Remembers where the user was going before they had to sign in: the link in the mail opens another page. */
export function rememberWayBack(address: string | null): void {
  const own = address === null ? null : ownAddress(address, location.origin);
  if (own !== null) write(JSON.stringify({ address: own, at: Date.now() }));
}

/** Returns the address to open after signing in, once, and only if it is recent. */
export function takeWayBack(): string {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    localStorage.removeItem(key);
    if (typeof kept !== "object" || kept === null || !("address" in kept) || !("at" in kept)) return "/";
    const isFresh = typeof kept.at === "number" && Date.now() - kept.at < keptMs;
    return (isFresh && typeof kept.address === "string" && ownAddress(kept.address, location.origin)) || "/";
  } catch {
    return "/";
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the user lands on the start page and can open the invite again from there.
  }
}

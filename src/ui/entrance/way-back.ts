import { ownAddress } from "../../domain/wire/own-address";

const key = "parley.after-sign-in";
const keptMs = 60 * 60_000;

/** Remembers where somebody was going who has to sign in first: the link in the mail opens another page. */
export function rememberWayBack(address: string | null): void {
  const own = address === null ? null : ownAddress(address, location.origin);
  if (own !== null) write(JSON.stringify({ address: own, at: Date.now() }));
}

/** Where to go after signing in: once, and not when it was remembered long ago. */
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
    // Without storage one lands on the start page, from where the invite can be opened again.
  }
}

import { ownAddress } from "../../domain/wire/own-address";
import { forget, recallValue, remember } from "../kit/device-storage";

const key = "parley.after-sign-in";
const keptMs = 60 * 60_000;

/**
 * Remembers where the user was going before they had to sign in: the link in the mail opens another page. Without storage they land
 * on the start page.
 */
export function rememberWayBack(address: string | null): void {
  const own = address === null ? null : ownAddress(address, location.origin);
  if (own !== null) remember(key, JSON.stringify({ address: own, at: Date.now() }));
}

/** Returns the address to open after signing in, once, and only if it is recent. */
export function takeWayBack(): string {
  const kept = recallValue(key);
  forget(key);
  if (typeof kept !== "object" || kept === null || !("address" in kept) || !("at" in kept)) return "/";
  const isFresh = typeof kept.at === "number" && Date.now() - kept.at < keptMs;
  return (isFresh && typeof kept.address === "string" && ownAddress(kept.address, location.origin)) || "/";
}

import type { ServerContext } from "../context/context";
import { type KeyedDigest, keyedDigest } from "../context/installation-key";
import { isSame } from "../files/secrets";
import { cookieLine, cookiesNamed } from "./cookies";
import type { AuthRequest } from "./requests";

/** A browser in which somebody has signed in before. */
export type KnownBrowser = {
  /** Equal for all browsers of one person and for nobody else's. It reveals nothing about them. */
  readonly person: string;
  /** Whether it was this address that signed in. */
  isOf(email: string): boolean;
};

export type KnownBrowsers = {
  /** The `Set-Cookie` line for a browser in which an address has just signed in. It outlasts the session, and lets nobody in. */
  cookieFor(email: string): Promise<string>;
  /** The browser behind a request; null when it sends no cookie of ours. */
  of(request: Pick<AuthRequest, "headers">): Promise<KnownBrowser | null>;
};

const cookieName = "parley_browser";

/**
 * Remembers in a browser that an address has signed in there, so that limits can count its wishes apart from those of strangers: who asks
 * again from such a browser is not held back by what others use up, be it for that address or from the same network.
 */
export function createKnownBrowsers({ env, database }: Pick<ServerContext, "env" | "database">): KnownBrowsers {
  return {
    cookieFor: async (email) => {
      const digest = await keyedDigest(database.pool, "browsers");
      const value = cookieValue(digest(email), digest);
      return cookieLine(cookieName, value, { env, sameSite: "Strict", path: "/api" });
    },
    of: async (request) => {
      const values = cookiesNamed(cookieName, request);
      if (values.length === 0) return null;
      const digest = await keyedDigest(database.pool, "browsers");
      const isProven = (value: string) => isSame(value, cookieValue(personIn(value), digest));
      const value = values.find(isProven);
      if (value === undefined) return null;
      const person = personIn(value);
      return { person, isOf: (email) => digest(email) === person };
    },
  };
}

/** No address has a space in it, so that no address has the digest of a proof. */
function cookieValue(person: string, digest: KeyedDigest): string {
  return `${person}~${digest(`signed in as ${person}`)}`;
}

function personIn(value: string): string {
  return value.split("~", 1)[0] ?? "";
}

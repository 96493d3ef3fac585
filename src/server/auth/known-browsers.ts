import type { ServerContext } from "../context/context";
import { type KeyedDigest, keyedDigest } from "../context/installation-key";
import { isSame } from "../files/secrets";
import { cookieLine, cookiesNamed } from "./cookies";
import type { AuthRequest } from "./requests";

/** A browser in which somebody has signed in before. */
export type KnownBrowser = {
  /** The same for all browsers of one person, and different for everybody else. It reveals nothing about them. */
  readonly person: string;
  /** Whether this address signed in there. */
  isOf(email: string): boolean;
};

export type KnownBrowsers = {
  /**
   * The `Set-Cookie` line for a browser in which an address has just signed in. The cookie
   * outlives the session and grants no access.
   */
  cookieFor(email: string): Promise<string>;
  /** The browser behind a request; null when it sends no cookie of ours. */
  of(request: Pick<AuthRequest, "headers">): Promise<KnownBrowser | null>;
};

const cookieName = "parley_browser";

/**
 * Remembers in a browser that an address has signed in there, so that limits count its requests apart from
 * those of strangers. A person who asks again from such a browser is not blocked by what others use up, whether
 * for that address or from the same network.
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

/** No address contains a space, so no address has the digest of a proof. */
function cookieValue(person: string, digest: KeyedDigest): string {
  return `${person}~${digest(`signed in as ${person}`)}`;
}

function personIn(value: string): string {
  return value.split("~", 1)[0] ?? "";
}

import { createHmac, hash, randomBytes } from "node:crypto";
import type { Queryable } from "../db/client";

/** The purposes of keys. Each has its own key, so that a value made with one reveals nothing about another. */
const purposes = {
  requests: "digests of requests",
  signIn: "counts of sign-in links",
  browsers: "browsers that have signed in",
} as const;

/** Secrets that are shown or passed on, with the prefix by which logs recognize them. */
const shownSecrets = {
  setUp: { purpose: "secret of the first-run set-up", prefix: "sup" },
  nextAuth: { purpose: "secret of next-auth", prefix: "nas" },
} as const;

export type ShownSecret = keyof typeof shownSecrets;

export type Purpose = keyof typeof purposes;

/** The digest of a text under a key of the installation: equal in all its processes, and meaningless without the key. */
export type KeyedDigest = (text: string) => string;

const secretBytes = 32;

/** The prefix of keyed digests only: digests from before there was a key are bare. */
const mark = "k1.";

const known = new WeakMap<Queryable, Promise<Buffer>>();

/** I12: the keyed digest for a purpose. Its secret is one row of the database, created on first use. */
export async function keyedDigest(database: Queryable, purpose: Purpose): Promise<KeyedDigest> {
  const key = await keyFor(database, purposes[purpose]);
  return (text) => `${mark}${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/**
 * A secret of the installation: the same in all its processes, after every start and in a restored backup, with nothing to
 * configure. It reveals neither the row behind it nor anything else derived from that row.
 */
export async function installationSecret(database: Queryable, secret: ShownSecret): Promise<string> {
  const { purpose, prefix } = shownSecrets[secret];
  return `${prefix}_${(await keyFor(database, purpose)).toString("base64url")}`;
}

async function keyFor(database: Queryable, purpose: string): Promise<Buffer> {
  return createHmac("sha256", await secretOf(database))
    .update(purpose)
    .digest();
}

/**
 * Tells requests apart. The stored value is a keyed digest of the bare digest, so that bare ones of earlier versions could be
 * converted, and still can (docs/decisions/0020).
 */
export type RequestDigests = {
  /** The digest to store, and the bare one that an earlier version stored. */
  of(request: unknown): { readonly keyed: string; readonly bare: string };
  /** Converts a bare digest to the one to store in its place. */
  readonly keyed: KeyedDigest;
};

/** The digests of requests, the same in every process of the installation. */
export async function requestDigests(database: Queryable): Promise<RequestDigests> {
  const keyed = await keyedDigest(database, "requests");
  return {
    keyed,
    of: (request) => {
      const bare = bareDigest(request);
      return { keyed: keyed(bare), bare };
    },
  };
}

function bareDigest(request: unknown): string {
  return hash("sha256", JSON.stringify(request), "base64url");
}

/** Each process reads it once. It is never written anywhere else. */
function secretOf(database: Queryable): Promise<Buffer> {
  const reading = known.get(database) ?? readSecret(database);
  known.set(database, reading);
  reading.catch(() => known.delete(database));
  return reading;
}

/** If several processes create it at once, the first one wins. */
async function readSecret(database: Queryable): Promise<Buffer> {
  const read = async () =>
    (await database.query<{ secret: Buffer }>("select secret from installation_secret")).rows[0]?.secret;
  const there = await read();
  if (there) return there;
  await database.query("insert into installation_secret (secret) values ($1) on conflict do nothing", [
    randomBytes(secretBytes),
  ]);
  const made = await read();
  if (!made) throw new Error("The secret of the installation is missing.");
  return made;
}

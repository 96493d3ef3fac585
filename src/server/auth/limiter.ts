import { RateLimiterPostgres } from "rate-limiter-flexible";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { ServerContext } from "../context/context";
import { keyedDigest } from "../context/installation-key";

const hourSeconds = 60 * 60;
const tenMinutesSeconds = 10 * 60;

export type SignInLimits = {
  /**
   * Counts a request for a link to an e-mail address. Throws `rate_limited`, with the seconds to wait, after too many.
   * `isKnown` marks a request from a browser in which the address has signed in before; those count separately.
   */
  admit(email: string, from: { readonly isKnown: boolean }): Promise<void>;
  /** Counts a person's request to change their address to this one. Throws `rate_limited` like `admit`. */
  admitChange(change: { readonly userId: string; readonly email: string }): Promise<void>;
  /**
   * Counts the invites that a person mails. Throws `rate_limited` like `admit`, without telling which address has had too many:
   * others may have invited it. Returns what takes the counts back, for invites that are not mailed after all.
   */
  admitInvites(invites: { readonly userId: string; readonly emails: readonly string[] }): Promise<() => Promise<void>>;
  /** Counts a mail before it is sent and returns whether it may be. A person who has an account always gets it. */
  mayMail(to: { readonly isStranger: boolean }): Promise<boolean>;
};

/**
 * Limits requests for sign-in links. One mailbox gets 5 an hour, from any network address: many honest people may share
 * one, and none may lock out the rest. It gets 5 more from browsers in which it has signed in before, so that a
 * stranger who uses up the first five locks its owner out of new browsers only. The installation's own limit bounds
 * floods of new e-mail addresses: at most 100 mails in ten minutes go to people without an account. The budget of
 * public operations bounds the work (`rate-limits.ts`). A request that is refused uses up nothing.
 *
 * The counts are in the database, for all processes and across restarts, by keyed digests:
 * nobody needs to see who asked for a link.
 */
export function createSignInLimits(context: ServerContext): SignInLimits {
  const { env, logger } = context;
  const byEmail = createCounter(context, "email", hourSeconds);
  const byKnownBrowser = createCounter(context, "known", hourSeconds);
  const changesOf = createCounter(context, "changes-of", hourSeconds);
  const changesTo = createCounter(context, "changes-to", hourSeconds);
  const invitesOf = createCounter(context, "invites-of", hourSeconds);
  const invitesTo = createCounter(context, "invites-to", hourSeconds);
  const strangers = createCounter(context, "strangers", tenMinutesSeconds);

  /** Spends from all of the budgets or, when one has too little left, from none. Returns what gives it back. */
  async function spend(budgets: readonly Budget[], what: string): Promise<() => Promise<void>> {
    if (!env.rateLimits) return async () => undefined;
    const counted = await Promise.all(
      budgets.map(async ({ count, key, more, max }) => ({ ...(await count(key, more)), max })),
    );
    const giveBack = async () => {
      await Promise.all(budgets.map(({ count, key, more = 1 }) => count(key, -more)));
    };
    const overdrawn = counted.find(({ times, max }) => times > max);
    if (overdrawn === undefined) return giveBack;
    await giveBack();
    throw tooMany(overdrawn, what);
  }

  return {
    admit: async (email, { isKnown }) => {
      const count = isKnown ? byKnownBrowser : byEmail;
      await spend([{ count, key: email, max: limits.linksPerEmailHourMax }], "links were asked for");
    },
    admitChange: async ({ userId, email }) => {
      const max = limits.linksPerEmailHourMax;
      const budgets = [
        { count: changesOf, key: userId, max },
        { count: changesTo, key: email, max },
      ];
      await spend(budgets, "links were asked for");
    },
    admitInvites: ({ userId, emails }) => {
      const of = { count: invitesOf, key: userId, max: limits.inviteMailsHourMax, more: emails.length };
      const to = emails.map((key) => ({ count: invitesTo, key, max: limits.linksPerEmailHourMax }));
      return spend([of, ...to], "invites were mailed");
    },
    mayMail: async ({ isStranger }) => {
      if (!env.rateLimits) return true;
      // People with an account are checked too, so that their answer takes as long.
      const { times } = await strangers("all", isStranger ? 1 : 0);
      if (!isStranger || times <= limits.strangersMailedTenMinutesMax) return true;
      if (times === limits.strangersMailedTenMinutesMax + 1)
        logger.warn(
          "too many sign-in links were requested by people without an account: they get no mail for ten minutes",
        );
      return false;
    },
  };
}

/** The number of occurrences in a window that starts with the first one, and the time left in the window. */
type Count = { readonly times: number; readonly secondsLeft: number };

type Counter = (key: string, more?: number) => Promise<Count>;

/** How much a request takes of a budget; one if it does not say. */
type Budget = { readonly count: Counter; readonly key: string; readonly max: number; readonly more?: number };

function createCounter({ database }: ServerContext, keyPrefix: string, duration: number): Counter {
  const store = new RateLimiterPostgres({
    storeClient: database.pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    // It only counts. The code above decides what a count means.
    points: Number.MAX_SAFE_INTEGER,
    duration,
  });
  return async (key, more = 1) => {
    const digest = await keyedDigest(database.pool, "signIn");
    const { consumedPoints, msBeforeNext } = await store.consume(digest(key), more);
    return { times: consumedPoints, secondsLeft: Math.ceil(msBeforeNext / 1000) };
  };
}

function tooMany({ secondsLeft }: Count, what: string): DomainError {
  return new DomainError("rate_limited", `Too many ${what}. Try again later.`, {
    retryAfterSeconds: secondsLeft,
  });
}

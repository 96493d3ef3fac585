import type { ServerContext } from "../context/context";
import type { Transaction } from "./accounts";
import type { InviteCodes } from "./invite-codes";

/** An address in canonical form, with the invite that it came with. */
export type Applicant = { readonly email: string; readonly invite_id: string | null };

export type Registration = {
  /**
   * The domains that a person's new address must belong to; null when the wanted address will do. Where the domain of an
   * address admits people, nobody may change to an address outside it.
   */
  domainsInstead(current: string | null, wanted: string): readonly string[] | null;
  /**
   * Whether an address may sign in: it has an account, even an imported one, or `PARLEY_REGISTRATION` lets it get one. Asks the
   * database the same questions for every address, so that the time reveals nothing.
   */
  admits(tx: Pick<Transaction, "$queryRaw">, applicant: Applicant): Promise<boolean>;
};

/** Decides who may get a sign-in link, and whether using it may create an account. */
export function createRegistration(
  { env }: Pick<ServerContext, "env">,
  inviteCodes: Pick<InviteCodes, "isLiving">,
): Registration {
  async function mayBecomeKnown(tx: Pick<Transaction, "$queryRaw">, { email, invite_id }: Applicant): Promise<boolean> {
    if (env.registration !== "invited") return env.registration === "open";
    const isInvited = invite_id !== null && (await inviteCodes.isLiving(tx, invite_id));
    return isInvited || isInside(email);
  }

  const isInside = (email: string) => env.registrationDomains.includes(email.slice(email.indexOf("@") + 1));

  return {
    domainsInstead: (current, wanted) => {
      const isBound = env.registration !== "open" && current !== null && isInside(current);
      return isBound && !isInside(wanted) ? env.registrationDomains : null;
    },
    admits: async (tx, applicant) => {
      const isWelcome = await mayBecomeKnown(tx, applicant);
      const known = await tx.$queryRaw<unknown[]>`select 1 from users where email = ${applicant.email}`;
      return known.length > 0 || isWelcome;
    },
  };
}

import type { ServerContext } from "../context";
import { installationSecret } from "../installation-key";
import { normaliseEmail } from "./email-address";
import { makeLink } from "./magic-links";

type Place = Pick<ServerContext, "env" | "database" | "clock" | "newId">;

/**
 * Makes a sign-in link for a person who has an account, for an operator to hand over: it works once, for 15 minutes. Nothing is
 * mailed and no account is made. Throws an error with one clear sentence when there is nobody to sign in.
 */
export async function makeLoginLink(place: Place, address: string): Promise<{ email: string; url: string }> {
  await refuseUnmigrated(place);
  if (!(await isSetUp(place)))
    throw new Error("Parley is not set up yet, so nobody has an account. Print the set-up link first: setup-link.");
  const email = normaliseEmail(address);
  if ((await place.database.prisma.user.count({ where: { email } })) === 0)
    throw new Error(`Nobody here has the e-mail address ${email}. Invite them in the app first.`);
  const { url } = await makeLink(place, { email, displayName: "" });
  return { email, url };
}

/** The link of the first-run set-up. Throws an error with one clear sentence when it has been used. */
export async function makeSetupLink(place: Place): Promise<string> {
  await refuseUnmigrated(place);
  if (await isSetUp(place))
    throw new Error(
      "Parley is set up already. To sign in its owner or anyone else, print a link for them: login-link EMAIL.",
    );
  return `${place.env.url}/setup#secret=${await setUpSecretOf(place)}`;
}

/** What the first-run set-up asks for: what the operator has chosen, or else a secret of the installation. */
export async function setUpSecretOf({ env, database }: Pick<Place, "env" | "database">): Promise<string> {
  return env.setupSecret ?? installationSecret(database.pool, "setUp");
}

async function isSetUp({ database }: Place): Promise<boolean> {
  return (await database.pool.query("select from installation")).rowCount === 1;
}

async function refuseUnmigrated({ database }: Place): Promise<void> {
  const { rows } = await database.pool.query<{ found: string | null }>("select to_regclass('installation') as found");
  if (rows[0]?.found === null) throw new Error("This database is empty: start Parley once, or run `npm run migrate`.");
}

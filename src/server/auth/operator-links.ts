import { installationSecret } from "../context/installation-key";
import { normaliseEmail } from "./email-address";
import { hasOwner } from "./installation";
import { createInviteCodes } from "./invite-codes";
import { type LinkContext, linkSeconds, makeLink } from "./magic-links";
import { createRegistration } from "./registration";

/** A sign-in link. `isNew` means that nobody has its address yet, so that using it creates an account. */
export type LoginLink = { readonly email: string; readonly url: string; readonly isNew: boolean };

/**
 * Makes a sign-in link for an operator to hand to a person who has an account or may get one by using it. It works once, for 15
 * minutes. Sends no mail and creates no account yet. Throws an error with one clear sentence when there is nobody to sign in.
 */
export async function makeLoginLink(place: LinkContext, address: string): Promise<LoginLink> {
  await demandSetUp(place);
  const email = typedEmail(address);
  const { url } = await makeLink(place, { email, ...(await wishOf(place, email)) });
  const isNew = (await place.database.prisma.user.findFirst({ where: { email }, select: { id: true } })) === null;
  return { email, url, isNew };
}

/** The maximum number of requests examined for one address. There are more only where nothing limits them. */
const wishesMax = 20;

/**
 * The name and invite for the link of an address: those of its last unsuccessful request, if they still admit it. Where no mail
 * is sent, this is how a new person gets in.
 */
async function wishOf(
  { env, database, clock }: LinkContext,
  email: string,
): Promise<{ displayName: string; inviteId: string | null }> {
  const registration = createRegistration({ env }, createInviteCodes({ database, clock, env }));
  const wishes = await database.prisma.magicLink.findMany({
    where: { email },
    orderBy: { created_at: "desc" },
    take: wishesMax,
  });
  for (const { invite_id, display_name } of [...wishes, { invite_id: null, display_name: "" }])
    if (await registration.admits(database.prisma, { email, invite_id }))
      return { displayName: display_name, inviteId: invite_id };
  throw new Error(
    env.registration === "closed"
      ? `Nobody here has the e-mail address ${email}, and PARLEY_REGISTRATION is closed.`
      : `Nobody here has the e-mail address ${email}. Ask them to open their invite link and to ask for a sign-in link there; then run this again within ${linkSeconds / 60} minutes.`,
  );
}

/** The link of the first-run set-up. Throws an error with one clear sentence when it has been used. */
export async function makeSetupLink(place: LinkContext): Promise<string> {
  if (await hasOwner(place.database.pool))
    throw new Error(
      "Parley is set up already. To sign in its owner or anyone else, print a link for them: login-link EMAIL.",
    );
  return `${place.env.url}/setup#secret=${await setUpSecretOf(place)}`;
}

/** An address as an operator types it, in canonical form. Throws one sentence for an invalid one. */
export function typedEmail(address: string): string {
  try {
    return normaliseEmail(address);
  } catch (cause) {
    throw new Error(`"${address}" is not an e-mail address.`, { cause });
  }
}

/** Throws one sentence while Parley has no owner, and so nobody has an account. */
export async function demandSetUp(place: Pick<LinkContext, "database">): Promise<void> {
  if (!(await hasOwner(place.database.pool)))
    throw new Error("Parley is not set up yet, so nobody has an account. Print the set-up link first: setup-link.");
}

/** The secret that the first-run set-up asks for: the operator's choice, or else a secret of the installation. */
export async function setUpSecretOf({ env, database }: Pick<LinkContext, "env" | "database">): Promise<string> {
  return env.setupSecret ?? installationSecret(database.pool, "setUp");
}

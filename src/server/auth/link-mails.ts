import type { LinkPurpose } from "../../domain/accounts/schema";
import type { Env } from "../../env";
import type { KeptLink } from "./mailbox";

export type Mail = { readonly subject: string; readonly text: string; readonly html: string };

/**
 * The text of a mail with a link: why it came, what to do, the button's label, and what to do if the person did not ask for it.
 */
type Wording = {
  readonly subject: string;
  readonly why: string;
  readonly what: string;
  readonly button: string;
  readonly otherwise: string;
};

type Worded = Pick<KeptLink, "email" | "newEmail" | "invitation"> & { readonly host: string };

const wordings: { readonly [purpose in LinkPurpose]: (link: Worded) => Wording } = {
  sign_in: ({ email, host }) => ({
    subject: `Sign in to Parley at ${host}`,
    why: `Somebody, hopefully you, wants to sign in to Parley at ${host} as ${email}.`,
    what: "Open this link within 15 minutes and press the button there. It works once.",
    button: "Sign in to Parley",
    otherwise: "If you didn't request this, ignore this mail. Nobody can sign in without the link.",
  }),
  email_change: ({ email, newEmail, host }) => ({
    subject: `Another address for your account at ${host}`,
    why: `Somebody, hopefully you, wants to sign in to Parley at ${host} as ${newEmail} instead of ${email}.`,
    what: "Open this link within an hour and press the button there. The new address has to confirm it, too.",
    button: "Confirm the change",
    otherwise:
      "If this wasn't you, somebody else is using your account: don't open the link. Sign in, and sign out everywhere else under “Where you are signed in”.",
  }),
  new_email: ({ email, host }) => ({
    subject: `Confirm your address at ${host}`,
    why: `Somebody, hopefully you, wants to sign in to Parley at ${host} as ${email} from now on.`,
    what: "Open this link within an hour and press the button there. The address in use has to confirm it, too.",
    button: "Confirm this address",
    otherwise: "If you didn't request this, ignore this mail. Nothing changes without the link.",
  }),
  invite: ({ email, invitation, host }) => {
    const workspace = invitation?.workspace ?? host;
    const inviter = invitation?.inviter ?? "Somebody";
    return {
      subject: `${inviter} invites you to ${workspace}`,
      why: `${inviter} invites ${email} to the workspace “${workspace}” on Parley at ${host}.`,
      what: "Open this link and sign in there. It is for one person.",
      button: "Open the invite",
      otherwise: "If you don't know who sent this, ignore this mail. Nothing happens without the link.",
    };
  },
};

/** The mail that carries a link. */
export function linkMail({ purpose, url, ...link }: KeptLink, env: Env): Mail {
  const host = new URL(env.url).host;
  const { subject, why, what, button, otherwise } = wordings[purpose]({ ...link, host });
  const [first, second, third] = [why, what, otherwise].map((line) => `<p>${escaped(line)}</p>`);
  return {
    subject,
    text: [why, what, url, otherwise].join("\n\n"),
    html: `${first}${second}<p><a href="${escaped(url)}">${escaped(button)}</a></p><p>${escaped(url)}</p>${third}`,
  };
}

/** The title of a link on the console. */
export function linkTitle({ purpose, email }: KeptLink): string {
  if (purpose === "sign_in") return `Sign-in link for ${email} (15 minutes, once)`;
  if (purpose === "invite") return `Invite for ${email}`;
  return `Link for ${email} to confirm a change of address (an hour)`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

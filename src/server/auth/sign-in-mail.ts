import type { Env } from "../../env";
import type { KeptLink } from "./mailbox";

export type Mail = { readonly subject: string; readonly text: string; readonly html: string };

/** What a person reads who asked for a sign-in link. */
export function signInMail({ email, url }: KeptLink, env: Env): Mail {
  const host = new URL(env.url).host;
  const lines = [
    `Somebody, hopefully you, wants to sign in to Parley at ${host} as ${email}.`,
    "Open this link within 15 minutes and press the button there. It works once.",
    "If it was not you, there is nothing to do: without the link nobody gets in.",
  ];
  const [first, second, third] = lines.map((line) => `<p>${escaped(line)}</p>`);
  return {
    subject: `Sign in to Parley at ${host}`,
    text: [lines[0], lines[1], url, lines[2]].join("\n\n"),
    html: `${first}${second}<p><a href="${escaped(url)}">Sign in to Parley</a></p><p>${escaped(url)}</p>${third}`,
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

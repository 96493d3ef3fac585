import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { type Env, isLoopback } from "../../env";
import { deliveryOf } from "../auth/delivery";
import { messageOf } from "../files/system-errors";
import { type Finding, fail, ok, warn } from "./finding";

const patienceMs = 10_000;

/** Checks that the mail server lets Parley in: connects, switches to TLS and signs in. Sends nothing. */
export async function checkMail(env: Env): Promise<Finding> {
  if (env.smtpUrl === undefined) return withoutMail(env);
  const { host, port } = new URL(env.smtpUrl);
  const place = port === "" ? host : new URL(env.smtpUrl).host;
  try {
    const { isEncrypted, isSignedIn } = await visit(env.smtpUrl);
    const text = `The mail server ${place} answers${isEncrypted ? " over TLS" : ""}${isSignedIn ? " and lets Parley in" : ""}.`;
    if (!isEncrypted && !isLoopback(new URL(env.smtpUrl).hostname))
      return warn(
        "mail",
        `${text} It offers no TLS: sign-in links travel in the open.`,
        "Use a mail server with STARTTLS, or smtps://.",
      );
    if (isDefaultSender(env))
      return warn(
        "mail",
        `${text} The sender is ${env.mailFrom}, which most mail servers refuse.`,
        "Set MAIL_FROM to an address of yours.",
      );
    return ok("mail", `${text} \`npm run admin -- test-mail ADDRESS\` sends one.`);
  } catch (error) {
    return fail(
      "mail",
      `The mail server ${place} does not accept mail from Parley: ${messageOf(error)}.`,
      "Correct SMTP_URL, or set that server right.",
    );
  }
}

function withoutMail(env: Env): Finding {
  if (deliveryOf(env) === "console")
    return ok("mail", "Parley sends no mail. Sign-in links appear on its console and on its mailbox page.");
  return warn(
    "mail",
    "SMTP_URL is not set, so nobody is mailed a sign-in link.",
    "Set SMTP_URL and MAIL_FROM, or let people in with `npm run admin -- login-link EMAIL`.",
  );
}

function isDefaultSender({ mailFrom, isPublic }: Env): boolean {
  return isPublic && /@localhost>?$/u.test(mailFrom);
}

type Visit = { readonly isEncrypted: boolean; readonly isSignedIn: boolean };

async function visit(smtpUrl: string): Promise<Visit> {
  const { auth, ...options } = parseConnectionUrl(smtpUrl);
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  try {
    return await new Promise<Visit>((resolve, reject) => {
      connection.once("error", reject);
      connection.once("end", () => reject(new Error("it hung up")));
      connection.connect(() => {
        const done = (isSignedIn: boolean) => resolve({ isEncrypted: connection.secure, isSignedIn });
        const credentials = credentialsOf(auth);
        if (credentials === null) return done(false);
        connection.login(credentials, (error) => (error ? reject(error) : done(true)));
      });
    });
  } finally {
    connection.on("error", () => undefined);
    connection.quit();
    connection.close();
  }
}

/** The name and password of an SMTP URL; null without them. */
function credentialsOf(auth: unknown): { user: string; pass: string } | null {
  if (typeof auth !== "object" || auth === null || !("user" in auth) || !("pass" in auth)) return null;
  return { user: String(auth.user), pass: String(auth.pass) };
}

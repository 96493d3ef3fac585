import type { Env } from "../../env";
import { openTransport } from "../auth/mailer";
import { typedEmail } from "../auth/operator-links";
import { messageOf } from "../files/system-errors";

/**
 * Sends a test mail to an address in the same way as sign-in links, and returns the mail server's answer. Throws the server's
 * refusal, and an error of one sentence if there is no mail server. Needs no database.
 */
export async function sendTestMail(env: Env, address: string): Promise<{ email: string; answer: string }> {
  if (env.smtpUrl === undefined) throw new Error("SMTP_URL is not set, so Parley sends no mail.");
  const email = typedEmail(address);
  const { host } = new URL(env.url);
  const transport = await openTransport(env.smtpUrl, env.mailFrom);
  try {
    const sent = await transport.sendMail({
      to: { name: "", address: email },
      subject: `Parley at ${host} can send mail`,
      text: `This is a test. If you read it, sign-in links of Parley at ${host} reach this address.`,
    });
    return { email, answer: sent.response };
  } catch (error) {
    const { host: server } = new URL(env.smtpUrl);
    throw new Error(`The mail server ${server} did not take the mail: ${messageOf(error)}`, { cause: error });
  } finally {
    transport.close();
  }
}

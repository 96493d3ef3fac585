import type { ServerContext } from "../context";
import { createMailbox, type KeptLink, type Mailbox } from "./mailbox";
import { signInMail } from "./sign-in-mail";

export type Postman = {
  /**
   * Sees to it that a link reaches its address. Settles at once, so that nobody can tell from an answer whether mail left; but in a
   * process that may be frozen as soon as it has answered, once the mail is away or has failed.
   */
  send(link: KeptLink): Promise<void>;
  readonly mailbox: Mailbox;
  /** Waits for the mail under way. */
  close(): Promise<void>;
};

/** Mails links over SMTP or, where none is configured, shows them on the console and keeps them in the development mailbox. */
export function createPostman(context: ServerContext, print: (line: string) => void): Postman {
  const { env, logger, metrics } = context;
  const mailbox = createMailbox();
  const underWay = new Set<Promise<void>>();
  let transport: ReturnType<typeof openTransport> | undefined;

  async function mail(smtpUrl: string, link: KeptLink): Promise<void> {
    try {
      transport ??= openTransport(smtpUrl, env.mailFrom);
      await (await transport).sendMail({ to: { name: "", address: link.email }, ...signInMail(link, env) });
      metrics.messenger.mail("sent");
    } catch (error) {
      metrics.messenger.mail("failed");
      logger.error({ err: error, peer: "mail server", link_id: link.id }, "a sign-in link could not be mailed");
    }
  }

  return {
    mailbox,
    send: async (link) => {
      if (env.smtpUrl === undefined) {
        mailbox.keep(link);
        print(`Sign-in link for ${link.email} (15 minutes, once): ${link.url}`);
        return;
      }
      const run = mail(env.smtpUrl, link).finally(() => underWay.delete(run));
      underWay.add(run);
      if (env.role === "web") await run;
    },
    close: async () => {
      await Promise.allSettled(underWay);
      const opened = await transport?.catch(() => undefined);
      opened?.close();
    },
  };
}

/** The mailer is loaded with the first mail: until then, and where none is configured, nobody waits for it. */
async function openTransport(smtpUrl: string, from: string) {
  const { createTransport } = await import("nodemailer");
  return createTransport(smtpUrl, { from });
}

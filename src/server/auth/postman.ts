import type { ServerContext } from "../context";
import { deliveryOf } from "./delivery";
import { linkMail, linkTitle } from "./link-mails";
import type { KeptLink, Mailbox } from "./mailbox";

export type Postman = {
  /**
   * Sees to it that a link reaches its address. Settles at once, so that nobody can tell from an answer whether mail left; but in a
   * process that may be frozen as soon as it has answered, once the mail is away or has failed.
   */
  send(link: KeptLink): Promise<void>;
  /** Waits for the mail under way. */
  close(): Promise<void>;
};

type Parts = { readonly mailbox: Mailbox; readonly print: (line: string) => void };

/** Mails links over SMTP, or shows them on the console and in the mailbox, or does nothing with them (see `deliveryOf`). */
export function createPostman(context: ServerContext, { mailbox, print }: Parts): Postman {
  const { env, logger, metrics, mayFreeze } = context;
  const underWay = new Set<Promise<void>>();
  let transport: ReturnType<typeof openTransport> | undefined;

  async function mail(smtpUrl: string, link: KeptLink): Promise<void> {
    try {
      transport ??= openTransport(smtpUrl, env.mailFrom);
      await (await transport).sendMail({ to: { name: "", address: link.email }, ...linkMail(link, env) });
      metrics.messenger.mail("sent");
    } catch (error) {
      metrics.messenger.mail("failed");
      logger.error({ err: error, peer: "mail server", link_id: link.id }, "a link could not be mailed");
    }
  }

  function show(link: KeptLink): void {
    if (deliveryOf(env) !== "console") return;
    mailbox.keep(link);
    print(`${linkTitle(link)}: ${link.url}`);
  }

  return {
    send: async (link) => {
      if (env.smtpUrl === undefined) return show(link);
      const run = mail(env.smtpUrl, link).finally(() => underWay.delete(run));
      underWay.add(run);
      if (mayFreeze) await run;
    },
    close: async () => {
      await Promise.allSettled(underWay);
      const opened = await transport?.catch(() => undefined);
      opened?.close();
    },
  };
}

/** What mails over SMTP. It is loaded with the first mail: until then, and where none is configured, nobody waits for it. */
export async function openTransport(smtpUrl: string, from: string) {
  const { createTransport } = await import("nodemailer");
  return createTransport(smtpUrl, { from });
}

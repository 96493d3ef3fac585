import { setTimeout as pause } from "node:timers/promises";
import type { ServerContext } from "../context/context";
import { deliveryOf } from "./delivery";
import type { DueMail, DueMails } from "./due-mails";
import { linkMail, linkTitle } from "./link-mails";
import type { KeptLink, Mailbox } from "./mailbox";

export type Mailer = {
  /**
   * Sends a link to its address; `due` names the mail by the row that says it is due. Settles at once, so that an answer does
   * not reveal whether a mail was sent. A process that may be frozen after its answer settles once the mail was sent or failed.
   */
  send(link: KeptLink, due: DueMail): Promise<void>;
  /**
   * Sends a mail that a job finds due, with a new link. Does nothing when it is no longer due. Throws
   * temporary errors, so that the job retries.
   */
  sendDue(id: string, signal: AbortSignal): Promise<void>;
  /** Waits up to 8 s for mails that are being sent. A job sends the rest. */
  close(): Promise<void>;
};

type Parts = {
  readonly mailbox: Mailbox;
  readonly dueMails: DueMails;
  readonly print: (line: string) => void;
  readonly firstTryMsMax?: number;
};

const partingMs = 8_000;

/** Shorter than the job's delay: a mail sent later would hold a link that the job has replaced. */
const usualFirstTryMsMax = 45_000;

/** Mails links over SMTP, or prints them on the console and keeps them in the mailbox, or drops them (see `deliveryOf`). */
export function createMailer(
  context: ServerContext,
  { mailbox, dueMails, print, firstTryMsMax = usualFirstTryMsMax }: Parts,
): Mailer {
  const { env, logger, metrics, mayFreeze } = context;
  const underWay = new Set<Promise<void>>();
  let transport: ReturnType<typeof openTransport> | undefined;

  /**
   * Hands a mail to the server and counts it. Throws temporary errors; a permanent refusal is logged and settled. The signal
   * cuts the connection, so that the mail is not sent later.
   */
  async function mail(
    smtpUrl: string,
    { link, due, by, signal }: { link: KeptLink; due: DueMail; by: "first_try" | "job"; signal: AbortSignal },
  ): Promise<void> {
    try {
      transport ??= openTransport(smtpUrl, env.mailFrom);
      await (await transport).sendMail({ to: { name: "", address: link.email }, ...linkMail(link, env), signal });
      metrics.messenger.mail("sent");
    } catch (error) {
      metrics.messenger.mail("failed");
      logger.error({ err: error, peer: "mail server", link_id: link.id }, "a link could not be mailed");
      if (!isRefusedForGood(error)) throw error;
    }
    await dueMails.settle(due, by);
  }

  /** The first try, in the process that holds the token. The mail stays due until it is sent. */
  async function tryFirst(smtpUrl: string, link: KeptLink, due: DueMail): Promise<void> {
    const signal = AbortSignal.timeout(firstTryMsMax);
    await mail(smtpUrl, { link, due, by: "first_try", signal })
      .catch(() => dueMails.hurry(due))
      .catch((error: unknown) => logger.warn({ err: error, link_id: link.id }, "mail not sent; its job will retry"));
  }

  function show(link: KeptLink): void {
    if (deliveryOf(env) !== "console") return;
    mailbox.keep(link);
    print(`${linkTitle(link)}: ${link.url}`);
  }

  return {
    send: async (link, due) => {
      if (env.smtpUrl === undefined) return show(link);
      const run = tryFirst(env.smtpUrl, link, due).finally(() => underWay.delete(run));
      underWay.add(run);
      if (mayFreeze) await run;
    },
    sendDue: async (id, signal) => {
      if (env.smtpUrl === undefined) throw new Error("This process has no mail server.");
      const found = await dueMails.renew(id);
      if (found === null) return;
      await mail(env.smtpUrl, { link: found.link, due: found.mail, by: "job", signal });
    },
    close: async () => {
      const waiting = new AbortController();
      const tooLong = pause(partingMs, undefined, { signal: waiting.signal });
      await Promise.race([Promise.allSettled(underWay), tooLong]);
      waiting.abort();
      await tooLong.catch(() => undefined);
      const opened = await transport?.catch(() => undefined);
      opened?.close();
    },
  };
}

/**
 * Whether the mail server rejected the address or the text (5xx), which a retry does not change. A failed log-in may be fixed.
 */
function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const [code, answer] = [Reflect.get(error, "code"), Reflect.get(error, "responseCode")];
  return (code === "EENVELOPE" || code === "EMESSAGE") && typeof answer === "number" && answer >= 500;
}

/** Opens an SMTP transport. The library is loaded with the first mail, so that a start without SMTP does not wait for it. */
export async function openTransport(smtpUrl: string, from: string) {
  const { createTransport } = await import("nodemailer");
  return createTransport(smtpUrl, { from });
}

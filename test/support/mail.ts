import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { createInbox, type Inbox } from "./streams";

export type Received = { readonly mail: Email; readonly recipients: readonly string[] };

/** A real SMTP server that keeps the mails it receives. */
export type MailServer = {
  readonly url: string;
  readonly received: Inbox<Received>;
  /** From now on, accepts the text of mails without answering, until the result is called. Such mails count as not received. */
  hold(): () => void;
  /** Waits until it is holding a mail to an address. */
  holds(recipient: string): Promise<void>;
  close(): Promise<void>;
};

/** With a password, accepts anyone who gives that password. */
export async function startMailServer({ password }: { password?: string } = {}): Promise<MailServer> {
  const received = createInbox<Received>();
  const held = createInbox<string>();
  let isHolding = false;
  const server = new SMTPServer({
    authOptional: true,
    onAuth: (auth, _session, done) => {
      if (password !== undefined && auth.password === password) done(null, { user: auth.username });
      else done(new Error("The user name or the password is wrong."));
    },
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        if (isHolding) {
          for (const recipient of recipients) held.put(recipient);
          return;
        }
        received.put({ mail: await PostalMime.parse(Buffer.concat(chunks)), recipients });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    hold: () => {
      isHolding = true;
      return () => {
        isHolding = false;
      };
    },
    holds: async (recipient) => {
      await held.until((all) => all.includes(recipient));
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

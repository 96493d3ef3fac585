import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { createInbox, type Inbox } from "./streams";

export type Received = { readonly mail: Email; readonly recipients: readonly string[] };

/** A real SMTP server that keeps what it is handed. */
export type MailServer = { readonly url: string; readonly received: Inbox<Received>; close(): Promise<void> };

/** With a password, it lets in whoever has that. */
export async function startMailServer({ password }: { password?: string } = {}): Promise<MailServer> {
  const received = createInbox<Received>();
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
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

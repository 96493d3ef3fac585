import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSignIn, type SignInWorld } from "../support/auth";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const received: { mail: Email; recipients: string[] }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", async () => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      received.push({ mail: await PostalMime.parse(Buffer.concat(chunks)), recipients });
      done();
    });
  },
});
let world: SignInWorld;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  world = openSignIn(database, {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    PARLEY_URL: "https://chat.example.org",
    MAIL_FROM: "Parley <parley@example.org>",
  });
});

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await database.close();
});

test("a link is mailed to exactly its address, and appears neither on the console nor in the mailbox", async () => {
  const { token } = await world.auth.links.issue("ada@example.org", "Ada");
  await world.auth.close();
  expect(received).toHaveLength(1);
  const [sent] = received;
  expect(sent?.recipients).toEqual(["ada@example.org"]);
  expect(sent?.mail.from?.address).toBe("parley@example.org");
  expect(sent?.mail.subject).toContain("chat.example.org");
  const link = `https://chat.example.org/auth/confirm#t=${token}`;
  expect(sent?.mail.text).toContain(link);
  expect(sent?.mail.html).toContain(`href="${link}"`);
  expect(world.printed).toEqual([]);
  expect(world.auth.mailbox.list()).toEqual([]);
  expect(await world.context.metrics.text()).toContain('parley_mails_total{result="sent"} 1');
  await world.close();
});

test("a process that may be frozen once it has answered has sent its mail by then", async () => {
  const { smtpUrl = "" } = world.context.env;
  const shared = { DATABASE_URL: database.url, PARLEY_REALTIME_URL: "https://realtime.example.org" };
  const frozen = openSignIn(database, {
    PARLEY_ROLE: "web",
    PARLEY_URL: "https://chat.example.org",
    SMTP_URL: smtpUrl,
    ...shared,
  });
  const before = received.length;
  await frozen.auth.links.issue("cat@example.org", "");
  expect(received.slice(before).map(({ recipients }) => recipients)).toEqual([["cat@example.org"]]);
  await frozen.close();
});

test("a mail server that cannot be reached does not show in the answer", async () => {
  const broken = openSignIn(database, { SMTP_URL: "smtp://127.0.0.1:1", PARLEY_URL: "https://chat.example.org" });
  await expect(broken.auth.links.issue("ben@example.org", "")).resolves.toBeDefined();
  await broken.close();
  expect(await broken.context.metrics.text()).toContain('parley_mails_total{result="failed"} 1');
});

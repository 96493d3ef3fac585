import { once } from "node:events";
import { createServer, Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDueMails } from "../../src/server/auth/due-mails";
import { createInviteCodes } from "../../src/server/auth/invite-codes";
import { createMailer } from "../../src/server/auth/mailer";
import { createRegistration } from "../../src/server/auth/registration";
import { newId } from "../../src/server/context/context";
import { createJobQueue } from "../../src/server/jobs/queue";
import { openSignIn, type SignInWorld, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type MailServer, startMailServer } from "../support/mail";

const database = await createTestDatabase();
let mail: MailServer;
let world: SignInWorld;

beforeAll(async () => {
  mail = await startMailServer();
  world = openSignIn(database, {
    SMTP_URL: mail.url,
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "open",
    MAIL_FROM: "Parley <parley@example.org>",
  });
});

afterAll(async () => {
  await mail.close();
  await database.close();
});

test("a link is mailed to exactly its address, and appears neither on the console nor in the mailbox", async () => {
  const { token } = await world.auth.links.issue("ada@example.org", "Ada");
  await world.auth.close();
  expect(mail.received.items).toHaveLength(1);
  const [sent] = mail.received.items;
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

test("a process that may be frozen once it has answered has sent its mail by then, and no other waits for it", async () => {
  const { smtpUrl = "" } = world.context.env;
  const settings = {
    PARLEY_ROLE: "web",
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REALTIME_URL: "https://realtime.example.org",
    PARLEY_REGISTRATION: "open",
    DATABASE_URL: database.url,
  };
  const frozen = openSignIn(database, { ...settings, SMTP_URL: smtpUrl }, { mayFreeze: true });
  const before = mail.received.items.length;
  await frozen.auth.links.issue("cat@example.org", "");
  expect(mail.received.items.slice(before).map(({ recipients }) => recipients)).toEqual([["cat@example.org"]]);
  await frozen.close();

  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  // Accepts a connection, and says nothing from then on: who waits for the mail gets no answer.
  const lasting = openSignIn(database, { ...settings, SMTP_URL: `smtp://127.0.0.1:${port}` });
  const connected = once(silent, "connection");
  await expect(lasting.auth.links.issue("dan@example.org", "")).resolves.toBeDefined();
  const [socket] = await connected;
  expect(socket).toBeInstanceOf(Socket);
  socket.destroy();
  silent.close();
  await lasting.close();
});

test("a first try that takes too long is cut off, so that its mail cannot leave after a job has replaced the link", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const settings = { PARLEY_URL: "https://chat.example.org", PARLEY_REGISTRATION: "open" };
  const slow = openSignIn(database, { ...settings, SMTP_URL: `smtp://127.0.0.1:${port}` }, { mayFreeze: true });
  const { mailbox } = slow.auth;
  const dueMails = dueMailsOf(slow);
  const mailer = createMailer(slow.context, { mailbox, dueMails, print: () => undefined, firstTryMsMax: 100 });
  const connected = once(silent, "connection");
  const dates = { created_at: new Date().toISOString(), expires_at: new Date().toISOString() };
  const link = { id: "mgl_slow", email: "eli@example.org", newEmail: null, url: "https://chat.example.org", ...dates };
  const sent = mailer.send({ ...link, purpose: "sign_in" }, { purpose: "sign_in", rowId: "mgl_slow", digest: "none" });
  const [socket] = await connected;
  socket.resume();
  await once(socket, "close");
  await sent;
  await mailer.close();
  await slow.close();
  silent.close();
});

test("however often its mail is tried, a sign-in has one further link at most, and both work until they are used", async () => {
  const broken = openSignIn(database, {
    SMTP_URL: "smtp://127.0.0.1:1",
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "open",
  });
  const { link, token } = await broken.auth.links.issue("fox@example.org", "Fox");
  for (let tries = 0; tries < 3; tries += 1)
    await expect(broken.auth.mails.sendDue(`sign_in:${link.id}`, new AbortController().signal)).rejects.toThrow();
  expect(await database.prisma.magicLink.count({ where: { email: "fox@example.org" } })).toBe(2);
  expect((await broken.auth.links.consume(token, { userAgent: null })).user.display_name).toBe("Fox");
  await broken.close();
});

test("a due sign-in link is not mailed to an address that may no longer come in", async () => {
  const settings = { SMTP_URL: "smtp://127.0.0.1:1", PARLEY_URL: "https://chat.example.org" };
  const open = openSignIn(database, { ...settings, PARLEY_REGISTRATION: "open" });
  const { link } = await open.auth.links.issue("late@example.org", "Late");
  await open.close();
  const closed = openSignIn(database, { ...settings, PARLEY_REGISTRATION: "invited" });
  // It would fail if it tried to mail.
  await closed.auth.mails.sendDue(`sign_in:${link.id}`, new AbortController().signal);
  expect(await database.prisma.magicLink.count({ where: { email: "late@example.org" } })).toBe(1);
  await closed.close();
});

test("the mail of a change of address that was replaced settles nothing of the newer one, whose job stays as it is", async () => {
  const broken = openSignIn(database, {
    SMTP_URL: "smtp://127.0.0.1:1",
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "open",
  });
  const { id } = (await signIn(broken.auth, "gus@example.org", "Gus")).user;
  const dueMails = dueMailsOf(broken);
  const changeOf = () => database.prisma.emailChange.findUniqueOrThrow({ where: { user_id: id } });
  await broken.auth.emailChanges.begin(id, "gus.first@example.org");
  const older = await changeOf();
  await broken.auth.emailChanges.begin(id, "gus.second@example.org");
  await broken.auth.close();
  const newer = await changeOf();
  const jobs = async () =>
    (
      await database.pool.query("select key, run_at from public_jobs._private_jobs where key like $1 order by key", [
        `mail:%${id}`,
      ])
    ).rows;
  const before = await jobs();
  expect(before).toHaveLength(2);
  for (const mail of [
    { purpose: "email_change", rowId: id, digest: older.current_hash } as const,
    { purpose: "new_email", rowId: id, digest: older.new_hash } as const,
  ]) {
    await dueMails.settle(mail, "first_try");
    await dueMails.settle(mail, "job");
    await dueMails.hurry(mail);
  }
  expect(await changeOf()).toEqual(newer);
  expect(await jobs()).toEqual(before);
  expect(newer.new_mail_due_at).not.toBeNull();
  await dueMails.settle({ purpose: "new_email", rowId: id, digest: newer.new_hash }, "first_try");
  expect((await changeOf()).new_mail_due_at).toBeNull();
  expect(await jobs()).toHaveLength(1);
  await broken.close();
});

test("a mail server that cannot be reached does not show in the answer", async () => {
  const broken = openSignIn(database, {
    SMTP_URL: "smtp://127.0.0.1:1",
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "open",
  });
  await expect(broken.auth.links.issue("ben@example.org", "")).resolves.toBeDefined();
  await broken.close();
  expect(await broken.context.metrics.text()).toContain('parley_mails_total{result="failed"} 1');
});

test("a flood of wishes for strangers sends at most 100 mails in ten minutes, and people with an account still get theirs", async () => {
  const flooded = openSignIn(database, {
    PARLEY_RATE_LIMITS: "on",
    SMTP_URL: mail.url,
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "invited",
    PARLEY_REGISTRATION_DOMAINS: "flood.example",
  });
  await database.prisma.user.create({
    data: { id: newId("user"), email: "known@example.org", display_name: "Known", handle: "known" },
  });
  const before = mail.received.items.length;
  const issue = (email: string) => flooded.auth.links.issue(email, "");
  // Wishes of who may not come in use up nothing of what is there for those who may.
  await Promise.all(Array.from({ length: 200 }, (_, index) => issue(`n${index}@uninvited.example`)));
  await Promise.all(Array.from({ length: 130 }, (_, index) => issue(`n${index}@flood.example`)));
  await issue("known@example.org");
  await flooded.auth.close();
  const recipients = mail.received.items.slice(before).flatMap((one) => one.recipients);
  expect(recipients.filter((one) => one.endsWith("@flood.example"))).toHaveLength(100);
  expect(recipients.filter((one) => one.endsWith("@uninvited.example"))).toEqual([]);
  expect(recipients).toContain("known@example.org");
  expect(await flooded.context.metrics.text()).toContain('parley_mails_total{result="held_back"} 30');
  await flooded.close();
});

function dueMailsOf({ context }: SignInWorld) {
  const queue = createJobQueue(database.pool, context.logger);
  return createDueMails(context, { queue, registration: createRegistration(context, createInviteCodes(context)) });
}

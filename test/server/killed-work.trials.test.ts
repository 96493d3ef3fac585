import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startConsumers } from "../../src/server/consumers/consumers";
import { newId } from "../../src/server/context/context";
import { keepHouse } from "../../src/server/jobs/housekeeping";
import { type Jobs, startJobs, type Task } from "../../src/server/jobs/jobs";
import type { JobsTiming } from "../../src/server/jobs/timing";
import { createWorld, joinAs, testContext, type World } from "../support/app";
import { openSignIn, type SignInWorld } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type MailServer, startMailServer } from "../support/mail";
import { unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";
import { repetitions } from "../support/trials";

const database = await createTestDatabase();
const kills = Array.from({ length: repetitions({ trials: 20 }) }, (_, index) => index);
const quick: Partial<JobsTiming> = { heartbeatMs: 100, deadMs: 500, pollMs: 200 };
let mail: MailServer;
let world: SignInWorld;
let place: World;
let runner: Program | undefined;
let jobs: Jobs | undefined;
const blockers: pg.PoolClient[] = [];

beforeAll(async () => {
  mail = await startMailServer();
  // Its own mail server takes nothing, so that every mail is left to the jobs.
  world = openSignIn(database, {
    ...settings(),
    SMTP_URL: "smtp://127.0.0.1:1",
    PARLEY_JOBS: "off",
  });
  place = await createWorld(database, world.execute);
});

afterEach(async () => {
  for (const blocker of blockers.splice(0)) blocker.release(true);
  await runner?.end("SIGKILL");
  await jobs?.close();
  jobs = undefined;
});

afterAll(async () => {
  await world.close();
  await mail.close();
  await database.close();
});

/** A process that runs consumers and jobs. */
async function startRunner(smtpUrl = mail.url): Promise<Program> {
  runner = runProgram(["test/support/work-runner.ts"], {
    ...unset,
    LOG_LEVEL: "silent",
    ...settings(),
    PARLEY_ROLE: "worker",
    DATABASE_URL: database.url,
    SMTP_URL: smtpUrl,
  });
  await runner.says(/ready/);
  return runner;
}

/** The process that takes over, quick to see that another is dead. */
function takeOver(tasks: Partial<Record<"mail" | "housekeeping", Task>>): void {
  jobs = startJobs(testContext(database), { tasks, sweep: world.auth.mails.sweep, timing: quick });
}

/** Locks something that others will need, until it is released. */
async function block(statement: string, values: unknown[] = []): Promise<() => Promise<void>> {
  const connection = await database.pool.connect();
  blockers.push(connection);
  await connection.query("begin");
  await connection.query(statement, values);
  return async () => {
    blockers.splice(blockers.indexOf(connection), 1);
    await connection.query("rollback");
    connection.release();
  };
}

/** Waits until somebody waits for a lock that was taken by `block`. */
async function untilBlocked(): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rowCount } = await database.pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rowCount ?? 0;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThan(0);
}

test.each(kills)(
  "killed while it ends the tokens of a removed person, nothing is lost and nothing done twice (%i)",
  async (round) => {
    const member = await joinAs(place, database, { handle: `maya${round}` });
    const mine = { actor: { user_id: member }, workspace_id: place.workspaceId };
    const { member: bot } = await world.auth.bots.create(mine, { display_name: `Bot ${round}` });
    const token = await world.auth.bots.createToken(mine, bot.user_id, { scopes: ["bot:read"] });
    await world.consumers.close();
    const unblock = await block("select from bot_tokens where id = $1 for update", [token.id]);
    const killed = await startRunner();
    await place.as(place.ownerId, { type: "member.remove", input: { user_id: member } });
    await untilBlocked();
    await killed.end("SIGKILL");
    await unblock();
    const running = startConsumers(testContext(database), {
      log: world.log,
      consumers: world.auth.consumers,
      timing: { pollMs: 50 },
    });
    const find = () => database.prisma.botToken.findUniqueOrThrow({ where: { id: token.id } });
    await expect.poll(async () => (await find()).revoked_at, { timeout: 20_000 }).not.toBeNull();
    const before = await find();
    await running.close();
    expect(await find()).toEqual(before);
    expect(await database.prisma.parkedEvent.count()).toBe(0);
  },
);

test.each(kills)(
  "killed while it hands a mail over, the mail is handed over by another process (%i)",
  async (round) => {
    const email = `reader${round}@example.org`;
    const release = mail.hold();
    const killed = await startRunner();
    const { link } = await world.auth.links.issue(email, "");
    await mail.holds(email);
    await killed.end("SIGKILL");
    release();
    const { close, auth } = openSignIn(database, { ...settings(), SMTP_URL: mail.url });
    takeOver({ mail: auth.mails.sendDue });
    const sent = await mail.received.until((all) => all.some(({ recipients }) => recipients.includes(email)));
    const text = sent.findLast(({ recipients }) => recipients.includes(email))?.mail.text ?? "";
    const [, token = ""] = /#t=(\S+)/u.exec(text) ?? [];
    await expect
      .poll(async () => (await database.prisma.magicLink.findUnique({ where: { id: link.id } }))?.mail_due_at)
      .toBeNull();
    expect((await auth.links.consume(token, { userAgent: null })).user.email).toBe(email);
    await close();
  },
);

test.each(kills)(
  "killed after it has handed a mail over and before it has said so, the mail is handed over again and its link works (%i)",
  async (round) => {
    const email = `twice${round}@example.org`;
    const mailsTo = (all: readonly { readonly recipients: readonly string[] }[]) =>
      all.filter(({ recipients }) => recipients.includes(email)).length;
    const { link } = await world.auth.links.issue(email, "");
    const unblock = await block("select from magic_links where id = $1 for update", [link.id]);
    const killed = await startRunner();
    await mail.received.until((all) => mailsTo(all) === 1);
    await untilBlocked();
    await killed.end("SIGKILL");
    await unblock();
    const { close, auth } = openSignIn(database, { ...settings(), SMTP_URL: mail.url });
    takeOver({ mail: auth.mails.sendDue });
    const sent = await mail.received.until((all) => mailsTo(all) === 2);
    await expect
      .poll(async () => (await database.prisma.magicLink.findUnique({ where: { id: link.id } }))?.mail_due_at)
      .toBeNull();
    const text = sent.findLast(({ recipients }) => recipients.includes(email))?.mail.text ?? "";
    const [, token = ""] = /#t=(\S+)/u.exec(text) ?? [];
    expect((await auth.links.consume(token, { userAgent: null })).user.email).toBe(email);
    await close();
  },
);

test.each(kills)(
  "killed while it cleans up, everything that has served its time goes, and nothing else, once another process does it (%i)",
  async () => {
    const past = new Date(Date.now() - 1_000);
    const row = { email: "a@example.org", expires_at: past };
    const id = newId("magicLink");
    await database.prisma.magicLink.create({ data: { id, token_hash: id, ...row } });
    const living = { id: newId("magicLink"), email: row.email, expires_at: new Date(Date.now() + 600_000) };
    await database.prisma.magicLink.create({ data: { ...living, token_hash: living.id } });
    const unblock = await block("lock table email_changes in share mode");
    const killed = await startRunner();
    await untilBlocked();
    await killed.end("SIGKILL");
    await unblock();
    takeOver({ housekeeping: () => keepHouse({ database }) });
    await expect.poll(() => database.prisma.magicLink.count({ where: { id } }), { timeout: 20_000 }).toBe(0);
    expect(await database.prisma.magicLink.count({ where: { id: living.id } })).toBe(1);
  },
);

function settings(): Record<string, string> {
  return { PARLEY_URL: "https://chat.example.org", PARLEY_REGISTRATION: "open" };
}

import { createRequire } from "node:module";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { findJobsSchema } from "../../src/server/db/jobs-schema";
import { newestJobsScript, placeForJobs } from "../../src/server/db/migrations/install-jobs";
import { migrate } from "../../src/server/db/migrations/migrate";
import { migrationNames } from "../../src/server/db/migrations/migrations";
import { startJobs } from "../../src/server/jobs/jobs";
import { createJobQueue } from "../../src/server/jobs/queue";
import { watchRunners } from "../../src/server/jobs/runner-watch";
import { readWorkState } from "../../src/server/jobs/work-state";
import { createLogger } from "../../src/server/logger/logger";
import { checkWork } from "../../src/server/operator/work-check";
import { testContext } from "../support/app";
import { openSignIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type MailServer, startMailServer } from "../support/mail";

const databases: Database[] = [];
const quick = { heartbeatMs: 50, deadMs: 500, sweepMs: 50, pollMs: 200 };
const publicly = { PARLEY_URL: "https://chat.example.org", PARLEY_REGISTRATION: "open" };
let mail: MailServer;

beforeAll(async () => {
  mail = await startMailServer();
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await mail.close();
});

async function openDatabase(options = {}): Promise<Database> {
  const database = await createTestDatabase(options);
  databases.push(database);
  return database;
}

test("the newest script that this version installs is the library's", () => {
  const { migrations } = createRequire(import.meta.url)("graphile-worker/dist/generated/sql");
  expect(Number.parseInt(Object.keys(migrations).at(-1) ?? "", 10)).toBe(newestJobsScript);
});

test("the tables of the jobs lie in a schema beside Parley's, whichever of several processes installs them", async () => {
  const database = await openDatabase({ migrated: false });
  await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(await findJobsSchema(database.pool)).toBe("public_jobs");
  await migrate(database.url);
  const jobs = startJobs(testContext(database), {
    tasks: { housekeeping: async () => true },
    sweep: async () => undefined,
  });
  await expect.poll(async () => (await readWorkState(database.pool)).runners, { timeout: 20_000 }).toBe(1);
  await jobs.close();
  expect((await readWorkState(database.pool)).runners).toBe(0);
});

test("where the user owns one schema and may make no other, the tables lie in that, and jobs run", async () => {
  const database = await openDatabase({ migrated: false });
  const role = `owner_of_one_${process.pid}`;
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  await database.pool.query(
    `create role ${role} login password 'x'; create schema ${role} authorization ${role}; grant create on database ${name} to ${role}`,
  );
  [url.username, url.password] = [role, "x"];
  // As an earlier version left it, whose first migration may make schemas.
  await migrate(url.href, { wanted: await migrationNames() });
  await database.pool.query(`revoke create on database ${name} from ${role}`);
  await migrate(url.href);
  const own = new pg.Pool({ connectionString: url.href, max: 3 });
  expect(await findJobsSchema(own)).toBe(role);
  const done: string[] = [];
  const context = testContext({ ...database, url: url.href, pool: own });
  const jobs = startJobs(context, { tasks: { mail: async (id) => done.push(id) }, sweep: async () => undefined });
  await own.query((await createJobQueue(own, context.logger).adding({ task: "mail", id: "one" })) ?? "");
  await expect.poll(() => done, { timeout: 20_000 }).toEqual(["one"]);
  await jobs.close();
  await own.end();
  await database.pool.query(`drop owned by ${role}; drop role ${role}`);
});

test("a kill between the place of the jobs and their tables keeps nobody from signing in, and the next migration ends it", async () => {
  const database = await openDatabase({ migrated: false });
  await migrate(database.url, { wanted: await migrationNames() });
  const session = await database.pool.connect();
  expect(await placeForJobs(session, () => undefined)).toBe("public_jobs");
  session.release();
  expect(await findJobsSchema(database.pool)).toBeNull();
  expect((await readWorkState(database.pool)).jobs).toEqual([]);
  const web = openSignIn(database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  await web.auth.links.issue("eve@example.org", "");
  await web.auth.close();
  await migrate(database.url);
  await web.auth.mails.sweep();
  expect(await queued(database)).toEqual([1, 0]);
  await web.close();
});

test("a user who may not use the tables of the jobs signs people in, says so once, and a worker adds what is due", async () => {
  const database = await openDatabase();
  const role = `web_alone_${process.pid}`;
  const url = new URL(database.url);
  await database.pool.query(
    `create role ${role} login password 'x'; grant usage on schema public to ${role}; grant all on all tables in schema public to ${role}`,
  );
  [url.username, url.password] = [role, "x"];
  const [own, lines] = [new pg.Pool({ connectionString: url.href, max: 3 }), [] as string[]];
  const { env } = testContext(database);
  const logger = createLogger({ ...env, logLevel: "info" }, { destination: { write: (line) => lines.push(line) } });
  const foreign = { ...database, url: url.href, pool: own };
  const web = openSignIn(foreign, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" }, { logger });
  await web.auth.links.issue("fay@example.org", "");
  // Not even the right to look into the schema is enough: its tables show another user no rows.
  await database.pool.query(
    `grant usage on schema public_jobs to ${role}; grant all on all tables in schema public_jobs to ${role}`,
  );
  await web.auth.links.issue("gil@example.org", "");
  expect(await findJobsSchema(own)).toBeNull();
  await web.close();
  expect(lines.filter((line) => line.includes("jobs cannot be added here"))).toHaveLength(1);
  await own.end();
  const worker = openSignIn(database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  await worker.auth.mails.sweep();
  expect(await queued(database)).toEqual([2, 0]);
  await worker.close();
  await database.pool.query(`drop owned by ${role}; drop role ${role}`);
});

test("a mail that could not leave is sent by a job with a link that works, and the job is gone", async () => {
  const database = await openDatabase();
  const refused = openSignIn(database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  const { link } = await refused.auth.links.issue("ada@example.org", "Ada");
  await refused.close();
  const working = openSignIn(database, { ...publicly, SMTP_URL: mail.url });
  const { sendDue, sweep } = working.auth.mails;
  const jobs = startJobs(working.context, { tasks: { mail: sendDue }, sweep, timing: quick });
  const sent = await mail.received.until((all) => all.some(({ recipients }) => recipients.includes("ada@example.org")));
  const [, token = ""] = /#t=(\S+)/u.exec(sent.at(-1)?.mail.text ?? "") ?? [];
  await expect.poll(() => queued(database), { timeout: 20_000 }).toEqual([0, 0]);
  expect((await database.prisma.magicLink.findUniqueOrThrow({ where: { id: link.id } })).mail_due_at).toBeNull();
  expect((await working.auth.links.consume(token, { userAgent: null })).user.display_name).toBe("Ada");
  await jobs.close();
  await working.close();
});

test("a mail that is due and has lost its job gets another one", async () => {
  const database = await openDatabase();
  const refused = openSignIn(database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  await refused.auth.links.issue("ben@example.org", "");
  await refused.auth.close();
  await database.pool.query("delete from public_jobs._private_jobs");
  await refused.auth.mails.sweep();
  const runAt = async () => (await database.pool.query("select run_at from public_jobs._private_jobs")).rows;
  const before = await runAt();
  await refused.auth.mails.sweep();
  expect(await runAt()).toEqual(before);
  const { rows } = await database.pool.query<{ key: string; payload: unknown }>(
    "select key, payload from public_jobs._private_jobs",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.key).toMatch(/^mail:sign_in:mgl_/u);
  await refused.close();
});

test("a job holds an id, and neither an address nor a token", async () => {
  const database = await openDatabase();
  const refused = openSignIn(database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  const { token } = await refused.auth.links.issue("cat@example.org", "Cat");
  await refused.close();
  const { rows } = await database.pool.query<{ line: string }>(
    "select j::text as line from public_jobs._private_jobs j",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.line).not.toMatch(/cat|mlt_/iu);
  expect(rows[0]?.line).not.toContain(token);
});

test("a job whose process died is done by another one", async () => {
  const database = await openDatabase();
  const queue = createJobQueue(database.pool, testContext(database).logger);
  await database.pool.query((await queue.adding({ task: "mail", id: "orphan" })) ?? "");
  await database.pool.query(
    "update public_jobs._private_jobs set locked_by = 'worker-gone', locked_at = now() - interval '1 minute', attempts = 1",
  );
  const done: string[] = [];
  const tasks = { mail: async (id: string) => done.push(id) };
  const jobs = startJobs(testContext(database), { tasks, sweep: async () => undefined, timing: quick });
  await expect.poll(() => done, { timeout: 20_000 }).toEqual(["orphan"]);
  await jobs.close();
});

test("doctor warns of mails that no running process takes, and of none that can wait", async () => {
  const database = await openDatabase();
  const queue = createJobQueue(database.pool, testContext(database).logger);
  await database.pool.query((await queue.adding({ task: "mail", id: "waiting" })) ?? "");
  // It runs jobs, and has no mail server.
  const tasks = { housekeeping: async () => true };
  const jobs = startJobs(testContext(database), { tasks, sweep: async () => undefined, timing: quick });
  await expect.poll(async () => (await readWorkState(database.pool)).runners, { timeout: 20_000 }).toBe(1);
  expect(await checkWork(database.pool)).toEqual([expect.objectContaining({ status: "ok" })]);
  await database.pool.query(
    "update public_jobs._private_jobs set run_at = now() - interval '6 minutes' where key like 'mail:%'",
  );
  expect(await checkWork(database.pool)).toEqual([
    expect.objectContaining({ status: "warn", text: expect.stringContaining("more than 5 minutes") }),
  ]);
  await jobs.close();
});

test("a process that runs no jobs says in its log that nobody does", async () => {
  const database = await openDatabase();
  const lines: string[] = [];
  const { env } = testContext(database);
  const logger = createLogger({ ...env, logLevel: "info" }, { destination: { write: (line) => lines.push(line) } });
  const watch = watchRunners(testContext(database, { logger }), 20);
  await expect.poll(() => lines.join(), { timeout: 20_000 }).toContain("no process runs consumers and jobs");
  await database.prisma.jobRunner.create({ data: { id: "here" } });
  await expect.poll(() => lines.join(), { timeout: 20_000 }).toContain("a process runs consumers and jobs again");
  expect(lines.filter((line) => line.includes("runs consumers and jobs"))).toHaveLength(2);
  watch.close();
});

async function queued({ pool }: Database): Promise<number[]> {
  const { jobs } = await readWorkState(pool);
  return jobs.filter(({ task }) => task === "mail").flatMap((one) => [one.queued + one.running, one.failed]);
}

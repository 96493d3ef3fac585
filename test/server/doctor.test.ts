import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkClocks } from "../../src/server/operator/clock-check";
import type { Finding } from "../../src/server/operator/finding";
import { createTestDatabase } from "../support/database";
import { startMailServer } from "../support/mail";
import { type Parley, startParley, unset } from "../support/parley";
import { startPooler } from "../support/pgbouncer";
import { freePort } from "../support/ports";
import { runProgram } from "../support/process";
import { mountSmallDisk } from "../support/small-disk";

/** With a PostgreSQL of its own, as most have it. */
let parley: Parley;
const database = await createTestDatabase();

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley.close();
  await database.close();
});

async function run(program: string, args: readonly string[], env: Record<string, string>) {
  const running = runProgram([`dist/${program}.mjs`, ...args], { ...unset, ...env });
  return { code: await running.exited, output: running.output() };
}

/** What the doctor finds, by what it looked at. */
async function examine(env: Record<string, string>) {
  const { code, output } = await run("admin", ["doctor", "--json"], env);
  const findings: Finding[] = JSON.parse(output);
  return { code, findings, of: (check: Finding["check"]) => findings.filter((finding) => finding.check === check) };
}

describe("the doctor", () => {
  test("finds nothing to mend in a healthy installation beside its running server, and tells the age of its backup", async () => {
    const mail = await startMailServer();
    const folder = mkdtempSync(join(tmpdir(), "parley-backups-"));
    const env = { PARLEY_DATA_DIR: parley.dataDir, SMTP_URL: mail.url, PORT: new URL(parley.url).port };
    const before = await examine(env);
    expect(before.of("backup")).toMatchObject([{ status: "warn", advice: expect.stringContaining("docs/backup.md") }]);
    expect((await run("backup", [join(folder, "parley.zip")], env)).code).toBe(0);
    const { code, output } = await run("admin", ["doctor"], env);
    expect(code, output).toBe(0);
    expect(output).not.toMatch(/^fail/m);
    for (const line of [
      /^ok {4}version {3}Parley \d+\.\d+\.\d+, build \S+, Node\.js /m,
      /^ok {4}settings {2}/m,
      /^ok {4}database {2}PostgreSQL 18\.\S* at 127\.0\.0\.1:\d+\/parley answers, takes writes and has every migration\.$/m,
      /^ok {4}pooler {4}None/m,
      /^ok {4}clocks /m,
      /^(ok|warn) +disk {6}\S+ [GM]B of \S+ [GM]B are free on the disk of the data folder/m,
      /^ok {4}mail {6}The mail server 127\.0\.0\.1:\d+ answers\. /m,
      /^ok {4}backup {4}The last backup was taken less than a minute ago, into \S+parley\.zip\.$/m,
    ])
      expect(output).toMatch(line);
    expect(output).not.toContain("postgresql://");
    await mail.close();
    rmSync(folder, { recursive: true });
  });

  test("tells where links go when no mail is sent, and that a public installation needs it", async () => {
    const env = { PARLEY_DATA_DIR: parley.dataDir };
    expect((await examine(env)).of("mail")).toMatchObject([{ status: "ok", text: expect.stringContaining("console") }]);
    const found = await examine({ ...env, PARLEY_URL: "https://chat.example.org" });
    expect(found.code).toBe(0);
    expect(found.of("mail")).toMatchObject([
      { status: "warn", advice: expect.stringContaining("admin -- login-link") },
    ]);
    expect(found.of("settings")).toMatchObject([
      { status: "warn", text: expect.stringContaining("PARLEY_TRUST_PROXY") },
    ]);
  });

  test("fails for a mail server that is not there, or does not let Parley in, without a word of the password", async () => {
    const mail = await startMailServer({ password: "right" });
    const port = new URL(mail.url).port;
    const env = { PARLEY_DATA_DIR: parley.dataDir };
    const addresses = [
      `smtp://ada:wrong-password@127.0.0.1:${port}`,
      `smtps://127.0.0.1:${port}`,
      `smtp://127.0.0.1:${await freePort()}`,
      "smtp://nowhere.invalid",
    ];
    for (const SMTP_URL of addresses) {
      const { code, of, findings } = await examine({ ...env, SMTP_URL });
      expect([code, of("mail")]).toMatchObject([1, [{ status: "fail" }]]);
      expect(JSON.stringify(findings)).not.toContain("wrong-password");
    }
    const { of } = await examine({ ...env, SMTP_URL: `smtp://ada:right@127.0.0.1:${port}` });
    expect(of("mail")).toMatchObject([{ status: "ok", text: expect.stringContaining("lets Parley in") }]);
    expect(mail.received.items).toEqual([]);
    await mail.close();
  });

  test("tells a pooler that keeps sessions from one that does not, and what goes around it", async () => {
    const session = await startPooler(database.url, { mode: "session", size: 8 });
    const direct = { DATABASE_DIRECT_URL: database.url };
    expect((await examine({ DATABASE_URL: session.url, ...direct })).of("pooler")).toMatchObject([
      { status: "ok", text: expect.stringContaining("go around the pooler") },
    ]);
    const lent = await startPooler(database.url, { mode: "transaction", size: 2 });
    const without = await examine({ DATABASE_URL: lent.url });
    expect(without.code).toBe(1);
    expect(without.of("pooler")[0]).toMatchObject({
      status: "fail",
      advice: expect.stringContaining("DATABASE_DIRECT_URL"),
    });
    const elsewhere = await createTestDatabase();
    expect(
      (await examine({ DATABASE_URL: session.url, DATABASE_DIRECT_URL: elsewhere.url })).of("pooler"),
    ).toMatchObject([{ status: "fail", text: expect.stringContaining("different databases") }]);
    await elsewhere.close();
    await lent.close();
    await session.close();
  });

  test("fails on a full disk and says how much is free, with the server running", async () => {
    const disk = mountSmallDisk(300);
    if (disk === undefined) return;
    const full = await startParley({ PARLEY_DATA_DIR: disk.folder });
    try {
      disk.fill();
      const { code, of } = await examine({ PARLEY_DATA_DIR: disk.folder });
      expect(code).toBe(1);
      expect(of("disk")).toMatchObject([
        {
          status: "fail",
          text: expect.stringMatching(/^\d MB of \d+ MB are free/),
          advice: expect.stringContaining("Make room"),
        },
      ]);
      expect(of("version")).toMatchObject([{ status: "ok" }]);
    } finally {
      disk.empty();
      await full.close();
      disk.close();
    }
  });

  test("fails where there is no Parley, no database or no valid setting, and makes nothing", async () => {
    const dataDir = "/tmp/parley-that-is-not-there";
    for (const [env, check] of [
      [{ PARLEY_DATA_DIR: dataDir }, "database"],
      [{ DATABASE_URL: `postgresql://127.0.0.1:${await freePort()}/parley`, PARLEY_DATA_DIR: dataDir }, "database"],
      [{ PORT: "many" }, "settings"],
    ] as const) {
      const { code, of } = await examine(env);
      expect([code, of(check)]).toMatchObject([1, [{ status: "fail" }]]);
      expect(JSON.stringify(of(check))).not.toContain("postgres.log");
    }
    expect(existsSync(dataDir)).toBe(false);
  }, 60_000);

  test("fails for a database that is empty, or lacks a migration", async () => {
    const empty = await createTestDatabase({ migrated: false });
    expect((await examine({ DATABASE_URL: empty.url })).of("database")).toContainEqual(
      expect.objectContaining({ status: "fail", text: "The database is empty." }),
    );
    await empty.close();
    const old = await createTestDatabase();
    await old.pool.query(
      "delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)",
    );
    expect((await examine({ DATABASE_URL: old.url })).of("database")).toContainEqual(
      expect.objectContaining({ status: "fail", advice: "Run `npm run migrate`." }),
    );
    await old.close();
  });

  test("measures how far the database's clock is from this machine's", async () => {
    const session = new pg.Client(database.url);
    await session.connect();
    const at = (seconds: number) => () => new Date(Date.now() + seconds * 1000);
    expect(await checkClocks(session, at(0))).toMatchObject({ status: "ok" });
    expect(await checkClocks(session, at(5))).toMatchObject({
      status: "warn",
      text: expect.stringMatching(/ [45]\.\d s behind/),
    });
    expect(await checkClocks(session, at(-3600))).toMatchObject({
      status: "fail",
      text: expect.stringContaining(" s ahead of"),
    });
    await session.end();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import type { Database } from "../../src/server/db/client";
import { startNotices } from "../../src/server/operator/greeting";
import { createTestDatabase } from "../support/database";
import { type Parley, startParley } from "../support/parley";
import { freePort } from "../support/ports";

const opened: Parley[] = [];
const databases: Database[] = [];

afterEach(async () => {
  for (const parley of opened.splice(0)) await parley.close();
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

/** A server of the production build that hands out no tokens; `url` is where this test reaches it, whatever people type. */
async function open(env: Record<string, string> = {}): Promise<Parley> {
  const database = await createTestDatabase();
  databases.push(database);
  const port = String(await freePort());
  const parley = await startParley({ DATABASE_URL: database.url, PORT: port, PARLEY_LOCAL_TOKENS: "", ...env });
  opened.push(parley);
  return { ...parley, url: `http://127.0.0.1:${port}` };
}

function post({ url }: Parley, path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function setUp(parley: Parley): Promise<void> {
  const owner = { email: "olga@example.org", display_name: "Olga", workspace_name: "First" };
  const answer = await post(parley, "/api/setup", { secret: parley.setupSecret, ...owner });
  expect(answer.status).toBe(201);
}

test("a start prints what Parley has to say, and nothing of Next.js", async () => {
  const parley = await open();
  const [begin] = await parley.program().says(/^.*?#secret=/s);
  expect(begin).toMatch(/^(Applied \d+ migrations to the database\.\n)?Parley is ready at \S+\n {2}Set it up: \S+$/);
});

test("a local installation that is set up prints one link, which opens the mailbox to a browser until the next start", async () => {
  const parley = await open();
  await setUp(parley);
  await parley.restart();
  const [, secret = ""] = await parley.program().says(/Open it: \S+\/start#secret=(mbx_\S+)\n/);
  expect(parley.program().output()).not.toContain(parley.setupSecret);
  expect((await fetch(`${parley.url}/start`)).status).toBe(200);
  const opening = await post(parley, "/api/auth/mailbox", { secret });
  const cookie = opening.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  expect((await post(parley, "/api/auth/magic/request", { email: "ada@example.org" })).status).toBe(202);
  await parley.program().says(/Sign-in link for ada@example\.org \(15 minutes, once\): \S+#t=mlt_\S+\n/);
  const mailbox = await fetch(`${parley.url}/api/auth/mailbox`, { headers: { cookie } });
  expect((await mailbox.json()).links).toMatchObject([{ email: "ada@example.org" }]);
  await parley.restart("SIGKILL");
  const [, next = ""] = await parley.program().says(/Open it: \S+\/start#secret=(mbx_\S+)\n/);
  expect(next).not.toBe(secret);
  expect((await fetch(`${parley.url}/api/auth/mailbox`, { headers: { cookie } })).status).toBe(404);
  expect((await post(parley, "/api/auth/mailbox", { secret })).status).toBe(403);
  expect((await post(parley, "/api/auth/mailbox", { secret: next })).status).toBe(200);

  const token = readFileSync(join(parley.dataDir, "metrics-token"), "utf8").trim();
  const metrics = await fetch(`${parley.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(metrics.status, "the token of the metrics lies beside the other secrets").toBe(200);
});

test("the link of the set-up is the same after every start until it is used, with no secret in a setting or a file", async () => {
  const parley = await open({ PARLEY_SETUP_SECRET: "" });
  const link = /Set it up: \S+\/setup#secret=(\S+)\n/;
  const [, secret = ""] = await parley.program().says(link);
  expect(secret).toMatch(/^sup_[\w-]{43}$/);
  await parley.restart("SIGKILL");
  expect((await parley.program().says(link))[1]).toBe(secret);
  expect(readdirSync(parley.dataDir).filter((name) => name.endsWith("-secret"))).toEqual([]);
  await setUp({ ...parley, setupSecret: secret });
});

test("what an earlier version kept in files goes on holding", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "parley-data-"));
  writeFileSync(join(dataDir, "setup-secret"), "the-link-that-was-printed-before\n");
  const parley = await open({ PARLEY_SETUP_SECRET: "", PARLEY_DATA_DIR: dataDir });
  await parley.program().says(/Set it up: \S+\/setup#secret=the-link-that-was-printed-before\n/);
  await setUp({ ...parley, setupSecret: "the-link-that-was-printed-before" });
  rmSync(dataDir, { recursive: true });
});

test("one that others reach and that sends no mail says so, and prints no link, token or address once it is set up", async () => {
  const parley = await open({ PARLEY_URL: "https://chat.example.org", LOG_LEVEL: "info" });
  await parley.program().says(/Note: SMTP_URL is not set, so Parley cannot mail sign-in links\. .*admin -- login-link/);
  await parley.program().says(/Note: PARLEY_URL leads to a proxy, and PARLEY_TRUST_PROXY is 0/);
  expect(parley.program().output()).toContain(`Set it up: https://chat.example.org/setup#secret=${parley.setupSecret}`);
  await setUp(parley);
  await parley.restart();
  const asked = await post(parley, "/api/auth/magic/request", { email: "ada@example.org" });
  expect([asked.status, await asked.text()]).toEqual([202, '{"sent":true}']);
  expect(await (await fetch(`${parley.url}/api/auth/delivery`)).json()).toEqual({ links: "operator", mailbox: false });
  const told = parley.program().output();
  expect(told).toContain("Sign in: https://chat.example.org/sign-in");
  expect(told).not.toMatch(/secret=|#t=|mlt_|mbx_|@example\.org/);
  expect(told).not.toContain(parley.setupSecret);
});

test("a proxy that nobody named is told once in the log, by the header that gave it away and without its value", async () => {
  const parley = await open();
  const ask = (headers: Record<string, string>) => fetch(`${parley.url}/healthz`, { headers });
  await ask({});
  for (let time = 0; time < 5; time += 1) await ask({ "cf-connecting-ip": "203.0.113.7" });
  await parley.program().says(/"header":"cf-connecting-ip".*PARLEY_TRUST_PROXY is 0/);
  await ask({ "x-forwarded-for": "203.0.113.7" });
  await parley.program().end("SIGTERM");
  expect(
    parley
      .program()
      .output()
      .match(/PARLEY_TRUST_PROXY/g),
  ).toHaveLength(1);
  expect(parley.program().output()).not.toContain("203.0.113.7");
});

describe("what a start says beside its link", () => {
  const mail = { SMTP_URL: "smtp://127.0.0.1" };
  const named = { PARLEY_TRUST_PROXY: "1" };
  const [https, http] = [{ PARLEY_URL: "https://chat.example.org" }, { PARLEY_URL: "http://chat.example.org" }];

  test.each([
    ["nothing on a local installation", {}, []],
    ["nothing where mail leaves and the proxy is named", { ...https, ...mail, ...named }, []],
    ["nothing where visitors come straight to it", { ...http, ...mail, HOST: "0.0.0.0" }, []],
    ["nothing where a container is tried out", { PARLEY_URL: "http://localhost:3000", HOST: "0.0.0.0", ...mail }, []],
    ["that a proxy is missing where people type https", { ...https, ...mail }, ["PARLEY_TRUST_PROXY"]],
    ["that a proxy is missing where only this machine is listened to", { ...http, ...mail }, ["PARLEY_TRUST_PROXY"]],
    ["that mail is missing", { ...https, ...named }, ["SMTP_URL"]],
    ["that mail is missing in a container", { PARLEY_URL: "http://localhost:3000", HOST: "0.0.0.0" }, ["SMTP_URL"]],
    ["that tokens are handed out", { PARLEY_LOCAL_TOKENS: "1" }, ["PARLEY_LOCAL_TOKENS"]],
    ["that anybody is let in", { PARLEY_DEV_AUTH: "header" }, ["PARLEY_DEV_AUTH"]],
    ["both", https, ["SMTP_URL", "PARLEY_TRUST_PROXY"]],
  ])("is %s", (_what, settings, names) => {
    const notices = startNotices(loadEnv(settings));
    expect(notices).toEqual(names.map((name) => expect.stringContaining(name)));
  });
});

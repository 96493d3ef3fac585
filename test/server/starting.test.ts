import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { type Parley, startParley, unset } from "../support/parley";
import { freePort } from "../support/ports";
import { type Program, runProgram } from "../support/process";

const opened: Parley[] = [];
const scratch = mkdtempSync(join(tmpdir(), "parley-test-"));

afterEach(async () => {
  for (const parley of opened.splice(0)) await parley.close();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function open(env: Record<string, string> = {}): Promise<Parley> {
  const parley = await startParley(env);
  opened.push(parley);
  return parley;
}

/** One that people reach by another address than this test does. */
async function openPublic(env: Record<string, string>): Promise<Parley> {
  const port = String(await freePort());
  const parley = await open({ PARLEY_URL: "https://chat.example.org", PARLEY_LOCAL_TOKENS: "", PORT: port, ...env });
  return { ...parley, url: `http://127.0.0.1:${port}` };
}

function attempt(env: Record<string, string>): Program {
  return runProgram(["dist/server.mjs"], {
    ...unset,
    NODE_ENV: "production",
    PORT: "0",
    PARLEY_DATA_DIR: join(scratch, "untouched"),
    ...env,
  });
}

test("a first start prints the link of the set-up and serves pages and health", async () => {
  const parley = await open();
  expect(parley.program().output()).toContain(`${parley.url}/setup#secret=${parley.setupSecret}`);
  expect((await fetch(`${parley.url}/`)).status).toBe(200);
  expect((await fetch(`${parley.url}/healthz`)).status).toBe(200);
});

test("later starts of a local installation print one link, which opens the mailbox to a browser", async () => {
  const parley = await open({ PARLEY_LOCAL_TOKENS: "" });
  await setUp(parley);
  await parley.restart();
  const [, secret = ""] = await parley.program().says(/Open it: \S+\/start#secret=(mbx_\S+)\n/);
  expect(parley.program().output()).not.toContain(parley.setupSecret);
  expect((await fetch(`${parley.url}/start`)).status).toBe(200);
  const opened = await post(parley, "/api/auth/mailbox", { secret });
  const cookie = opened.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  expect((await post(parley, "/api/auth/magic/request", { email: "ada@example.org" })).status).toBe(202);
  await parley.program().says(/Sign-in link for ada@example\.org \(15 minutes, once\): \S+#t=mlt_\S+\n/);
  const mailbox = await fetch(`${parley.url}/api/auth/mailbox`, { headers: { cookie } });
  expect((await mailbox.json()).links).toMatchObject([{ email: "ada@example.org" }]);
  await parley.restart("SIGKILL");
  const later = await fetch(`${parley.url}/api/auth/mailbox`, { headers: { cookie } });
  expect([later.status, await later.json()], "the browser stays one that may look").toEqual([200, { links: [] }]);
});

test("a first start makes a token for the metrics and keeps it beside the other secrets", async () => {
  const parley = await open();
  const token = readFileSync(join(parley.dataDir, "metrics-token"), "utf8").trim();
  const metrics = await fetch(`${parley.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(metrics.status).toBe(200);
  expect((await fetch(`${parley.url}/metrics`)).status).toBe(404);
});

test("an installation that others reach and that sends no mail says so, and prints no link, token or address ever after", async () => {
  const parley = await openPublic({ LOG_LEVEL: "info" });
  await parley
    .program()
    .says(/Note: SMTP_URL is not set, so nobody is sent a sign-in link\. .*npm run admin -- login-link/);
  await parley.program().says(/Note: PARLEY_URL leads to a proxy, and PARLEY_TRUST_PROXY is 0/);
  expect(parley.program().output()).toContain(`Set it up: https://chat.example.org/setup#secret=${parley.setupSecret}`);
  await setUp(parley);
  await parley.restart();
  const asked = await post(parley, "/api/auth/magic/request", { email: "ada@example.org" });
  expect([asked.status, await asked.text()]).toEqual([202, '{"sent":true}']);
  const told = parley.program().output();
  expect(told).toContain("Sign in: https://chat.example.org/sign-in");
  expect(told).not.toMatch(/secret=|#t=|mlt_|mbx_|@example\.org/);
  expect(told).not.toContain(parley.setupSecret);
});

test("a proxy that nobody named is told once in the log, by the header that gave it away and without its value", async () => {
  const parley = await open({ PARLEY_LOCAL_TOKENS: "" });
  const from = (headers: Record<string, string>) => fetch(`${parley.url}/healthz`, { headers });
  await from({});
  for (let time = 0; time < 5; time += 1) await from({ "cf-connecting-ip": "203.0.113.7" });
  await parley.program().says(/"header":"cf-connecting-ip".*PARLEY_TRUST_PROXY is 0/);
  await from({ "x-forwarded-for": "203.0.113.7" });
  expect(
    parley
      .program()
      .output()
      .match(/PARLEY_TRUST_PROXY/g),
  ).toHaveLength(1);
  expect(parley.program().output()).not.toContain("203.0.113.7");
});

test("a proxy that was named is told of by nobody", async () => {
  const parley = await openPublic({ PARLEY_TRUST_PROXY: "1" });
  await fetch(`${parley.url}/healthz`, { headers: { "x-forwarded-for": "203.0.113.7" } });
  await parley.program().end("SIGTERM");
  expect(parley.program().output()).not.toContain("PARLEY_TRUST_PROXY");
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it cleanly and leaves no PostgreSQL behind", async (signal) => {
  const parley = await open();
  expect(await parley.program().end(signal)).toBe(0);
  expect(existsSync(join(parley.dataDir, "postgres/postmaster.pid"))).toBe(false);
});

test("after SIGKILL the next start on the same port and data is clean", async () => {
  const parley = await open();
  await parley.restart("SIGKILL");
  expect((await fetch(`${parley.url}/healthz`)).status).toBe(200);
});

test("a taken port is told in one sentence and nothing else is touched", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const port = portOf(other.address());
  const program = attempt({ PORT: String(port) });
  expect(await program.exited).toBe(1);
  expect(program.output()).toBe(`Port ${port} on 127.0.0.1 is taken: stop what uses it, or set PORT to another one.\n`);
  expect(existsSync(join(scratch, "untouched"))).toBe(false);
  other.close();
});

test("a data folder in use is told with the process that uses it", async () => {
  const parley = await open();
  const program = attempt({ PARLEY_DATA_DIR: parley.dataDir });
  expect(await program.exited).toBe(1);
  const owner = parley.program().child.pid;
  expect(program.output()).toBe(`Another Parley is already running on this data folder (pid ${owner}).\n`);
  expect((await fetch(`${parley.url}/healthz`)).status).toBe(200);
});

test("a database that cannot be reached is told without its password", async () => {
  const program = attempt({ DATABASE_URL: "postgresql://parley:hidden@127.0.0.1:9/parley" });
  expect(await program.exited).toBe(1);
  expect(program.output()).toMatch(/^The database of DATABASE_URL \(127\.0\.0\.1:9\/parley\) cannot be used: .+\n$/);
  expect(program.output()).not.toContain("hidden");
});

test("a bad environment is told with every fault", async () => {
  const program = attempt({ PORT: "many", LOG_LEVEL: "loud" });
  expect(await program.exited).toBe(1);
  expect(program.output()).toMatch(/PORT: must be a port.*\n.*LOG_LEVEL: must be one of/);
});

test("a data folder that cannot be written is told in one sentence", async () => {
  const file = join(scratch, "file");
  writeFileSync(file, "in the way");
  const program = attempt({ PARLEY_DATA_DIR: join(file, "data") });
  expect(await program.exited).toBe(1);
  expect(program.output()).toBe(`The data folder ${join(file, "data")} cannot be written by this user.\n`);
});

function post(parley: Pick<Parley, "url">, path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(parley.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function setUp(parley: Pick<Parley, "url" | "setupSecret">): Promise<void> {
  const answer = await post(parley, "/api/setup", {
    secret: parley.setupSecret,
    email: "olga@example.org",
    display_name: "Olga",
    workspace_name: "First",
  });
  expect(answer.status).toBe(201);
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === "object" ? address.port : 0;
}

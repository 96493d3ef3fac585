import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../src/server/db/built-in/postmaster";
import { type Parley, startParley, unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";

/** It is on the data folder of its first start throughout. */
let parley: Parley;
const scratch = mkdtempSync(join(tmpdir(), "parley-test-"));

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley?.close();
  rmSync(scratch, { recursive: true, force: true });
});

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
  expect(parley.program().output()).toContain(`${parley.url}/setup#secret=${parley.setupSecret}`);
  expect((await fetch(`${parley.url}/`)).status).toBe(200);
  expect((await fetch(`${parley.url}/healthz`)).status).toBe(200);
});

test("while it starts, programs are answered with an object and browsers with a sentence, and both are told to come back", async () => {
  const port = String(await freePort());
  const program = attempt({ PORT: port, PARLEY_DATA_DIR: join(scratch, "starting") });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual" }).catch(() => null);
  try {
    let answers: (Response | null)[] = [];
    while (answers.length === 0 || answers.includes(null))
      answers = await Promise.all(["/api/me", "/api/trpc/boot", "/healthz", "/readyz", "/", "/w/acme"].map(ask));
    for (const answer of answers) {
      expect(answer?.status).toBe(503);
      expect([answer?.headers.get("retry-after"), answer?.headers.get("refresh")]).toEqual(["2", "2"]);
    }
    const [me, trpc, health, ready, ...pages] = answers;
    for (const answer of [me, trpc, health, ready])
      expect(await answer?.json()).toEqual({
        error: "Parley is starting.",
        code: "not_ready",
        request_id: answer?.headers.get("x-request-id"),
      });
    for (const page of pages) expect(await page?.text()).toBe("Parley is starting.\n");
    await program.says(/Parley is ready/);
  } finally {
    await program.end("SIGTERM");
  }
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it cleanly and leaves no PostgreSQL behind", async (signal) => {
  expect(await parley.program().end(signal)).toBe(0);
  expect(existsSync(join(parley.dataDir, "postgres/postmaster.pid"))).toBe(false);
  await parley.restart();
});

test("after SIGKILL the next start on the same port and data is clean", async () => {
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
  const program = attempt({ PARLEY_DATA_DIR: parley.dataDir });
  expect(await program.exited).toBe(1);
  const owner = parley.program().child.pid;
  expect(program.output()).toMatch(
    new RegExp(`^Another Parley is already running on this data folder \\(pid ${owner} on .+, since .+\\)\\.\\n$`),
  );
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
  expect(program.output()).toBe(
    `The data folder ${join(file, "data")} cannot be used: there is a file in the place of a folder.\n`,
  );
});

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === "object" ? address.port : 0;
}

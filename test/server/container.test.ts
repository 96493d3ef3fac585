import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { readCompose } from "../support/compose";
import { checkHealth, type Environment, runImage } from "../support/container";
import { createTestDatabase } from "../support/database";
import { assembleImage, type Image } from "../support/image";
import { freePort } from "../support/ports";
import { startRedis, type TestRedis } from "../support/redis";
import { openSocket } from "../support/streams";

const secret = "a-secret-for-tests-only-and-nowhere-else";
const { services } = readCompose({
  POSTGRES_PASSWORD: secret,
  PARLEY_SETUP_SECRET: secret,
  NEXTAUTH_SECRET: secret,
  RUSTFS_SECRET_KEY: secret,
});

let image: Image;
let database: Database;
let redis: TestRedis;

/** Where whoever runs the image may write. */
const scratch = mkdtempSync(join(tmpdir(), "parley-container-"));

beforeAll(async () => {
  chmodSync(scratch, 0o777);
  image = assembleImage();
  database = await createTestDatabase({ migrated: false });
  redis = await startRedis();
});
afterAll(async () => {
  await redis.close();
  await database.close();
  image.remove();
  rmSync(scratch, { recursive: true, force: true });
});

async function environmentOf(service: string): Promise<Environment> {
  const port = String(await freePort());
  return {
    ...services[service]?.environment,
    HOST: "127.0.0.1",
    PORT: port,
    PARLEY_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PARLEY_DATA_DIR: join(scratch, port),
  };
}

test("the image serves, tells its sockets to come back and ends cleanly when it is stopped", async () => {
  const environment = await environmentOf("app");
  const url = environment.PARLEY_URL ?? "";
  const program = runImage(image, environment);
  await program.says(/Parley is ready at/);
  expect(checkHealth(image, environment)).toBe(0);
  for (const page of ["/", "/sign-in", "/w/anything", "/early.js"])
    expect((await fetch(`${url}${page}`)).status).toBe(200);

  const socket = openSocket(url, { token: await setUp(url), query: { v: "2" } });
  await socket.opened;
  expect((await fetch(`${url}/api/auth/csrf`)).status, "next-auth, which the build only links to").toBe(200);
  expect(await program.end("SIGTERM")).toBe(0);
  expect(await socket.ended).toBe("1012");
  expect(checkHealth(image, environment)).toBe(1);
  expect(program.output()).not.toMatch(/EROFS|EACCES|ENOENT/);
}, 60_000);

test("the roles come up side by side from the one image, and end cleanly", async () => {
  const environments = await Promise.all(["web", "realtime", "worker"].map(environmentOf));
  const programs = environments.map((environment) => runImage(image, environment));
  await Promise.all(programs.map((program) => program.says(/is ready/)));
  for (const environment of environments) expect(checkHealth(image, environment)).toBe(0);
  expect(await Promise.all(programs.map((program) => program.end("SIGTERM")))).toEqual([0, 0, 0]);
}, 60_000);

test("the image runs the operator's tools by their names, and names them to whoever asks for another", async () => {
  const environment = await environmentOf("app");
  const verify = runImage(image, environment, ["log-verify"]);
  expect(await verify.exited).toBe(0);
  expect(verify.output()).toMatch(/the log and the tables agree/);
  const unknown = runImage(image, environment, ["dance"]);
  expect(await unknown.exited).toBe(64);
  expect(unknown.output()).toMatch(
    /^There is no program "dance" here; there are: .*\badmin\b.*\blog-verify\b.*\bserver\b.*\.\n$/,
  );
});

test("an image that is told too little says everything that is missing", async () => {
  const program = runImage(image, { PARLEY_ROLE: "web" });
  expect(await program.exited).toBe(1);
  for (const name of ["DATABASE_URL", "PARLEY_URL", "PARLEY_REALTIME_URL"]) {
    expect(program.output()).toContain(`${name}: must be set`);
  }
});

test("after all of that nothing in the image has changed", () => {
  expect(image.changes()).toEqual([]);
});

async function setUp(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret, email: "o@example.org", display_name: "Olga", workspace_name: "First" }),
  });
  const { token } = await answer.json();
  return token;
}

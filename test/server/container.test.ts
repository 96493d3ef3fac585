import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { readCompose } from "../support/compose";
import { checkHealth, type Environment, runImage } from "../support/container";
import { createTestDatabase } from "../support/database";
import { assembleImage, type Image } from "../support/image";
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

beforeAll(async () => {
  image = assembleImage();
  database = await createTestDatabase({ migrated: false });
});
afterAll(async () => {
  await database.close();
  image.remove();
});

async function environmentOf(service: string): Promise<Environment> {
  const port = String(await freePort());
  return {
    ...services[service]?.environment,
    HOST: "127.0.0.1",
    PORT: port,
    PARLEY_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    REDIS_URL: "",
    PARLEY_DATA_DIR: "/tmp",
  };
}

test("the image serves, tells its sockets to come back and ends cleanly when it is stopped", async () => {
  const environment = await environmentOf("app");
  const url = environment.PARLEY_URL ?? "";
  const program = runImage(image, environment);
  await program.says(/Parley is ready at/);
  expect(checkHealth(image, environment)).toBe(0);
  for (const page of ["/", "/sign-in", "/w/anything", "/theme.js"])
    expect((await fetch(`${url}${page}`)).status).toBe(200);

  const socket = openSocket(url, { token: await setUp(url), query: { v: "2" } });
  await socket.opened;
  expect(await program.end("SIGTERM")).toBe(0);
  expect(await socket.ended).toBe("1012");
  expect(checkHealth(image, environment)).toBe(1);
  expect(program.output()).not.toMatch(/EROFS|EACCES|ENOENT/);
}, 60_000);

test("the image runs the operator's tools by their names, and names them to whoever asks for another", async () => {
  const environment = await environmentOf("app");
  const verify = runImage(image, environment, ["log-verify"]);
  expect(await verify.exited).toBe(0);
  expect(verify.output()).toMatch(/the log and the tables agree/);
  const unknown = runImage(image, environment, ["dance"]);
  expect(await unknown.exited).toBe(64);
  expect(unknown.output()).toBe('There is no program "dance" here; there are: import log-verify server.\n');
});

test("an image that is told too little says everything that is missing", async () => {
  const program = runImage(image, { PARLEY_ROLE: "web" });
  expect(await program.exited).toBe(1);
  for (const name of ["DATABASE_URL", "PARLEY_URL", "PARLEY_SETUP_SECRET", "NEXTAUTH_SECRET"]) {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

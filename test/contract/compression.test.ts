import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";

const database = await createTestDatabase();
let served: Served;

beforeAll(async () => {
  served = await serve(database);
  for (let count = 0; count < 20; count += 1)
    await served.as(served.owner, message(served.world.generalId, "words that repeat"));
});

afterAll(() => served.close());

test("pages of history travel compressed to those who can read it", async () => {
  const path = `/api/channels/${served.world.generalId}/messages`;
  expect(await encodingOf(path, "gzip")).toBe("gzip");
  expect(await encodingOf(path, "gzip, deflate, br")).toBe("br");
  expect(await encodingOf(path, "br;q=0, gzip;q=0")).toBeUndefined();
  expect(await encodingOf(path, "identity")).toBeUndefined();
});

test.each(["br", "gzip", "identity"])("what travels as %s is what was written", async (accepted) => {
  await served.as(served.owner, message(served.world.generalId, "ünïcödé 🙂 ".repeat(800)));
  const read = (encoding: string) =>
    fetch(`${served.url}/api/channels/${served.world.generalId}/messages`, {
      headers: { authorization: `Bearer ${served.owner.token}`, "accept-encoding": encoding },
    });
  const answer = await read(accepted);
  expect(answer.headers.get("vary")).toBe("Accept-Encoding");
  expect(await answer.text()).toBe(await (await read("identity")).text());
});

test("what fits into a few packets is sent as it is", async () => {
  expect(await encodingOf("/api/me", "br")).toBeUndefined();
});

test("a secret is compressed by nobody, here or on the way", async () => {
  const { headers } = await fetch(`${served.url}/api/workspaces/${served.world.workspaceId}/invites`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${served.owner.token}`,
      "content-type": "application/json",
      "accept-encoding": "gzip",
    },
    body: "{}",
  });
  expect([headers.get("content-encoding"), headers.get("cache-control")]).toEqual([null, "no-store, no-transform"]);
});

test("an event stream is not held back by compression", async () => {
  expect(await encodingOf("/api/events?resume_point=1", "gzip")).toBeUndefined();
});

function encodingOf(path: string, accepted: string): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${served.owner.token}`, "accept-encoding": accepted };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${served.url}${path}`, { headers }, (response) => {
      expect(response.statusCode).toBe(200);
      resolve(response.headers["content-encoding"]);
      response.destroy();
    });
    outgoing.on("error", reject).end();
  });
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../src/server/context/context";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

function send(body: string): Promise<Response> {
  return fetch(`${served.url}/api/channels/${served.world.generalId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${served.owner.token}`, "content-type": "application/json" },
    body: JSON.stringify({ body }),
  });
}

test("messages that are sent at once have ids in the order of the log", async () => {
  await Promise.all(Array.from({ length: 200 }, (_, index) => send(`at once ${index}`)));
  const answer = await fetch(`${served.url}/api/realtime/events?limit=500`, {
    headers: { authorization: `Bearer ${served.owner.token}` },
  });
  const { events }: { events: { id: string; type: string; payload: { message_id: string } }[] } = await answer.json();
  const messages = events.filter(({ type }) => type === "message.created").map(({ payload }) => payload.message_id);
  expect(messages).toHaveLength(200);
  expect(messages).toEqual([...messages].sort());
  const ids = events.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
});

test("ids of all kinds keep their form and rise, however many are made in one millisecond", () => {
  const ids = Array.from({ length: 20_000 }, () => newId("message"));
  expect(ids).toEqual([...new Set(ids)].sort());
  for (const id of ids.slice(-50)) expect(id).toMatch(/^msg_[0-7][0-9a-hjkmnp-tv-z]{25}$/u);
});

test.each(["\u200b", "\u2800", " \u2060\ufeff", "\u3164", "\u00ad\u200d"])(
  "a message that shows nothing is refused (%j)",
  async (body) => {
    const answer = await send(body);
    expect([answer.status, (await answer.json()).code]).toEqual([422, "invalid_input"]);
  },
);

test("a message may have as many code points as the limit says, each of which may be two units", async () => {
  expect((await send("👍".repeat(40_000))).status).toBe(201);
  expect((await send("👍".repeat(40_001))).status).toBe(422);
});

test("a deleted bot's handle is free for a new bot, for one who chooses it, and what it wrote keeps it", async () => {
  const ask = async (method: string, path: string, body?: object, token = served.owner.token) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(served.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: answer.status, text: await answer.text() };
  };
  const bots = `/api/workspaces/${served.world.workspaceId}/bots`;
  const make = () => ask("POST", bots, { display_name: "Deploy", handle: "deploy" });
  expect((await make()).status).toBe(201);
  expect((await make()).status).toBe(409);
  const bot = await served.database.prisma.user.findUniqueOrThrow({ where: { handle: "deploy" } });
  await served.as(served.owner, { type: "bot.delete", input: { bot_id: bot.id } });
  expect((await make()).status).toBe(201);
  const member = await served.database.prisma.member.findFirstOrThrow({ where: { user_id: bot.id } });
  expect(member.handle).toBe("deploy");
  const next = await served.database.prisma.user.findUniqueOrThrow({ where: { handle: "deploy" } });
  await served.as(served.owner, { type: "bot.delete", input: { bot_id: next.id } });
  const person = await served.person("chooser");
  expect((await ask("PATCH", "/api/me", { handle: "deploy" }, person.token)).status).toBe(200);
  expect((await make()).status).toBe(409);
});

test("an answer has a tag of its own in each encoding, any of which says that it is still right", async () => {
  const ask = (encoding: string, known = "") =>
    fetch(`${served.url}/api/openapi.json`, { headers: { "accept-encoding": encoding, "if-none-match": known } });
  const tags = [];
  for (const encoding of ["identity", "gzip", "br"]) {
    const answer = await ask(encoding);
    await answer.arrayBuffer();
    tags.push(answer.headers.get("etag") ?? "");
  }
  expect(new Set(tags).size).toBe(3);
  for (const tag of [...tags, `W/${tags[2]}`, `"x", ${tags[1]}`]) {
    const answer = await ask("br", tag);
    expect([tag, answer.status]).toEqual([tag, 304]);
    expect(tag).toContain(answer.headers.get("etag"));
  }
  expect((await ask("br", '"x~br"')).status).toBe(200);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { limits } from "../../src/domain/core/limits";
import { operationList } from "../../src/doors/operations";
import { verifyLogs } from "../../src/server/log/verify";
import { draft, message } from "../support/app";
import { costOf } from "../support/cost";
import { createTestDatabase } from "../support/database";
import { longText } from "../support/heavy-world";
import { openServer, type Served, serve } from "../support/served";

let served: Served;
beforeAll(async () => {
  served = await serve(await createTestDatabase());
});
afterAll(() => served.close());

type Sent = {
  readonly method?: string;
  readonly token?: string;
  readonly raw?: string;
  readonly type?: string;
  readonly url?: string;
};

async function send(path: string, { method = "POST", token, raw, type = "application/json", url = served.url }: Sent) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(raw === undefined ? {} : { "Content-Type": type }),
    },
    ...(raw === undefined ? {} : { body: raw }),
  });
  const text = await answer.text();
  const body = text === "" ? null : JSON.parse(text);
  return { status: answer.status, code: body?.code ?? body?.error?.data?.code, text, body, headers: answer.headers };
}

/** A body of exactly so many bytes, with so many keys that nobody knows. */
function bodyOf(bytes: number): string {
  const begin = '{"email":"a@example.org","padding":"';
  return `${begin}${"p".repeat(bytes - begin.length - 2)}"}`;
}

describe("what anybody may send", () => {
  const open = operationList.filter(({ access, body }) => access === "public" && body !== null);

  test.each(open.map(({ id, path }) => [id, path] as const))(
    "is at most 16 kB for %s, on each door",
    async (id, path) => {
      const fitting = await send(path, { raw: bodyOf(limits.publicBodyBytesMax) });
      expect([400, 413]).not.toContain(fitting.status);
      const over = bodyOf(limits.publicBodyBytesMax + 1);
      expect(await send(path, { raw: over })).toMatchObject({ status: 413, code: "payload_too_large" });
      expect(await send(`/api/trpc/${id}`, { raw: over })).toMatchObject({ status: 413, code: "payload_too_large" });
      const batch = await send(`/api/trpc/me.update,${id}?batch=1`, { raw: over, token: served.owner.token });
      expect(batch.body[1].error.data.code).toBe("payload_too_large");
      for (const spelled of [percented(id), id.replace(".", "%2E"), id.replace(".", "%2e")])
        expect(await send(`/api/trpc/${spelled}`, { raw: over })).toMatchObject({ status: 413 });
      for (const names of [`me.update%2C${id}`, `${id}%2cme.update`, percented(`me.update,${id}`)]) {
        const hidden = await send(`/api/trpc/${names}?batch=1&batch=0`, { raw: over, token: served.owner.token });
        expect(codesIn(hidden.body)).toContain("payload_too_large");
      }
    },
  );

  test.each([
    "%2e%2e/x",
    "x/%2e%2e/",
    "nothing",
    "%6eothing",
    "%256ee.update",
    "",
    "%",
    "%E0%A4%A",
    "ME.UPDATE",
    "me%00.update",
  ])("is at most 16 kB where nothing is called: %s", async (path) => {
    const { status } = await send(`/api/trpc/${path}`, { raw: bodyOf(limits.publicBodyBytesMax + 1) });
    expect([400, 404, 413]).toContain(status);
  });

  test("is not read at all where somebody has to be named", async () => {
    const raw = `{"body":"${"x".repeat(200_000)}`;
    const path = `/api/channels/${served.world.generalId}/messages`;
    expect(await send(path, { raw })).toMatchObject({ status: 401 });
    expect(await send("/api/trpc/messages.send", { raw })).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("is counted per address, which locks nobody out who has a credential, nor a health check", async () => {
    const limited = await openServer(served.database, { PARLEY_RATE_LIMITS: "on" });
    const { url } = limited;
    const asked = () => send("/api/me", { method: "GET", url });
    const answers = await Promise.all(Array.from({ length: limits.anonymousRequestsMax }, asked));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const refused = await asked();
    expect(refused).toMatchObject({ status: 429, code: "rate_limited" });
    expect(refused.headers.get("ratelimit-policy")).toBe(
      `"anonymous";q=${limits.anonymousRequestsMax};w=${limits.anonymousSeconds}`,
    );
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await send("/api/me", { method: "GET", url, token: "sst_wrong" })).toMatchObject({ status: 429 });
    expect(await send("/api/me", { method: "GET", url, token: served.owner.token })).toMatchObject({ status: 200 });
    expect(await send("/readyz", { method: "GET", url })).toMatchObject({ status: 200 });

    // Nor does it lock anybody out of signing in, who may share the address.
    const raw = '{"email":"newcomer@example.org"}';
    const signing = await send("/api/auth/magic/request", { url, raw });
    expect(signing).toMatchObject({ status: 202 });
    expect(signing.headers.get("ratelimit-policy")).toBe(
      `"public";q=${limits.publicRequestsMax};w=${limits.anonymousSeconds}`,
    );
    // One count, whatever door is asked.
    const left = await limited.app.rateLimits.take("127.0.0.1", "public");
    expect(left?.remaining).toBe(limits.publicRequestsMax - 2);
    await limited.close();
  });
});

describe("what is sent", () => {
  const list = (marks: number) => `{"body":"x","more":[${"1,".repeat(marks - 5)}1]}`;
  const path = () => `/api/channels/${served.world.generalId}/messages`;

  test("has no more keys and values than are counted before it is parsed, on each door", async () => {
    const token = served.owner.token;
    expect(await send(path(), { token, raw: list(limits.jsonMarksMax) })).toMatchObject({ status: 201 });
    expect(await send(path(), { token, raw: list(limits.jsonMarksMax + 1) })).toMatchObject({ status: 400 });
    const over = list(limits.jsonMarksMax + 1);
    expect(await send("/api/trpc/messages.send", { token, raw: over })).toMatchObject({
      status: 400,
      code: "malformed",
    });
    const query = `/api/trpc/users.batch?input=${encodeURIComponent(`{"ids":[${"1,".repeat(limits.jsonMarksMax)}1]}`)}`;
    // Node itself refuses an address of more than 16 kB.
    expect([400, 431]).toContain((await fetch(`${served.url}${query}`)).status);
    const deep = `/api/trpc/users.batch?input=${"[".repeat(2_000)}${"]".repeat(2_000)}`;
    expect(await send(deep, { method: "GET", token })).toMatchObject({ status: 400, code: "malformed" });
  });

  test("marks within a string are text", async () => {
    const raw = JSON.stringify({ body: `${'[{",:\\'.repeat(6_000)}` });
    expect(await send(path(), { token: served.owner.token, raw })).toMatchObject({ status: 201 });
  });

  test("is answered with twenty details at most, and not with what it said", async () => {
    const unknown = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`key_${index}`, 1]));
    const many = await send("/api/auth/magic/inspect", {
      raw: JSON.stringify({ token: "x", ...unknown })
        .slice(0, 16_000)
        .replace(/,[^,]*$/u, "}"),
    });
    expect(many.body.details).toHaveLength(limits.errorDetailsMax);
    const long = await send("/api/auth/magic/inspect", {
      raw: JSON.stringify({ token: "x", ["k".repeat(15_000)]: 1 }),
    });
    expect([long.status, long.text.length < 2_000]).toEqual([422, true]);
    const wrong = await send("/api/users?ids=", { method: "GET", token: served.owner.token });
    expect(wrong.status).toBe(422);
    const ids = await send(
      `/api/trpc/users.batch?input=${encodeURIComponent(JSON.stringify({ ids: Array(400).fill(1) }))}`,
      {
        method: "GET",
        token: served.owner.token,
      },
    );
    expect(ids.body.error.data.details.length).toBeLessThanOrEqual(limits.errorDetailsMax);
  });

  test("has at most so many parameters, and those cost no more than they are", async () => {
    const token = served.owner.token;
    const members = `/api/workspaces/${served.world.workspaceId}/channels`;
    const query = (count: number) => `${members}?${Array(count).fill("a").join("&")}`;
    expect(await send(query(limits.parametersMax), { method: "GET", token })).toMatchObject({ status: 200 });
    expect(await send(query(limits.parametersMax + 1), { method: "GET", token })).toMatchObject({ status: 400 });
    const form = (count: number) =>
      `text=hello&${Array(count - 1)
        .fill("a=1")
        .join("&")}`;
    const slash = `/api/hooks/slash/${served.world.generalId}`;
    const type = "application/x-www-form-urlencoded";
    expect(await send(slash, { token, type, raw: form(limits.parametersMax) })).toMatchObject({ status: 201 });
    expect(await send(slash, { token, type, raw: form(limits.parametersMax + 1) })).toMatchObject({ status: 400 });
  });

  test("may name what objects are made of without harm", async () => {
    const raw = '{"body":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    expect(await send(path(), { token: served.owner.token, raw })).toMatchObject({ status: 201 });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("a name is refused before it is normalised when it is far too long", async () => {
    const marks = "a\u0301\u0316".repeat(150_000);
    const rename = (display_name: string) =>
      costOf(() =>
        send("/api/me", { method: "PATCH", token: served.owner.token, raw: JSON.stringify({ display_name }) }),
      );
    await rename("Ana");
    const short = await rename("Ana");
    const long = await rename(marks);
    expect([short.result.status, long.result.status]).toEqual([200, 422]);
  });
});

describe("a batch", () => {
  test("answers no more than one request may, and runs no change for whose answer there is no room", async () => {
    const { events } = await served.as(served.owner, {
      type: "message.create",
      input: {
        ...draft(longText),
        author_thinking: longText,
        channel_id: served.world.generalId,
        direct_conversation_id: null,
      },
    });
    const message_id = events[0]?.type === "message.created" ? events[0].payload.message_id : "";
    const names = Array(limits.batchCallsMax).fill("messages.get").join();
    const inputs = Object.fromEntries(
      Array.from({ length: limits.batchCallsMax }, (_, index) => [index, { message_id }]),
    );
    const read = await send(`/api/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`, {
      method: "GET",
      token: served.owner.token,
    });
    expect(read.text.length).toBeLessThan(limits.answerBytesMax + 100_000);
    // In turn: once there is no room left, nothing is read any more.
    const codes = codesIn(read.body);
    const firstRefused = codes.indexOf("payload_too_large");
    expect(firstRefused).toBeGreaterThan(0);
    expect(new Set(codes.slice(firstRefused))).toEqual(new Set(["payload_too_large"]));
  });
});

describe("a message", () => {
  test("is quoted with its text five hundred times, then by a link, and leaves all of them when it is deleted", async () => {
    const { world, owner, database, app } = served;
    const say = async (body: string, quoted_message_id: string | null = null) => {
      const { events } = await served.as(owner, {
        type: "message.create",
        input: { ...draft(body), quoted_message_id, channel_id: world.generalId, direct_conversation_id: null },
      });
      const [event] = events;
      if (event?.type !== "message.created") throw new Error("no message was made");
      return event.payload.message;
    };
    const quoted = await say("a secret to be forgotten");
    const all = [];
    for (let left = limits.quotationsPerMessageMax + 2; left > 0; left -= 100)
      all.push(...(await Promise.all(Array.from({ length: Math.min(left, 100) }, () => say("see above", quoted.id)))));
    const withText = all.filter(({ quoted_body_snapshot }) => quoted_body_snapshot !== null);
    expect(withText).toHaveLength(limits.quotationsPerMessageMax);
    expect(all.every(({ quoted_message_id }) => quoted_message_id === quoted.id)).toBe(true);
    const edited = withText[0]?.id ?? "";
    await served.as(owner, { type: "message.update", input: { message_id: edited, body: "see far above" } });
    await Promise.all([
      served.as(owner, { type: "message.delete", input: { message_id: quoted.id } }),
      served.as(owner, { type: "message.update", input: { message_id: edited, body: "see nothing" } }),
    ]);
    const { rows } = await database.pool.query<{ found: string }>(
      `select (select count(*) from events where payload::text like '%to be forgotten%')
        + (select count(*) from messages where body || coalesce(quoted_body_snapshot, '') like '%to be forgotten%') as found`,
    );
    expect(Number(rows[0]?.found)).toBe(0);
    expect((await app.queries.messages.get(owner.userId, edited)).body).toBe("see nothing");
    expect((await verifyLogs(database.pool)).differences).toEqual([]);
  });

  test("keeps the text that it quotes over nine edits, and leaves it behind everywhere with the next", async () => {
    const { owner, world, database, app } = served;
    const make = async (body: string, quoted_message_id: string | null = null) => {
      const input = { ...draft(body), quoted_message_id, channel_id: world.generalId, direct_conversation_id: null };
      const { events } = await served.as(owner, { type: "message.create", input });
      return events[0]?.type === "message.created" ? events[0].payload.message_id : "";
    };
    const quoted = await make("quoted over and over");
    const [alone, together] = [await make("one by one", quoted), await make("all at once", quoted)];
    const edit = (message_id: string, index: number) =>
      served.as(owner, { type: "message.update", input: { message_id, body: `edit ${index}` } });
    const snapshotOf = async (id: string) => (await app.queries.messages.get(owner.userId, id)).quoted_body_snapshot;
    for (let index = 1; index <= limits.quotingEditsMax; index += 1) await edit(alone, index);
    expect(await snapshotOf(alone)).toBe("quoted over and over");
    await edit(alone, limits.quotingEditsMax + 1);
    await Promise.all(Array.from({ length: 2 * limits.quotingEditsMax }, (_, index) => edit(together, index)));
    const carrying = async () => {
      const { rows } = await database.pool.query<{ id: string }>(
        "select distinct payload ->> 'message_id' as id from events where payload::text like '%quoted over and over%'",
      );
      return rows.map(({ id }) => id);
    };
    expect([await snapshotOf(alone), await snapshotOf(together), await carrying()]).toEqual([null, null, [quoted]]);
    await served.as(owner, { type: "message.delete", input: { message_id: quoted } });
    expect(await carrying()).toEqual([]);
    expect((await verifyLogs(database.pool)).differences).toEqual([]);
  });

  test("is edited five hundred times and then no more", async () => {
    const { owner, world } = served;
    const { events } = await served.as(owner, message(world.generalId, "first"));
    const message_id = events[0]?.type === "message.created" ? events[0].payload.message_id : "";
    const edit = (body: string) => served.as(owner, { type: "message.update", input: { message_id, body } });
    await Promise.all(Array.from({ length: limits.editsPerMessageMax }, (_, index) => edit(`version ${index}`)));
    await expect(edit("one more")).rejects.toMatchObject({ code: "conflict" });
    await served.as(owner, { type: "message.delete", input: { message_id } });
    const { rows } = await served.database.pool.query("select 1 from events where payload::text like '%version %'");
    expect(rows).toEqual([]);
  });
});

describe("a socket", () => {
  const doors = [
    ["plain", (): string => `/api/realtime/ws?workspace_id=${served.world.workspaceId}`],
    ["tRPC", (): string => "/api/trpc"],
  ] as const;
  const many = 2 * limits.socketFramesMax;
  /** With the code by which each ends; the library itself cuts who sends pings faster than it takes their answers, or a message in pieces. */
  const floods: readonly (readonly [string, number, (socket: WebSocket) => void])[] = [
    ["messages", 1013, (socket) => times(many, () => socket.send("{}"))],
    ["empty messages", 1013, (socket) => times(many, () => socket.send(""))],
    ["pongs", 1013, (socket) => times(many, () => socket.pong())],
    ["bytes", 1013, (socket) => times(150, () => socket.send("x".repeat(4_000)))],
    ["pings", 1006, (socket) => times(many, () => socket.ping())],
    ["empty pieces of one message", 1008, (socket) => times(100_000, () => socket.send("", { fin: false }))],
  ];

  test.each(doors)("of the %s door is closed for too many frames of any kind", async (_door, path) => {
    const ends = floods.map(async ([name, code, flood]) => {
      const socket = await openTo(path());
      const closed = new Promise<number>((resolve) => socket.once("close", resolve));
      flood(socket);
      return [name, code, await closed];
    });
    for (const [name, code, closedWith] of await Promise.all(ends)) expect([name, closedWith]).toEqual([name, code]);
  });

  test("that subscribes and unsubscribes without end is closed with 1013, and one that does as our app does is not", async () => {
    const honest = await openTo("/api/trpc");
    const closed = new Promise<number>((resolve) => honest.once("close", resolve));
    for (let id = 1; id <= 40; id += 1) {
      const started = new Promise<void>((resolve) => honest.once("message", () => resolve()));
      honest.send(subscription(id));
      await started;
      honest.send(JSON.stringify({ id, method: "subscription.stop" }));
    }
    honest.close(1000);
    expect(await closed).toBe(1000);

    const greedy = await openTo("/api/trpc");
    const cut = new Promise<number>((resolve) => greedy.once("close", resolve));
    for (let first = 0; first < 140; first += 20)
      greedy.send(
        `[${Array.from(
          { length: 20 },
          (_, index) =>
            `${subscription(first + index)},${JSON.stringify({ id: first + index, method: "subscription.stop" })}`,
        )
          .slice(0, 10)
          .join()}]`,
      );
    for (let id = 1_000; id < 1_100; id += 1) greedy.send(subscription(id));
    expect(await cut).toBe(1013);
  });

  test("gives a subscription no name that is longer than what it brings", async () => {
    const socket = await openTo("/api/trpc");
    const told = new Promise<string>((resolve) => socket.once("message", (data) => resolve(String(data))));
    socket.send(subscription("i".repeat(limits.callIdLengthMax + 1)));
    expect(JSON.parse(await told).error.data.code).toBe("malformed");
    socket.terminate();
  });

  function subscription(id: number | string): string {
    const input = { workspace_id: served.world.workspaceId, user_ids: [] };
    return JSON.stringify({ id, method: "subscription", params: { path: "realtime.ephemerals", input } });
  }

  function openTo(path: string): Promise<WebSocket> {
    const socket = new WebSocket(`${served.url.replace("http", "ws")}${path}`, {
      headers: { authorization: `Bearer ${served.owner.token}` },
    });
    // A server that has closed does not wait for the rest.
    socket.on("error", () => undefined);
    return new Promise((resolve) => socket.once("open", () => resolve(socket)));
  }
});

/** A name with every letter of it percent-encoded. */
function percented(name: string): string {
  return [...name].map((letter) => `%${(letter.codePointAt(0) ?? 0).toString(16)}`).join("");
}

function codesIn(answers: readonly { readonly error?: { readonly data: { readonly code: string } } }[]) {
  return answers.map(({ error }) => error?.data.code);
}

function times(count: number, work: () => void): void {
  for (let index = 0; index < count; index += 1) work();
}

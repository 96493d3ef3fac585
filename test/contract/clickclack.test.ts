import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { misfits, type RecordedRequest, recordedRequests } from "../support/clickclack";
import { type Contract, startContract } from "../support/contract-server";
import { freshBot, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld, newBot, type Person } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;
let bot: Person & { readonly tokenId: string };
let fixed: Record<string, string>;
let made = 0;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
  const { workspace, general } = world;
  const { owner } = world.people;
  bot = await newBot(contract, { name: "robot", scopes: ["bot:admin", "agent_activity:write"], workspace, owner });
  const { body: sent } = await call("bot", "POST", `/api/channels/${general}/messages`, {
    body: { body: "the first", nonce: "known" },
  });
  const { body: dm } = await call("bot", "POST", "/api/dms", {
    body: { workspace_id: workspace, member_ids: [owner.id] },
  });
  const { body: channel } = await call("bot", "POST", `/api/workspaces/${workspace}/channels`, {
    body: { name: "of-a-session" },
  });
  const message: string = sent.message.id;
  await call("bot", "POST", `/api/messages/${message}/thread/replies`, { body: { body: "one" } });
  await call("bot", "POST", `/api/messages/${message}/thread/replies`, { body: { body: "two" } });
  fixed = {
    workspace,
    channel: general,
    message,
    direct: dm.conversation.id,
    made: channel.channel.id,
    owner: owner.id,
    other: owner.id,
    bot: bot.id,
    known_nonce: "known",
  };
});
afterAll(() => contract.close());

/** What a request uses up, made anew each time. */
const fresh: Record<string, () => Promise<string> | string> = {
  fresh_bot: async () => (await freshBot(contract, world)).id,
  bot_token: async () => (await freshBot(contract, world)).tokenId,
  fresh_message: () => newMessage(contract, world, world.general),
  nonce: word,
  setup_nonce: () => `${word()}-of-a-set-up`,
  name: word,
  slug: word,
  handle: word,
};

function word(): string {
  made += 1;
  return `made-${made}`;
}

type Sent = { readonly query?: Record<string, unknown>; readonly body?: Record<string, unknown> };

const call = (as: RecordedRequest["as"], method: string, path: string, sent: Sent = {}) =>
  contract.call(method, path, { token: as === "bot" ? bot.token : world.people.owner.token, ...sent });

/** Sends a recorded request with real ids in its places. */
async function replay(request: RecordedRequest, { query, body }: Pick<RecordedRequest, "query" | "body"> = request) {
  let text = JSON.stringify([request.path, query ?? {}, body ?? null]);
  for (const [all, name = ""] of text.matchAll(/\{(\w+)\}/gu))
    text = text.replace(all, fixed[name] ?? (await fresh[name]?.()) ?? all);
  const [path, placedQuery, placedBody] = JSON.parse(text);
  return call(request.as, request.method, encodeURI(path), {
    query: placedQuery,
    ...(placedBody === null ? {} : { body: placedBody }),
  });
}

const named = recordedRequests.map((request) => {
  const fields = Object.entries({ ...request.query, ...request.body }).map(
    ([name, value]) => `${name}=${String(value)}`,
  );
  return [`${request.by}: ${request.method} ${request.path} ${fields.join(" ")}`, request] as const;
});

describe("a client of ClickClack is answered what its types say", () => {
  test.each(named)("%s", async (_name, request) => {
    const { status, body } = await replay(request);
    expect([status, misfits(request.answer, body)]).toEqual([request.status, []]);
  });
});

describe("what is null or an empty text is absent wherever it may be", () => {
  const withFields = named.filter(([, { query, body }]) => Object.keys({ ...query, ...body }).length > 0);
  test.each(withFields)("%s", async (_name, request) => {
    for (const part of ["query", "body"] as const) {
      for (const field of Object.keys(request[part] ?? {})) {
        const { [field]: _left, ...others } = request[part] ?? {};
        const changes = [
          others,
          { ...others, [field]: "" },
          { ...others, [field]: "  " },
          ...(part === "body" ? [{ ...others, [field]: null }] : []),
        ];
        for (const changed of changes) {
          const { status, body } = await replay(request, { ...request, [part]: changed });
          if (request.required.includes(field)) expect(status).toBeLessThan(500);
          else expect([changed, status < 300, misfits(request.answer, body)]).toEqual([changed, true, []]);
        }
      }
    }
  });
});

describe("a setup_nonce", () => {
  const path = () => `/api/workspaces/${world.workspace}/bots`;
  const me = (token: string) => contract.call("GET", "/api/me", { token });

  test("makes one bot and one token of a request that is repeated, and shows the token's new secret", async () => {
    const body = { display_name: "Installed", handle: word(), token_name: "ci", setup_nonce: `${word()}-of-a-set-up` };
    const first = await call("owner", "POST", path(), { body });
    const again = await call("owner", "POST", path(), { body });
    expect([again.status, again.body.bot.id, again.body.bot_token.id, again.body.bot_token.name]).toEqual([
      201,
      first.body.bot.id,
      first.body.bot_token.id,
      "ci",
    ]);
    expect((await me(again.body.bot_token.token)).status).toBe(200);
    expect(again.body.bot_token.token).not.toBe(first.body.bot_token.token);
    const tokens = await call("owner", "GET", `/api/bots/${first.body.bot.id}/tokens`);
    expect(tokens.body.bot_tokens).toHaveLength(1);
  });

  test("is refused for another request, and belongs to one caller and one path", async () => {
    const body = { display_name: "Installed", setup_nonce: `${word()}-of-a-set-up` };
    expect((await call("owner", "POST", path(), { body })).status).toBe(201);
    const other = await call("owner", "POST", path(), { body: { ...body, display_name: "Another" } });
    expect([other.status, other.body.code]).toEqual([409, "conflict"]);
    const { token } = world.people.moderator;
    expect((await contract.call("POST", path(), { token, body })).status).toBe(201);
  });
});

test("a bot is made for nobody but the caller", async () => {
  const { owner, inside } = world.people;
  const make = (body: object) =>
    call("owner", "POST", `/api/workspaces/${world.workspace}/bots`, { body: { display_name: "Mine", ...body } });
  expect((await make({ owner_user_id: owner.id })).body.bot.owner_user_id).toBe(owner.id);
  expect((await make({ owner_user_id: inside.id })).status).toBe(403);
  expect((await make({ owner_user_id: owner.id, service: true })).status).toBe(422);
  expect((await make({ owner_user_id: "", service: true })).body.bot).not.toHaveProperty("owner_user_id");
});

test("an empty text clears what may be null, and a title is trimmed", async () => {
  const patch = (body: object) => call("bot", "PATCH", `/api/channels/${fixed.made}`, { body: { ...body } });
  const set = {
    display_title: "  A  title ",
    external_ref: "r",
    external_url: "https://example.org/",
    sidebar_section: "S",
  };
  expect((await patch(set)).body.channel).toMatchObject({ ...set, display_title: "A title" });
  const cleared = await patch({ display_title: " ", external_ref: "", external_url: "", sidebar_section: null });
  for (const field of Object.keys(set)) expect(cleared.body.channel).not.toHaveProperty(field);
  const { topic, name } = (await patch({ topic: "t" })).body.channel;
  expect(topic).toBe("t");
  expect((await patch({ topic: "", name: "", kind: null })).body.channel).toMatchObject({ topic: "", name });
});

test("an archived channel is told of by channel.updated, which says so", async () => {
  const patched = await call("bot", "PATCH", `/api/channels/${fixed.made}`, { body: { archived: true } });
  expect(patched.body.event).toMatchObject({ type: "channel.updated", payload: { archived: true } });
  const after_cursor = String(Number(patched.body.event.cursor) - 1);
  const { body } = await call("bot", "GET", "/api/realtime/events", {
    query: { workspace_id: world.workspace, after_cursor },
  });
  expect(body.events.map(({ type }: { type: string }) => type)).toEqual(["channel.updated", "channel.archived"]);
  await call("bot", "PATCH", `/api/channels/${fixed.made}`, { body: { archived: false } });
});

test("a bot that is taken out of a workspace is nobody there, and its tokens end", async () => {
  const { id, token } = await freshBot(contract, world);
  const path = `/api/workspaces/${world.workspace}/bots/${id}/membership`;
  expect((await call("owner", "DELETE", path)).status).toBe(204);
  expect((await contract.call("GET", "/api/me", { token })).status).toBe(401);
  expect((await call("owner", "DELETE", path)).status).toBe(404);
});

test("what is stored and told on streams keeps the form of the log", async () => {
  const { body } = await call("bot", "POST", `/api/channels/${world.general}/messages`, { body: { body: "as it is" } });
  expect(body.event.payload.message).toMatchObject({ nonce: null, author: { avatar_url: null } });
  expect(body.event.payload.message.author).not.toHaveProperty("created_at");
  const boot = await call("owner", "GET", "/api/boot", {
    query: { workspace_id: world.workspace, format: "envelope" },
  });
  expect(boot.body.workspace.source).toBeNull();
});

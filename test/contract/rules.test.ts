import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { type Contract, type Sent, startContract } from "../support/contract-server";
import { newChannel, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
});
afterAll(() => contract.close());

const call = (method: string, path: string, sent: Sent = {}) =>
  contract.call(method, path, { token: world.people.owner.token, ...sent });
const send = (sent: Sent) => call("POST", `/api/channels/${world.general}/messages`, sent);
const codeOf = async (answer: ReturnType<typeof call>) => {
  const { status, body } = await answer;
  return [status, body.code ?? null];
};

describe("a body", () => {
  test("must be JSON, said to be JSON, plain, and an object", async () => {
    expect(await codeOf(send({ raw: '{"body":"x"}', headers: { "Content-Type": "text/plain" } }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
    expect(
      await codeOf(send({ raw: "body=x", headers: { "Content-Type": "application/x-www-form-urlencoded" } })),
    ).toEqual([415, "unsupported_media_type"]);
    expect(await codeOf(send({ body: { body: "x" }, headers: { "Content-Encoding": "gzip" } }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
    expect(await codeOf(send({ raw: "{" }))).toEqual([400, "malformed"]);
    expect(await codeOf(send({ raw: new Uint8Array([123, 0xff, 125]) }))).toEqual([400, "malformed"]);
    expect(await codeOf(send({ raw: "[]" }))).toEqual([422, "invalid_input"]);
    expect(await codeOf(send({ raw: "" }))).toEqual([422, "invalid_input"]);
  });

  test("is nested no deeper than 64 levels", async () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    const change = (levels: number) =>
      codeOf(call("PATCH", "/api/me", { raw: `{"preferences":{"a":${nested(levels)}}}` }));
    expect(await change(limits.jsonDepthMax - 2)).toEqual([200, null]);
    expect(await change(limits.jsonDepthMax - 1)).toEqual([400, "malformed"]);
    expect(await change(100_000)).toEqual([400, "malformed"]);
    await call("PATCH", "/api/me", { body: { preferences: { a: null } } });
  });

  test("holds at most 1 MiB, counted also when its length is not announced", async () => {
    const fitting = JSON.stringify({ body: "x", padding: "p".repeat(limits.jsonBodyBytesMax - 25) });
    expect(fitting).toHaveLength(limits.jsonBodyBytesMax);
    expect((await send({ raw: fitting })).status).toBe(201);
    expect(await codeOf(send({ raw: `${fitting} ` }))).toEqual([413, "payload_too_large"]);
    const chunks = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(`${fitting} `));
        controller.close();
      },
    });
    const streamed = await fetch(`${contract.url}/api/channels/${world.general}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${world.people.owner.token}`, "Content-Type": "application/json" },
      body: chunks,
      ...{ duplex: "half" },
    });
    expect(streamed.status).toBe(413);
  });
});

describe("every limit refuses one over it, with its field", () => {
  const cases: [string, string, string, (length: number) => Record<string, unknown>, number][] = [
    [
      "message body",
      "POST",
      "/api/channels/{general}/messages",
      (n) => ({ body: "b".repeat(n) }),
      limits.messageBodyLengthMax,
    ],
    [
      "nonce",
      "POST",
      "/api/channels/{general}/messages",
      (n) => ({ body: "x", nonce: "n".repeat(n) }),
      limits.nonceLengthMax,
    ],
    [
      "channel name",
      "POST",
      "/api/workspaces/{workspace}/channels",
      (n) => ({ name: "c".repeat(n) }),
      limits.channelNameLengthMax,
    ],
    ["topic", "PATCH", "/api/channels/{general}", (n) => ({ topic: "t".repeat(n) }), limits.channelTopicLengthMax],
    [
      "purpose",
      "PATCH",
      "/api/channels/{general}",
      (n) => ({ purpose: "p".repeat(n) }),
      limits.channelPurposeLengthMax,
    ],
    [
      "workspace name",
      "PATCH",
      "/api/workspaces/{workspace}",
      (n) => ({ name: "w".repeat(n) }),
      limits.workspaceNameLengthMax,
    ],
    ["slug", "PATCH", "/api/workspaces/{workspace}", (n) => ({ slug: "s".repeat(n) }), limits.slugLengthMax],
    ["display name", "PATCH", "/api/me", (n) => ({ display_name: "d".repeat(n) }), limits.displayNameLengthMax],
    ["status", "PATCH", "/api/me", (n) => ({ status: "s".repeat(n) }), limits.statusLengthMax],
    [
      "avatar address",
      "PATCH",
      "/api/me",
      (n) => ({ avatar_url: `https://example.org/${"a".repeat(Math.max(n - 20, 0))}` }),
      limits.urlLengthMax,
    ],
    ["invite uses", "POST", "/api/workspaces/{workspace}/invites", (n) => ({ max_uses: n }), limits.inviteUsesMax],
  ];
  test.each(cases)("%s", async (_name, method, template, body, max) => {
    const path = template.replace("{general}", world.general).replace("{workspace}", world.workspace);
    const over = await call(method, path, { body: body(max + 1) });
    expect([over.status, over.body.code]).toEqual([422, "invalid_input"]);
    expect(over.body.details[0].path).toBe(Object.keys(body(1)).at(-1));
    expect((await call(method, path, { body: body(max) })).status).toBeLessThan(300);
  });

  test("page sizes and batches", async () => {
    const page = (limit: number) =>
      codeOf(call("GET", `/api/channels/${world.general}/messages`, { query: { limit } }));
    expect([await page(limits.pageSizeMax), await page(limits.pageSizeMax + 1), await page(0)]).toEqual([
      [200, null],
      [422, "invalid_input"],
      [422, "invalid_input"],
    ]);
    const users = (count: number) =>
      codeOf(
        call("GET", "/api/users", { query: { ids: Array.from({ length: count }, (_one, index) => `usr_${index}`) } }),
      );
    expect([await users(limits.userBatchMax), await users(limits.userBatchMax + 1)]).toEqual([
      [200, null],
      [422, "invalid_input"],
    ]);
  });

  test("members of a direct conversation", async () => {
    const member_ids = Array.from({ length: limits.directMembersMax + 1 }, (_one, index) => `usr_${index}`);
    expect(await codeOf(call("POST", "/api/dms", { body: { workspace_id: world.workspace, member_ids } }))).toEqual([
      422,
      "invalid_input",
    ]);
  });
});

describe("input that nobody asked for", () => {
  test("is ignored on ClickClack's paths and refused elsewhere", async () => {
    expect(
      (await send({ body: { body: "x", body_format: "markdown", topic_id: "top_1" }, query: { debug: 1 } })).status,
    ).toBe(201);
    const read = await call("POST", `/api/channels/${world.general}/read`, { body: { seq: 1, sequence: 1 } });
    expect(read.status).toBe(200);
    expect((await call("GET", `/api/channels/${world.general}`, { query: { debug: 1 } })).status).toBe(200);
    expect(
      await codeOf(call("POST", `/api/channels/${world.general}/members`, { body: { user_id: "usr_x", role: "x" } })),
    ).toEqual([422, "invalid_input"]);
    expect(await codeOf(call("GET", `/api/channels/${world.general}/members`, { query: { debug: 1 } }))).toEqual([
      422,
      "invalid_input",
    ]);
  });

  test("cannot slip from the body into the path or the query", async () => {
    const sent = await send({
      body: { body: "x", channel_id: world.secret, direct_conversation_id: "dm_x", author_id: world.people.inside.id },
    });
    expect(sent.body.message).toMatchObject({ channel_id: world.general, author_id: world.people.owner.id });
    const page = await call("GET", `/api/channels/${world.general}/messages`, { query: { channel_id: world.secret } });
    expect(page.body.messages.every((message: { channel_id: string }) => message.channel_id === world.general)).toBe(
      true,
    );
  });
});

describe("paging", () => {
  test("reads a timeline from every side, exclusive of where it starts, and takes one way at a time", async () => {
    const channel = await newChannel(contract, world, world.people.owner);
    for (let index = 0; index < 9; index += 1) await newMessage(contract, world, channel);
    const page = async (query: Record<string, unknown>) => {
      const { body } = await call("GET", `/api/channels/${channel}/messages`, { query: { limit: 3, ...query } });
      return [
        body.messages.map(({ channel_seq }: { channel_seq: number }) => channel_seq).join(),
        body.oldest_seq,
        body.newest_seq,
        body.has_older,
        body.has_newer,
      ];
    };
    expect(await page({})).toEqual(["7,8,9", 7, 9, true, false]);
    expect(await page({ after_seq: 0 })).toEqual(["1,2,3", 1, 3, false, true]);
    expect(await page({ after_seq: 3 })).toEqual(["4,5,6", 4, 6, true, true]);
    expect(await page({ before_seq: 4 })).toEqual(["1,2,3", 1, 3, false, true]);
    expect(await page({ around_seq: 5 })).toEqual(["4,5,6", 4, 6, true, true]);
    expect(await page({ mode: "latest" })).toEqual(["7,8,9", 7, 9, true, false]);
    expect(await page({ after_seq: 9 })).toEqual(["", 0, 0, expect.any(Boolean), false]);
    expect(
      await codeOf(call("GET", `/api/channels/${channel}/messages`, { query: { after_seq: 1, mode: "latest" } })),
    ).toEqual([400, "malformed"]);
  });

  test("walks the members of a workspace by an opaque cursor", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body }: { body: { members: { user_id: string }[]; next_cursor?: string } } = await call(
        "GET",
        `/api/workspaces/${world.workspace}/members`,
        { query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) } },
      );
      seen.push(...body.members.map(({ user_id }) => user_id));
      cursor = body.next_cursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(world.people.bot_inside.id);
    expect(
      await codeOf(call("GET", `/api/workspaces/${world.workspace}/members`, { query: { cursor: "made-up" } })),
    ).toEqual([422, "invalid_input"]);
  });
});

describe("headers", () => {
  test("carry a request id in and out, and a correlation id into the event", async () => {
    const sent = await send({
      body: { body: "x" },
      headers: { "X-Request-Id": "mine-1", "X-Correlation-ID": "job-7" },
    });
    expect([
      sent.headers.get("x-request-id"),
      sent.headers.get("x-correlation-id"),
      sent.body.event.payload.correlation_id,
    ]).toEqual(["mine-1", "job-7", "job-7"]);
    const made = await call("GET", "/api/nothing", { headers: { "X-Request-Id": "not a word" } });
    expect(made.body.request_id).toMatch(/^req_/u);
    expect(made.headers.get("x-request-id")).toBe(made.body.request_id);
  });

  test("spare unchanged resources and guard writes against lost updates", async () => {
    const path = `/api/channels/${await newChannel(contract, world, world.people.owner)}`;
    const first = await call("GET", path);
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect((await call("GET", path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    expect((await call("PATCH", path, { body: { topic: "one" }, headers: { "If-Match": etag } })).status).toBe(200);
    expect((await call("GET", path, { headers: { "If-None-Match": etag } })).status).toBe(200);
    expect(await codeOf(call("PATCH", path, { body: { topic: "two" }, headers: { "If-Match": etag } }))).toEqual([
      412,
      "precondition_failed",
    ]);
  });

  test("are not moved by what others write, as far as edits are concerned", async () => {
    const channel = await newChannel(contract, world, world.people.owner);
    const path = `/api/channels/${channel}`;
    const first = (await call("GET", path)).headers.get("etag") ?? "";
    await newMessage(contract, world, channel);
    const moved = await call("GET", path, { headers: { "If-None-Match": first } });
    expect([moved.status, moved.body.channel.last_seq]).toEqual([200, 1]);
    const change = (topic: string, etag: string) =>
      codeOf(call("PATCH", path, { body: { topic }, headers: { "If-Match": etag } }));
    expect(await change("one", first)).toEqual([200, null]);
    expect(await change("two", moved.headers.get("etag") ?? "")).toEqual([412, "precondition_failed"]);
    const id = await newMessage(contract, world, channel);
    const etag = (await call("GET", `/api/messages/${id}`)).headers.get("etag") ?? "";
    await call("POST", `/api/messages/${id}/reactions`, { body: { emoji: "👍" } });
    const edited = await call("PATCH", `/api/messages/${id}`, { body: { body: "y" }, headers: { "If-Match": etag } });
    expect(edited.status).toBe(200);
  });

  test("spare a boot that would say the same again, until something happens", async () => {
    const boot = (etag = "") => call("GET", "/api/boot", { headers: { "If-None-Match": etag } });
    const etag = (await boot()).headers.get("etag") ?? "";
    expect((await boot(etag)).status).toBe(304);
    await newMessage(contract, world, world.general);
    expect((await boot(etag)).status).toBe(200);
  });

  test("of another site cannot use the cookie or sign anybody in; without an origin the cookie does not count for writes", async () => {
    const cookie = `cc_session=${world.people.inside.token}`;
    const rename = (headers: Record<string, string>) =>
      codeOf(contract.call("PATCH", "/api/me", { body: { status: "x" }, headers: { Cookie: cookie, ...headers } }));
    expect(await rename({ Origin: contract.url })).toEqual([200, null]);
    expect(await rename({ Origin: "https://evil.example" })).toEqual([403, "cross_site"]);
    expect(await rename({ Origin: "null" })).toEqual([403, "cross_site"]);
    expect(await rename({ "Sec-Fetch-Site": "cross-site" })).toEqual([403, "cross_site"]);
    expect(await rename({})).toEqual([403, "cross_site"]);
    expect(
      (await contract.call("GET", "/api/me", { headers: { Cookie: cookie, Origin: "https://evil.example" } })).status,
    ).toBe(200);
    expect(
      await codeOf(
        contract.call("POST", "/api/auth/magic/request", {
          body: { email: "a@example.org" },
          headers: { Origin: "https://evil.example" },
        }),
      ),
    ).toEqual([403, "cross_site"]);
    const form = await fetch(`${contract.url}/api/trpc/me.update`, {
      method: "POST",
      headers: { Cookie: cookie, Origin: contract.url, "Content-Type": "text/plain" },
      body: '{"status":"y"}',
    });
    expect(form.status).toBe(415);
    const foreign = await fetch(`${contract.url}/api/trpc/me.update`, {
      method: "POST",
      headers: { Cookie: cookie, Origin: "https://evil.example", "Content-Type": "application/json" },
      body: '{"status":"y"}',
    });
    expect(foreign.status).toBe(403);
  });

  test("of a bad bearer token fail the request, whatever else it carries", async () => {
    expect(
      await codeOf(
        contract.call("GET", "/api/me", {
          token: "sst_wrong",
          headers: { Cookie: `cc_session=${world.people.inside.token}` },
        }),
      ),
    ).toEqual([401, "unauthenticated"]);
  });
});

test("hooks take what other programs send: JSON with more than was asked for, and forms", async () => {
  const mattermost = await call("POST", `/api/hooks/mattermost/${world.general}`, {
    body: { text: "from a hook", username: "x", attachments: [] },
  });
  expect([mattermost.status, mattermost.body.message.body]).toEqual([201, "from a hook"]);
  const form = new URLSearchParams({ command: "/deploy", text: "web", user_name: "ada", trigger_id: "1" }).toString();
  const slash = (raw: string) =>
    call("POST", `/api/hooks/slash/${world.general}`, {
      raw,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
  expect((await slash(form)).body).toMatchObject({ response_type: "in_channel", text: "/deploy web" });
  expect(await codeOf(slash("command=&text="))).toEqual([422, "invalid_input"]);
});

test("unknown addresses are a JSON 404, and what was not carried over says so", async () => {
  expect(await codeOf(call("GET", "/api/nothing"))).toEqual([404, "not_found"]);
  expect(await codeOf(call("DELETE", "/api/me"))).toEqual([405, "method_not_allowed"]);
  expect(await codeOf(call("GET", `/api/workspaces/${world.workspace}/topics`))).toEqual([404, "not_supported"]);
  const contractFile = await fetch(`${contract.url}/api/openapi.json`);
  expect([contractFile.status, (await contractFile.json()).openapi]).toEqual([200, "3.1.0"]);
});

test("no answer tells anything of the database", async () => {
  const told = async (id: string) => {
    const answer = await fetch(`${contract.url}/api/channels/${id}/messages`, {
      headers: { Authorization: `Bearer ${world.people.owner.token}` },
    });
    return [answer.status, (await answer.text()).match(/sql|syntax|relation "|column "|prisma|postgres/iu)];
  };
  for (const id of ["%00", "chn_'; drop table messages", "a".repeat(500)]) expect(await told(id)).toEqual([404, null]);
  // What is no UTF-8 at all never gets past Next.
  expect(await told("%ED%A0%80")).toEqual([inject("contractHost") === "next" ? 400 : 404, null]);
});

test("rate limits are announced, counted per credential, and say when to come back", async () => {
  const limited = await startContract({ PARLEY_RATE_LIMITS: "on" });
  const small = await createContractWorld(limited);
  const body = { body: "hello" };
  const answers = [];
  for (let index = 0; index < 31; index += 1)
    answers.push(
      await limited.call("POST", `/api/channels/${small.general}/messages`, { token: small.people.inside.token, body }),
    );
  const last = answers.at(-1);
  expect(answers.slice(0, 30).map(({ status }) => status)).toEqual(Array(30).fill(201));
  expect(answers[0]?.headers.get("ratelimit-policy")).toBe('"send";q=30;w=3');
  expect(answers[0]?.headers.get("ratelimit")).toMatch(/^"send";r=29;t=\d$/u);
  expect([last?.status, last?.body.code]).toEqual([429, "rate_limited"]);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(last?.headers.get("ratelimit-policy")).toBe('"send";q=30;w=3');
  expect(last?.headers.get("ratelimit")).toMatch(/^"send";r=0;t=\d$/u);
  const overTrpc = await fetch(`${limited.url}/api/trpc/messages.send`, {
    method: "POST",
    headers: { Authorization: `Bearer ${small.people.inside.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ channel_id: small.general, ...body }),
  });
  const read = await fetch(`${limited.url}/api/trpc/workspaces.list`, {
    headers: { Authorization: `Bearer ${small.people.inside.token}` },
  });
  expect([overTrpc.status, overTrpc.headers.get("ratelimit")?.slice(0, 10)]).toEqual([429, '"send";r=0']);
  expect([read.status, read.headers.get("ratelimit-policy")]).toEqual([200, '"call";q=50;w=1']);
  expect(
    (await limited.call("POST", `/api/channels/${small.general}/messages`, { token: small.people.owner.token, body }))
      .status,
  ).toBe(201);
  await limited.close();
});

describe("read markers", () => {
  test("move forward only, never past the newest, and back by mark-unread, which a late reader cannot undo", async () => {
    const channel = await newChannel(contract, world, world.people.owner);
    await call("POST", `/api/channels/${channel}/members`, { body: { user_id: world.people.inside.id } });
    for (let index = 0; index < 5; index += 1) await newMessage(contract, world, channel);
    const mark = async (body: Record<string, unknown>) =>
      (await call("POST", `/api/channels/${channel}/read`, { token: world.people.inside.token, body })).body.receipt;
    expect(await mark({ seq: 3 })).toMatchObject({ last_read_seq: 3, unread_count: 2 });
    expect(await mark({ seq: 1 })).toMatchObject({ last_read_seq: 3 });
    const known = await mark({ seq: 99 });
    expect(known).toMatchObject({ last_read_seq: 5, unread_count: 0 });
    const back = await mark({ seq: 2, unread: true });
    expect(back).toMatchObject({ last_read_seq: 1, unread_count: 4 });
    expect(await mark({ seq: 5, revision: known.revision })).toMatchObject({ last_read_seq: 1 });
    expect(await mark({ seq: 5, revision: back.revision })).toMatchObject({ last_read_seq: 5 });
  });

  test("begin anew with each joining, and may then be moved back before it", async () => {
    const channel = await newChannel(contract, world, world.people.owner);
    const { token } = world.people.inside;
    await call("POST", `/api/channels/${channel}/join`, { token });
    for (let index = 0; index < 2; index += 1) await newMessage(contract, world, channel);
    await call("POST", `/api/channels/${channel}/read`, { token, body: { seq: 1 } });
    await call("POST", `/api/channels/${channel}/leave`, { token });
    await newMessage(contract, world, channel);
    const joined = await call("POST", `/api/channels/${channel}/join`, { token });
    expect(joined.body.channel).toMatchObject({ last_seq: 3, last_read_seq: 3, unread_count: 0 });
    const back = await call("POST", `/api/channels/${channel}/read`, { token, body: { seq: 3, unread: true } });
    expect(back.body.receipt).toMatchObject({ last_read_seq: 2, unread_count: 1 });
  });
});

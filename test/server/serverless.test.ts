import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installationSecret } from "../../src/server/context/installation-key";
import { createTestDatabase } from "../support/database";
import { type Fleet, startFleet } from "../support/fleet";
import { follow } from "../support/followers";
import { createLedger, expectNothingLost, startSending } from "../support/ledger";
import { unset } from "../support/parley";
import { freePort } from "../support/ports";
import { type Program, runProgram } from "../support/process";
import { openSocket, type Socket } from "../support/streams";

const size = 8;
const sendersMax = 16;

const database = await createTestDatabase();
const sockets: Socket[] = [];
let realtime: { readonly url: string; readonly program: Program };
let fleet: Fleet;
let owner: { readonly token: string; readonly workspace: string; readonly channel: string };

beforeAll(async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const shared = {
    DATABASE_URL: database.url,
    PARLEY_URL: "http://127.0.0.1:3000",
    PARLEY_REALTIME_URL: url,
    PARLEY_RATE_LIMITS: "off",
    // No secret is told to them: they find it in the database.
    PARLEY_SETUP_SECRET: "",
    NEXTAUTH_SECRET: "",
    LOG_LEVEL: "fatal",
  };
  const program = runProgram(["dist/server.mjs"], {
    ...unset,
    ...shared,
    NODE_ENV: "production",
    PARLEY_ROLE: "realtime",
    PORT: new URL(url).port,
  });
  realtime = { url, program };
  [fleet] = await Promise.all([startFleet(size, shared), program.says(/realtime node is ready/)]);
}, 180_000);

afterAll(async () => {
  for (const { socket } of sockets) socket.terminate();
  await fleet?.close();
  await realtime?.program.end("SIGKILL");
  await database.close();
});

type Answer = { readonly status: number; readonly body: ReturnType<typeof JSON.parse> };

type Asked = { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

async function call(url: string, path: string, { token = owner?.token, body, headers }: Asked = {}): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...(token && { authorization: `Bearer ${token}` }), "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

function listen(query: Record<string, string>, credential: { token?: string; protocols?: string[] }): Socket {
  const socket = openSocket(realtime.url, { ...credential, query });
  sockets.push(socket);
  return socket;
}

describe("processes that know nothing but the database", () => {
  test("set Parley up once, however many are asked at the same time", async () => {
    const setupSecret = await installationSecret(database.pool, "setUp");
    const body = { secret: setupSecret, email: "olga@example.org", display_name: "Olga", workspace_name: "Fleet" };
    const [, , ...asked] = fleet.urls();
    const answers = await Promise.all(asked.map((url) => call(url, "/api/setup", { body })));
    const made = answers.filter(({ status }) => status === 201);
    expect([made.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, asked.length - 1]);
    const { token, workspace, channel } = made[0]?.body ?? {};
    owner = { token, workspace: workspace.id, channel: channel.id };
  });

  test("boot at the head of the log, and append right after it, with the first thing that they are asked", async () => {
    const [cold = "", colder = ""] = fleet.urls();
    const sent = await call(cold, `/api/channels/${owner.channel}/messages`, {
      body: { body: "first", nonce: "cold" },
    });
    const boot = await call(colder, `/api/boot?workspace_id=${owner.workspace}`);
    expect([sent.status, boot.status, boot.body.resume_point]).toEqual([201, 200, Number(sent.body.event.cursor)]);
    expect(boot.body.events.at(-1)).toMatchObject({ type: "message", body: "first" });
  });

  test("say that they are ready, and let their pages reach the realtime node", async () => {
    expect(await call(fleet.any(), "/readyz")).toEqual({ status: 200, body: { status: "ready" } });
    const page = await fetch(`${fleet.any()}/w/fleet/c/general`);
    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain(`connect-src 'self' ${realtime.url} ${realtime.url.replace("http", "ws")};`);
    expect(policy).toMatch(/script-src 'self' ('sha256-[^']+' ?)+;/u);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
  });

  test("know the forms of next-auth that any of them gave out", async () => {
    const [one = "", other = ""] = fleet.urls();
    const given = await fetch(`${one}/api/auth/csrf`);
    const cookie = given.headers
      .getSetCookie()
      .map((line) => line.split(";", 1)[0])
      .join("; ");
    const ask = async (csrfToken: string) => {
      const body = new URLSearchParams({ csrfToken, email: "olga@example.org" });
      const answer = await fetch(`${other}/api/auth/signin/email`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie },
        body,
      });
      return answer.headers.get("location");
    };
    const { csrfToken } = await given.json();
    expect(await ask(csrfToken)).toContain("verify-request");
    expect(await ask(`${csrfToken}x`)).toContain("csrf=true");
  });

  test("do one thing for one Idempotency-Key", async () => {
    const asked = { body: { name: "only-once" }, headers: { "Idempotency-Key": "fleet-1" } };
    const path = `/api/workspaces/${owner.workspace}/channels`;
    const atOnce = await Promise.all(fleet.urls().map((url) => call(url, path, asked)));
    expect(atOnce.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    const later = await Promise.all(fleet.urls().map((url) => call(url, path, asked)));
    expect(later.map(({ status }) => status)).toEqual(Array(size).fill(201));
    expect(new Set([...atOnce, ...later].flatMap(({ body }) => body.channel?.id ?? [])).size).toBe(1);
  });

  test("give tickets that open one socket at the realtime node", async () => {
    const { body } = await call(fleet.any(), "/api/realtime/ticket", { body: {} });
    const protocols = [`parley.ticket.${body.ticket}`];
    await listen({}, { protocols }).opened;
    expect(await listen({}, { protocols }).ended).toBe("HTTP 401");
  });

  test("revoke a token at all of them, and end its streams", async () => {
    const bots = `/api/workspaces/${owner.workspace}/bots`;
    const { token, id } = (await call(fleet.any(), bots, { body: { display_name: "Robot" } })).body.bot_token;
    const workspaces = () => Promise.all(fleet.urls().map((url) => call(url, "/api/workspaces", { token })));
    expect((await workspaces()).map(({ status }) => status)).toEqual(Array(size).fill(200));
    const stream = listen({}, { token });
    await stream.opened;
    expect((await call(fleet.any(), `/api/bot-tokens/${id}/revoke`, { body: {} })).status).toBe(200);
    expect(await stream.ended).toBe("1008");
    let statuses: number[] = [];
    while (statuses.length === 0 || statuses.includes(200)) statuses = (await workspaces()).map(({ status }) => status);
    expect(statuses).toEqual(Array(size).fill(401));
  });
});

test("eight processes, each killed while many send, lose, double and reorder nothing", async () => {
  const after: number = (await call(fleet.any(), `/api/boot?workspace_id=${owner.workspace}`)).body.resume_point;
  const reader = follow({
    name: "the owner",
    token: owner.token,
    workspaceId: owner.workspace,
    after: String(after),
    url: () => realtime.url,
    sees: () => true,
    by: ["websocket"],
  });
  const ledger = createLedger();
  const senders = Array.from({ length: sendersMax }, (_, index) =>
    startSending(ledger, `sender-${index}`, { url: fleet.any, token: owner.token, channelId: owner.channel }),
  );
  const replacements: Promise<void>[] = [];
  for (const index of [5, 0, 3, 6, 1, 4, 7, 2]) {
    await ledger.more(20);
    replacements.push(fleet.replace(index));
  }
  await Promise.all(replacements);
  await ledger.more(60);
  await Promise.all(senders.map((sender) => sender.stop()));
  await expectNothingLost({
    pool: database.pool,
    workspaceId: owner.workspace,
    after,
    ledger,
    followers: [reader],
  });
  await reader.stop();
}, 180_000);

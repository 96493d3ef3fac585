import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../src/server/db/postmaster";
import { verifyLogs } from "../../src/server/log/verify";
import { createTestDatabase } from "../support/database";
import { type Fleet, startFleet } from "../support/fleet";
import { setupSecret, unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";
import { openSocket, provenComplete, type Socket } from "../support/streams";

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
    PARLEY_SETUP_SECRET: setupSecret,
    PARLEY_RATE_LIMITS: "off",
    NEXTAUTH_SECRET: "n".repeat(32),
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
    expect(await listen({}, { protocols }).ended).toBe("4401");
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
  const after = String((await call(fleet.any(), `/api/boot?workspace_id=${owner.workspace}`)).body.resume_point);
  const reader = listen({ workspace_id: owner.workspace, after_cursor: after, v: "2" }, { token: owner.token });
  await reader.opened;

  const acknowledged = new Map<string, number>();
  const waiting = new Set<() => void>();
  const acknowledgedMore = (count: number) => {
    const goal = acknowledged.size + count;
    return new Promise<void>((resolve) => {
      const look = () => {
        if (acknowledged.size < goal) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });
  };
  let isOver = false;
  const sender = async (name: string) => {
    for (let count = 0; !isOver; count += 1) {
      const nonce = `${name}-${count}`;
      acknowledged.set(nonce, await sendUntilAnswered(nonce));
      for (const look of [...waiting]) look();
    }
  };

  const senders = Array.from({ length: sendersMax }, (_, index) => sender(`sender-${index}`));
  const replacements: Promise<void>[] = [];
  for (const index of [5, 0, 3, 6, 1, 4, 7, 2]) {
    await acknowledgedMore(20);
    replacements.push(fleet.replace(index));
  }
  await Promise.all(replacements);
  await acknowledgedMore(60);
  isOver = true;
  await Promise.all(senders);

  const { rows } = await database.pool.query<{ cursor: string; nonce: string | null }>(
    `select cursor, payload #>> '{message,nonce}' as nonce from events
     where workspace_id = $1 and cursor > $2 order by cursor`,
    [owner.workspace, after],
  );
  expect(rows.map(({ cursor }) => Number(cursor))).toEqual(rows.map((_, index) => Number(after) + index + 1));
  expect(rows.map(({ nonce }) => nonce).sort()).toEqual([...acknowledged.keys()].sort());
  expect(rows.filter(({ cursor, nonce }) => acknowledged.get(nonce ?? "") !== Number(cursor))).toEqual([]);
  expect((await verifyLogs(database.pool)).differences).toEqual([]);

  const head = rows.at(-1)?.cursor ?? "";
  const frames = await reader.until((all) => all.some(({ upto }) => upto === head));
  expect(provenComplete(frames, after).map(({ cursor }) => cursor)).toEqual(rows.map(({ cursor }) => cursor));
}, 180_000);

/** Tries one after another with the same nonce, and answers the cursor of the event that the message became. */
async function sendUntilAnswered(nonce: string): Promise<number> {
  for (;;) {
    try {
      const { status, body } = await call(fleet.any(), `/api/channels/${owner.channel}/messages`, {
        body: { body: `message ${nonce}`, nonce },
      });
      if (status === 200 || status === 201) return Number(body.event.cursor);
      if (status !== 503) throw new Error(`a send was refused with ${status}: ${JSON.stringify(body)}`);
    } catch (error) {
      // The process died before or after it appended: who sent does not know.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    }
  }
}

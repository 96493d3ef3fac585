import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Contract, startContract } from "../support/contract-server";
import { newChannel } from "../support/contract-things";
import { type ContractWorld, createContractWorld } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
});
afterAll(() => contract.close());

const owner = () => world.people.owner.token;
const send = (channel: string, body: Record<string, unknown>) =>
  contract.call("POST", `/api/channels/${channel}/messages`, { token: owner(), body });

describe("a nonce", () => {
  test("gives the original for an equal request, also after an edit and a deletion", async () => {
    const request = { body: "a secret plan", nonce: "once-1" };
    const first = await send(world.general, request);
    const id = first.body.message.id;
    const again = await send(world.general, request);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    await contract.call("PATCH", `/api/messages/${id}`, { token: owner(), body: { body: "edited" } });
    expect((await send(world.general, request)).body.message).toMatchObject({ id, body: "edited" });
    await contract.call("DELETE", `/api/messages/${id}`, { token: owner() });
    const late = await send(world.general, request);
    expect(late).toMatchObject({ status: 200, body: { message: { id, body: "" } } });
    expect(JSON.stringify(late.body)).not.toContain("a secret plan");
  });

  test("is refused for another message, and belongs to its author alone", async () => {
    await send(world.general, { body: "mine", nonce: "shared" });
    expect(await send(world.general, { body: "other", nonce: "shared" })).toMatchObject({
      status: 409,
      body: { code: "nonce_conflict" },
    });
    const others = await contract.call("POST", `/api/channels/${world.general}/messages`, {
      token: world.people.inside.token,
      body: { body: "theirs", nonce: "shared" },
    });
    expect(others.status).toBe(201);
  });

  test("makes one message of fifty requests at the same time", async () => {
    const channel = await newChannel(contract, world, world.people.owner);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(channel, { body: "all at once", nonce: "fifty" })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    const page = await contract.call("GET", `/api/channels/${channel}/messages`, { token: owner() });
    expect(page.body.messages).toHaveLength(1);
  });

  test("is found again by whoever sent it, and says so on a miss, too", async () => {
    await send(world.general, { body: "find me", nonce: "findable" });
    const find = (nonce: string) =>
      contract.call("GET", "/api/messages/by-nonce", {
        token: owner(),
        query: { workspace_id: world.workspace, nonce },
      });
    const [hit, miss] = [await find("findable"), await find("unknown")];
    expect([hit.status, hit.body.message.body, miss.status]).toEqual([200, "find me", 404]);
    for (const { headers } of [hit, miss]) expect(headers.get("x-clickclack-message-nonce")).toBe("supported");
  });

  test("serves replies and direct messages alike; an Idempotency-Key stands in for it", async () => {
    const root = (await send(world.general, { body: "root" })).body.message.id;
    const reply = () =>
      contract.call("POST", `/api/messages/${root}/thread/replies`, {
        token: owner(),
        body: { body: "reply" },
        headers: { "Idempotency-Key": "reply-1" },
      });
    const [first, again] = [await reply(), await reply()];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.message.id).toBe(first.body.message.id);
    expect(again.body.thread_state.reply_count).toBe(1);
  });
});

describe("an Idempotency-Key", () => {
  const make = (key: string, body: Record<string, unknown>) =>
    contract.call("POST", `/api/workspaces/${world.workspace}/channels`, {
      token: owner(),
      body,
      headers: { "Idempotency-Key": key },
    });

  test("gives the stored answer to an equal request and refuses another one", async () => {
    const first = await make("key-1", { name: "keyed" });
    const again = await make("key-1", { name: "keyed" });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")]).toEqual([
      null,
      "true",
    ]);
    expect(await make("key-1", { name: "another" })).toMatchObject({
      status: 422,
      body: { code: "idempotency_mismatch" },
    });
  });

  test("has one effect under fifty requests at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => make("key-50", { name: "fifty" })));
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.filter((code) => code === 201).length).toBeGreaterThan(0);
    expect(codes.every((code) => code === 201 || code === "idempotency_in_flight")).toBe(true);
    expect(
      answers.filter(({ status, headers }) => status === 201 && headers.get("idempotency-replayed") === null),
    ).toHaveLength(1);
  });

  test("may be used again after a refusal", async () => {
    expect((await make("key-2", { name: "keyed" })).status).toBe(409);
    expect((await make("key-2", { name: "corrected" })).status).toBe(201);
  });

  test("never shows a secret twice", async () => {
    const invite = () =>
      contract.call("POST", `/api/workspaces/${world.workspace}/invites`, {
        token: owner(),
        body: {},
        headers: { "Idempotency-Key": "invite-1" },
      });
    expect((await invite()).status).toBe(201);
    expect(await invite()).toMatchObject({ status: 409, body: { code: "secret_already_shown" } });
    const { rows } = await contract.database.pool.query("select response from idempotency_keys where key = 'invite-1'");
    expect(rows).toEqual([{ response: null }]);
  });

  test("makes nothing twice when the server crashed between the deed and its answer", async () => {
    const pool = contract.database.pool;
    const twice = async (path: string, body: Record<string, unknown>) => {
      const once = () =>
        contract.call("POST", path, { token: owner(), body, headers: { "Idempotency-Key": "crash-1" } });
      const first = await once();
      await pool.query(
        "update idempotency_keys set status = null, response = null, claimed_at = '2000-01-01' where key = 'crash-1'",
      );
      const again = await once();
      await pool.query("delete from idempotency_keys where key = 'crash-1'");
      expect([first.status, again.status]).toEqual([201, 201]);
      return [first.body, again.body];
    };
    const [made, remade] = await twice("/api/workspaces", { name: "Only once" });
    expect(remade).toEqual(made);
    const bots = `/api/workspaces/${world.workspace}/bots`;
    const [bot, sameBot] = await twice(bots, { display_name: "Only one" });
    expect([sameBot.bot, sameBot.event]).toEqual([bot.bot, bot.event]);
    const { rows } = await pool.query("select id from users where display_name = 'Only one'");
    expect(rows).toHaveLength(1);
    await twice(`${bots}/${bot.bot.id}/tokens`, { scopes: ["bot:read"] });
    const { body } = await contract.call("GET", `${bots}/${bot.bot.id}/tokens`, { token: owner() });
    expect(body.bot_tokens).toHaveLength(2);
  });

  test("is forgotten after a day", async () => {
    await make("key-4", { name: "yesterday" });
    await contract.database.pool.query("update idempotency_keys set created_at = now() - interval '25 hours'");
    expect((await make("key-4", { name: "today" })).status).toBe(201);
  });

  test("belongs to one caller", async () => {
    const mine = await make("key-3", { name: "mine" });
    const theirs = await contract.call("POST", `/api/workspaces/${world.workspace}/channels`, {
      token: world.people.inside.token,
      body: { name: "theirs" },
      headers: { "Idempotency-Key": "key-3" },
    });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { operationList } from "../../src/doors/operations";
import type { Sent } from "../support/contract-server";
import { type Contract, startContract } from "../support/contract-server";
import { freshBot, freshMember, newChannel, newDirect, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld, newMember, type Person } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;
let keys = 0;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
});
afterAll(() => contract.close());

type Request = { readonly method?: string; readonly path: string; readonly body?: unknown };

const owner = () => world.people.owner;

/** Does something under a key, lets something else happen, and asks again under the same key; and then anew, without one. */
async function repeated(who: Person, { method = "POST", path, body }: Request, meanwhile: () => Promise<unknown>) {
  keys += 1;
  const headers = { "Idempotency-Key": `right-${keys}` };
  const ask = (sent: Sent) => contract.call(method, path, { token: who.token, body, ...sent });
  const first = await ask({ headers });
  expect(first.status).toBeLessThan(300);
  await meanwhile();
  const again = await ask({ headers });
  const today = await ask({});
  return { first, again, today, codes: [again.body.code ?? again.status, today.body.code ?? today.status] };
}

const asOwner = (method: string, path: string, body?: unknown) => async () => {
  const answer = await contract.call(method, path, { token: owner().token, body });
  expect(answer.status).toBeLessThan(300);
};
const remove = (who: Person) => asOwner("DELETE", `/api/workspaces/${world.workspace}/members/${who.id}`);
const giveRole = (who: Person, role: string) =>
  asOwner("PATCH", `/api/workspaces/${world.workspace}/members/${who.id}`, { role });

test("a removed member learns from no key what they did before, whatever it was", async () => {
  const inWorkspace = `/api/workspaces/${world.workspace}`;
  const requests: [string, (who: Person) => Promise<Request>][] = [
    ["making a channel", async (who) => ({ path: `${inWorkspace}/channels`, body: { name: `made-by-${who.id}` } })],
    ["joining a channel", async () => ({ path: `/api/channels/${await newChannel(contract, world, owner())}/join` })],
    [
      "adding somebody",
      async () => ({
        path: `/api/channels/${world.general}/members`,
        body: { user_id: (await freshMember(contract, world)).id },
      }),
    ],
    [
      "opening a conversation",
      async () => ({ path: "/api/dms", body: { workspace_id: world.workspace, member_ids: [owner().id] } }),
    ],
    [
      "reacting",
      async () => ({
        path: `/api/messages/${await newMessage(contract, world, world.general)}/reactions`,
        body: { emoji: "👍" },
      }),
    ],
    [
      "pinning",
      async () => ({
        path: `/api/channels/${world.general}/pins`,
        body: { message_id: await newMessage(contract, world, world.general) },
      }),
    ],
    [
      "making a bot",
      async () => ({ path: `${inWorkspace}/bots`, body: { display_name: "a bot of somebody removed" } }),
    ],
  ];
  for (const [what, requestOf] of requests) {
    const who = await freshMember(contract, world);
    const { codes, again } = await repeated(who, await requestOf(who), remove(who));
    expect([what, ...codes]).toEqual([what, "not_found", "not_found"]);
    expect(again.headers.get("idempotency-replayed")).toBeNull();
  }
});

test("a person who lost a channel, or the role that it takes, learns from no key what they did there", async () => {
  const lost = await freshMember(contract, world);
  const secret = await newChannel(contract, world, owner(), "private");
  await asOwner("POST", `/api/channels/${secret}/members`, { user_id: lost.id })();
  const leaveIt = asOwner("DELETE", `/api/channels/${secret}/members/${lost.id}`);
  const join = { path: `/api/channels/${secret}/join` };
  expect((await repeated(lost, join, leaveIt)).codes).toEqual(["not_found", "not_found"]);
  await asOwner("POST", `/api/channels/${secret}/members`, { user_id: lost.id })();
  const message = await newMessage(contract, world, secret);
  const react = { path: `/api/messages/${message}/reactions`, body: { emoji: "👍" } };
  expect((await repeated(lost, react, leaveIt)).codes).toEqual(["not_found", "not_found"]);

  const demoted = await newMember(contract, {
    name: "demoted",
    role: "moderator",
    workspace: world.workspace,
    owner: owner(),
  });
  const invite = { path: `/api/workspaces/${world.workspace}/invites`, body: {} };
  expect((await repeated(demoted, invite, giveRole(demoted, "member"))).codes).toEqual(["forbidden", "forbidden"]);
  const bot = { path: `/api/workspaces/${world.workspace}/bots`, body: { display_name: "made by a guest to be" } };
  expect((await repeated(demoted, bot, giveRole(demoted, "guest"))).codes).toEqual(["forbidden", "forbidden"]);
});

test("a token of a bot that is no longer the caller's to manage is not asked for again", async () => {
  const maker = await newMember(contract, {
    name: "maker",
    role: "moderator",
    workspace: world.workspace,
    owner: owner(),
  });
  const bot = await freshBot(contract, world);
  const path = `/api/workspaces/${world.workspace}/bots/${bot.id}/tokens`;
  const body = { scopes: ["bot:read"] };
  expect((await repeated(maker, { path, body }, async () => undefined)).codes).toEqual(["secret_already_shown", 201]);
  expect((await repeated(maker, { path, body }, giveRole(maker, "member"))).codes).toEqual(["forbidden", "forbidden"]);
});

test("a reaction to a message that was deleted since is answered like the message", async () => {
  const message = await newMessage(contract, world, world.general);
  const react = { path: `/api/messages/${message}/reactions`, body: { emoji: "👍" } };
  const { codes } = await repeated(world.people.inside, react, asOwner("DELETE", `/api/messages/${message}`));
  expect(codes).toEqual(["not_found", "not_found"]);
});

test("a repeated request is answered as things are today, and does nothing", async () => {
  const channel = await newChannel(contract, world, owner());
  const join = { path: `/api/channels/${channel}/join` };
  const rename = asOwner("PATCH", `/api/channels/${channel}`, { topic: "changed since" });
  const { first, again } = await repeated(world.people.inside, join, rename);
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([first.status, "true"]);
  expect(again.body.event).toEqual(first.body.event);
  expect([first.body.channel.topic, again.body.channel.topic]).toEqual(["", "changed since"]);
  const leave = { path: `/api/channels/${channel}/leave` };
  const rejoined = await repeated(world.people.inside, join, () =>
    contract.call("POST", leave.path, { token: world.people.inside.token }),
  );
  expect(rejoined.again.body.channel.is_member).toBe(false);
});

test("a repeated request about a member who has left since gets the original answer", async () => {
  const channel = await newChannel(contract, world, owner());
  const added = await freshMember(contract, world);
  const add = { path: `/api/channels/${channel}/members`, body: { user_id: added.id } };
  const { first, again, today } = await repeated(owner(), add, remove(added));
  expect([again.status, again.body.event]).toEqual([first.status, first.body.event]);
  expect(today.status).toBe(404);
});

test("a repeated request to leave gets the original answer", async () => {
  const who = await freshMember(contract, world);
  const secret = await newChannel(contract, world, owner(), "private");
  await asOwner("POST", `/api/channels/${secret}/members`, { user_id: who.id })();
  for (const path of [`/api/channels/${secret}/leave`, `/api/workspaces/${world.workspace}/leave`]) {
    const { first, again } = await repeated(who, { path }, async () => undefined);
    expect([path, again.status, again.body]).toEqual([path, 200, first.body]);
  }
});

test("a message's nonce asks for today's right, too, wherever the message is", async () => {
  const who = await freshMember(contract, world);
  const root = await newMessage(contract, world, world.general);
  const direct = await newDirect(contract, world, who.id);
  const sends: [string, Record<string, unknown>][] = [
    [`/api/channels/${world.general}/messages`, { body: "a", nonce: "n-channel" }],
    [`/api/messages/${root}/thread/replies`, { body: "b", nonce: "n-thread" }],
    [`/api/dms/${direct}/messages`, { body: "c", nonce: "n-direct" }],
  ];
  const send = ([path, body]: (typeof sends)[number]) => contract.call("POST", path, { token: who.token, body });
  for (const one of sends) expect((await send(one)).status).toBe(201);
  for (const one of sends) expect((await send(one)).status).toBe(200);
  await remove(who)();
  for (const one of sends) expect((await send(one)).body.code).toBe("not_found");
});

test("every operation that shows a secret under a key says who may repeat it", () => {
  const without = operationList.filter(
    (operation) =>
      operation.kind === "json" && operation.secret && operation.idempotency === "key" && operation.askRight === null,
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});

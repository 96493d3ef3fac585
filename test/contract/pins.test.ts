import { afterAll, beforeAll, expect, test } from "vitest";
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

async function pinned(channel: string): Promise<string[]> {
  const { body } = await call("GET", `/api/channels/${channel}/pins`);
  expect(body.pins.map((pin: { message_id: string }) => pin.message_id)).toEqual(
    body.messages.map((message: { id: string }) => message.id),
  );
  return body.messages.map((message: { id: string }) => message.id);
}

test("a channel lists its pins, the newest pin first, with their messages as they are now", async () => {
  const channel = await newChannel(contract, world, world.people.owner);
  const ids = [];
  for (let number = 0; number < 3; number += 1) ids.push(await newMessage(contract, world, channel));
  const [first = "", second = "", third = ""] = ids;
  expect(await pinned(channel)).toEqual([]);
  for (const message_id of [second, first, third])
    expect(await call("POST", `/api/channels/${channel}/pins`, { body: { message_id } })).toMatchObject({
      status: 201,
      body: { message: { id: message_id }, event: { type: "pin.added", payload: { channel_id: channel, message_id } } },
    });
  expect(await pinned(channel)).toEqual([third, first, second]);
  await call("PATCH", `/api/messages/${first}`, { body: { body: "edited" } });
  const { body } = await call("GET", `/api/channels/${channel}/pins`);
  expect(body.messages[1]).toMatchObject({ id: first, body: "edited", author: { id: world.people.owner.id } });
  expect(body.pins[1]).toMatchObject({ message_id: first, pinned_by: world.people.owner.id });
  expect(await call("DELETE", `/api/channels/${channel}/pins/${first}`)).toMatchObject({
    status: 200,
    body: { message: { id: first }, event: { type: "pin.removed", payload: { message_id: first } } },
  });
  expect(await pinned(channel)).toEqual([third, second]);
});

test("a message is pinned once: also of ten requests at a time, all but one are refused with 409", async () => {
  const message_id = await newMessage(contract, world, world.general);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call("POST", `/api/channels/${world.general}/pins`, { body: { message_id } })),
  );
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused).toHaveLength(9);
  for (const answer of refused) expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
  const path = `/api/channels/${world.general}/pins/${message_id}`;
  expect((await call("DELETE", path)).status).toBe(200);
  expect(await call("DELETE", path)).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("a channel has no more pins than it may have, whoever pins at the same moment", async () => {
  const channel = await newChannel(contract, world, world.people.owner);
  const ids = await Promise.all(
    Array.from({ length: limits.pinsPerChannelMax + 5 }, () => newMessage(contract, world, channel)),
  );
  const answers = await Promise.all(
    ids.map((message_id) => call("POST", `/api/channels/${channel}/pins`, { body: { message_id } })),
  );
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(5).fill([409, "limit_reached"]));
  expect(await pinned(channel)).toHaveLength(limits.pinsPerChannelMax);
});

// I8
test("a message that is deleted is in no list of pins any more, and its event says so", async () => {
  const channel = await newChannel(contract, world, world.people.owner);
  const message_id = await newMessage(contract, world, channel);
  await call("POST", `/api/channels/${channel}/pins`, { body: { message_id } });
  const { event } = (await call("DELETE", `/api/messages/${message_id}`)).body;
  expect(await pinned(channel)).toEqual([]);
  const { body } = await call("GET", "/api/realtime/events", {
    query: { workspace_id: world.workspace, after_cursor: event.cursor },
  });
  expect(body.events[0]).toMatchObject({
    type: "pin.removed",
    cursor: String(Number(event.cursor) + 1),
    payload: { channel_id: channel, message_id, pinned_by: world.people.owner.id },
  });
  expect((await call("POST", `/api/channels/${channel}/pins`, { body: { message_id } })).status).toBe(404);
});

test("the pin that an earlier version has left of a deleted message is listed without one, and removed", async () => {
  const channel_id = await newChannel(contract, world, world.people.owner);
  const message_id = await newMessage(contract, world, channel_id);
  await call("DELETE", `/api/messages/${message_id}`);
  const left = { channel_id, message_id, pinned_by: world.people.owner.id, pinned_at: new Date(), cursor: 1 };
  await contract.database.prisma.pin.create({ data: { workspace_id: world.workspace, ...left } });
  const path = `/api/channels/${channel_id}/pins`;
  expect(await call("GET", path)).toMatchObject({ body: { messages: [], pins: [{ message_id }] } });
  expect(await call("DELETE", `${path}/${message_id}`)).toMatchObject({
    status: 200,
    body: { message: { id: message_id, body: "" }, event: { type: "pin.removed" } },
  });
  expect(await pinned(channel_id)).toEqual([]);
});

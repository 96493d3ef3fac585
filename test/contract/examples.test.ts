import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationList } from "../../src/doors/operations";
import { toClickClack } from "../../src/doors/rest/clickclack/outgoing";
import { checkAnswer } from "../support/contract-check";
import { callOperation, callProcedure } from "../support/contract-operations";
import { type Contract, contractSecret, startContract } from "../support/contract-server";
import { freshMember, freshThings, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld, newPerson, withRealIds } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
});
afterAll(() => contract.close());

/** Examples that need somebody or something else than the owner and the usual things. */
const callers: Record<string, () => Promise<string>> = {
  "invites.accept": async () => (await newPerson(contract, `newcomer ${Math.random()}`)).token,
  "members.leave": async () => (await freshMember(contract, world)).token,
  "auth.logout": async () => (await freshMember(contract, world)).token,
  "auth.revokeOtherSessions": async () => (await freshMember(contract, world)).token,
};

const inputs: Record<string, () => Promise<Record<string, unknown>>> = {
  "channels.create": async () => ({ name: `channel ${Math.random()}` }),
  "messages.send": async () => ({ nonce: `nonce ${Math.random()}` }),
  "auth.inspectLink": freshLink,
  "auth.consumeLink": freshLink,
  "pins.add": inGeneral,
  "pins.remove": async () => {
    const { channel_id, message_id } = await inGeneral();
    const path = `/api/channels/${channel_id}/pins`;
    await contract.call("POST", path, { token: world.people.owner.token, body: { message_id } });
    return { channel_id, message_id };
  },
  "messages.byNonce": async () => {
    const nonce = `example-${Math.random()}`;
    await contract.call("POST", `/api/channels/${world.general}/messages`, {
      token: world.people.owner.token,
      body: { body: "named", nonce },
    });
    return { nonce };
  },
};

/** Where an example cannot succeed in a test, with the status it has instead. */
const otherwise: Record<string, number> = {
  "setup.run": 409,
  "auth.openMailbox": 403,
  "emails.inspect": 410,
  "emails.confirm": 410,
  "realtime.socket": 400,
};

/** A message and its own channel. */
async function inGeneral() {
  return { channel_id: world.general, message_id: await newMessage(contract, world, world.general) };
}

async function freshLink() {
  return { token: await contract.askForLink({ email: "link@example.org" }) };
}

async function prepare(operation: (typeof operationList)[number]) {
  const token = (await callers[operation.id]?.()) ?? world.people.owner.token;
  const example = withRealIds(operation.example, await freshThings(contract, world, operation.example));
  return { token, input: { ...example, ...(await inputs[operation.id]?.()) } };
}

describe("the example of", () => {
  test.each(operationList.map((operation) => [operation.id, operation] as const))(
    "%s works over REST",
    async (id, operation) => {
      const { token, input } = await prepare(operation);
      const answer = await callOperation(contract, operation, input, { token });
      const successes = [operation.status, ...Object.keys(operation.otherStatuses).map(Number)];
      expect(otherwise[id] === undefined ? successes : [otherwise[id]], JSON.stringify(answer.body)).toContain(
        answer.status,
      );
    },
  );

  const procedures = operationList.filter(({ id, kind }) => kind === "json" && otherwise[id] === undefined);
  test.each(procedures.map((operation) => [operation.id, operation] as const))(
    "%s answers the same over tRPC, in the form that REST makes ClickClack's of",
    async (_id, operation) => {
      const { token, input } = await prepare(operation);
      const { body, error } = await callProcedure(contract, operation, input, token);
      expect(error).toBeUndefined();
      checkAnswer({
        method: operation.method,
        path: operation.path.replace(/\{\w+\}/gu, "x"),
        status: operation.status,
        contentType: "application/json",
        body: toClickClack(operation.output, body),
      });
    },
  );
});

test("before the set-up, only what must work does; the set-up makes an owner", async () => {
  const fresh = await startContract();
  for (const operation of operationList.filter(({ kind }) => kind === "json")) {
    if (operation.id === "setup.run") continue;
    const answer = await callOperation(fresh, operation, operation.example);
    expect([operation.id, answer.status]).toEqual([operation.id, operation.beforeSetUp ? operation.status : 503]);
  }
  const body = { secret: contractSecret, email: "a@example.org", display_name: "A", workspace_name: "Acme" };
  expect((await fresh.call("POST", "/api/setup", { body })).status).toBe(201);
  await fresh.close();
});

test("every operation's id is its place in the table, and no name is in two parts of its input", () => {
  for (const { params, query, body, id } of operationList) {
    const names = [params, query, ...(body ? [body] : [])].flatMap(({ shape }) => Object.keys(shape));
    expect([id, names.length]).toEqual([id, new Set(names).size]);
  }
  expect(new Set(operationList.map(({ id }) => id)).size).toBe(operationList.length);
});

import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppRouter } from "../../src/doors/trpc/router";
import { type Contract, startContract } from "../support/contract-server";
import { type ContractWorld, createContractWorld } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
});
afterAll(() => contract.close());

test("a typed client sends, reads and is refused with the codes of REST", async () => {
  const headers = { Authorization: `Bearer ${world.people.inside.token}` };
  const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${contract.url}/api/trpc`, headers })] });
  const { message, event } = await trpc.messages.send.mutate({
    channel_id: world.general,
    body: "over tRPC",
    nonce: "t-1",
  });
  const page = await trpc.messages.list.query({ channel_id: world.general, mode: "latest" });
  expect([page.messages.at(-1)?.id, event?.type]).toEqual([message.id, "message.created"]);
  expect((await trpc.workspaces.list.query()).workspaces.map(({ id }) => id)).toEqual([world.workspace]);
  const refused = await trpc.channels.get.query({ channel_id: "chn_unknown" }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TRPCClientError);
  expect(refused).toMatchObject({
    message: "The channel was not found.",
    data: { code: "not_found", httpStatus: 404 },
  });
  const invalid = await trpc.messages.send
    .mutate({ channel_id: world.general, body: "x".repeat(40_001) })
    .catch((error: unknown) => error);
  expect(invalid).toMatchObject({ data: { code: "invalid_input", details: [{ path: "body" }] } });
});

test("a batch holds at most twenty calls, a body at most 1 MiB, and a mutation is never a GET", async () => {
  const headers = { Authorization: `Bearer ${world.people.inside.token}`, "Content-Type": "application/json" };
  const batch = (count: number) =>
    fetch(`${contract.url}/api/trpc/${Array(count).fill("service.health").join(",")}?batch=1&input=%7B%7D`, {
      headers,
    });
  expect([(await batch(20)).status, (await batch(21)).status]).toEqual([200, 400]);
  const large = JSON.stringify({ channel_id: world.general, body: "x".repeat(2 ** 20) });
  expect((await fetch(`${contract.url}/api/trpc/messages.send`, { method: "POST", headers, body: large })).status).toBe(
    413,
  );
  const get = await fetch(
    `${contract.url}/api/trpc/messages.send?input=${encodeURIComponent(JSON.stringify({ channel_id: world.general, body: "x" }))}`,
    { headers },
  );
  expect([get.status, (await get.json()).error.data.code]).toEqual([405, "method_not_allowed"]);
  const unknown = await fetch(`${contract.url}/api/trpc/nothing.here`, { headers });
  expect([unknown.status, (await unknown.json()).error.data.code]).toEqual([404, "not_found"]);
});

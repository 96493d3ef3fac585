import { once } from "node:events";
import { createServer, request as forward, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Contract, startContract } from "../support/contract-server";
import { newChannel } from "../support/contract-things";
import { type ContractWorld, createContractWorld } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;
let proxy: Server;
let proxyUrl: string;
let answersSeen = 0;

/** Passes everything on, and drops two of three answers after the server has given them. */
beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
  proxy = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(contract.url);
    const onward = forward(
      { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        answersSeen += 1;
        if (answersSeen % 3 !== 0) return answer.resume().once("end", () => outgoing.destroy());
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        return answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  proxyUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await contract.close();
});

// I6, I7
test("sixty sends whose answers are lost after the commit make sixty messages, in one order for all", async () => {
  const channel = await newChannel(contract, world, world.people.owner);
  const bodies = Array.from({ length: 60 }, (_one, index) => `message ${index}`);
  const sent = await Promise.all(
    bodies.map((body, index) => sendUntilAnswered(channel, { body, nonce: `lost-${index}` })),
  );
  const page = await contract.call("GET", `/api/channels/${channel}/messages`, {
    token: world.people.owner.token,
    query: { limit: 200 },
  });
  const messages: { id: string; body: string; channel_seq: number }[] = page.body.messages;
  expect(messages.map(({ body }) => body).sort()).toEqual([...bodies].sort());
  expect(messages.map(({ id }) => id).sort()).toEqual(sent.sort());
  expect(messages.map(({ channel_seq }) => channel_seq)).toEqual(bodies.map((_body, index) => index + 1));
  expect(answersSeen).toBeGreaterThan(120);
});

async function sendUntilAnswered(channel: string, body: Record<string, unknown>): Promise<string> {
  for (;;) {
    try {
      const answer = await fetch(`${proxyUrl}/api/channels/${channel}/messages`, {
        method: "POST",
        headers: { Authorization: `Bearer ${world.people.owner.token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) return (await answer.json()).message.id;
      throw new Error(`a send was refused with ${answer.status}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Refusal } from "../../src/client/transport/answers";
import type { Reach } from "../../src/client/transport/api";
import { createApi } from "../../src/client/transport/create-api";
import { createTrpcTransport } from "../../src/client/transport/trpc-transport";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), { PARLEY_RATE_LIMITS: "on", PARLEY_TRUST_PROXY: "1" });
});

afterAll(() => served.close());

/** From an address of its own, for what is counted by address. */
function openFrom(address: string, { token, origin }: { token?: string; origin?: string } = {}) {
  const headers = { "x-forwarded-for": address, ...(origin === undefined ? {} : { origin }) };
  return openSocket(served.url, { query: {}, headers, ...(token === undefined ? {} : { token }) });
}

test("ten sockets a minute may fail, of programs and pages together, and then none is looked at", async () => {
  const fates = [];
  for (let count = 0; count < 12; count += 1) {
    const socket = openFrom("192.0.2.1", { token: "sst_ended", ...(count % 2 ? { origin: served.url } : {}) });
    fates.push(await socket.ended);
  }
  const told = Array.from({ length: 5 }, () => ["HTTP 401", "4401"]).flat();
  expect(fates).toEqual([...told, "HTTP 429", "HTTP 429"]);
  expect(await openFrom("192.0.2.2").ended).toBe("HTTP 401");
});

test("a caller with a valid credential opens as many as a restored browser has tabs, whatever fails at their address", async () => {
  for (let count = 0; count < 11; count += 1) await openFrom("192.0.2.3").ended;
  const { token } = await served.person("many-tabs");
  const tabs = Array.from({ length: 60 }, () => openFrom("192.0.2.3", { token, origin: served.url }));
  await Promise.all(tabs.map(({ opened }) => opened));
  expect(await openFrom("192.0.2.3", { token, origin: served.url }).ended).toBe("HTTP 429");
  for (const { socket } of tabs) socket.terminate();
});

test("a page whose sockets go to another host is let in by its ticket, whatever fails at its address", async () => {
  for (let count = 0; count < 11; count += 1) await openFrom("192.0.2.4").ended;
  const person = await served.person("elsewhere");
  expect(await streamElsewhere("192.0.2.4", person)).toBe("open");
});

/** What becomes of the stream of a page at an address, whose socket goes where its cookie does not. */
function streamElsewhere(address: string, { token }: Person): Promise<"open" | Refusal | null> {
  class SocketOfPage extends WebSocket {
    constructor(url: string, protocols: string | string[] = []) {
      super(url, protocols, { headers: { "x-forwarded-for": address, origin: served.url } });
    }
  }
  const reach: Reach = {
    baseUrl: served.url,
    fetch: (input, init) => {
      const headers = { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${token}` };
      return fetch(input, { ...init, headers });
    },
    WebSocket: SocketOfPage as unknown as typeof globalThis.WebSocket,
  };
  return new Promise((resolve) => {
    const stream = createTrpcTransport(createApi(reach), reach).openStream(
      { workspaceId: served.world.workspaceId, after: 0, presenceOf: [], elsewhere: served.url },
      {
        onOpen: () => {
          stream.close();
          resolve("open");
        },
        onFrame: () => undefined,
        onEphemerals: () => undefined,
        onEnd: resolve,
      },
    );
  });
}

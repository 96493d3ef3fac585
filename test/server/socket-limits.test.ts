import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
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

test("who has a valid credential opens as many as a restored browser has tabs, whatever fails at their address", async () => {
  for (let count = 0; count < 11; count += 1) await openFrom("192.0.2.3").ended;
  const { token } = await served.person("many-tabs");
  const tabs = Array.from({ length: 60 }, () => openFrom("192.0.2.3", { token, origin: served.url }));
  await Promise.all(tabs.map(({ opened }) => opened));
  expect(await openFrom("192.0.2.3", { token, origin: served.url }).ended).toBe("HTTP 429");
  for (const { socket } of tabs) socket.terminate();
});

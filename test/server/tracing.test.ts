import { afterAll, beforeAll, expect, test } from "vitest";
import { parseTraceparent } from "../../src/doors/http/traceparent";
import { loadEnv } from "../../src/env";
import { openTracing } from "../../src/server/tracing/open-tracing";
import { silentTracing } from "../../src/server/tracing/tracing";
import { startCollector } from "../support/collector";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;

let collector: Awaited<ReturnType<typeof startCollector>>;
let served: Served;

beforeAll(async () => {
  collector = await startCollector();
  served = await serve(await createTestDatabase(), { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await served.app.context.tracing.ready;
});

afterAll(() => collector.close());

test("a collector is told of requests below their caller's span, of appends below requests, and of reads of the log", async () => {
  const { url, owner, world } = served;
  const headers = { authorization: `Bearer ${owner.token}`, "content-type": "application/json" };
  const send = (body: string, more: Record<string, string> = {}) =>
    fetch(`${url}/api/channels/${world.generalId}/messages`, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify({ body }),
    });
  await send("traced", { traceparent, "x-request-id": "a-traced-one" });
  await Promise.all(Array.from({ length: 20 }, (_, index) => send(`together ${index}`)));
  const socket = openSocket(url, { token: owner.token, query: { after_cursor: "0" } });
  await socket.until((frames) => frames.length > 20);
  await fetch(`${url}/api/invites/inv_canary-in-the-address`, { headers });
  socket.socket.terminate();
  await served.close();

  const { spans, resources, paths } = collector;
  expect([...paths]).toEqual(["POST /v1/traces application/json"]);
  expect(resources[0]).toMatchObject({ "service.name": "parley", "parley.role": "all" });
  const request = spans.find(({ traceId, kind }) => traceId === caller.traceId && kind === 2);
  expect(request).toMatchObject({
    name: "POST messages.send",
    parentSpanId: caller.spanId,
    attributes: { "http.response.status_code": 201, "parley.request_id": "a-traced-one" },
  });
  const operation = spans.find(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(operation?.name).toBe("messages.send");
  expect(spans.find(({ parentSpanId }) => parentSpanId === operation?.spanId)).toMatchObject({
    name: "append",
    traceId: caller.traceId,
    attributes: { "parley.commands": 1, "parley.events": 1 },
  });
  const appends = spans.filter(({ name, parentSpanId }) => name === "append" && parentSpanId !== undefined);
  const worked = appends.flatMap(({ links = [], parentSpanId }) => [
    parentSpanId,
    ...links.map(({ spanId }) => spanId),
  ]);
  const asked = spans.filter(({ name, kind }) => name === "messages.send" && kind === 1).map(({ spanId }) => spanId);
  expect(worked.sort()).toEqual(asked.sort());
  expect(spans.some(({ name, attributes }) => name === "log.read" && attributes["parley.purpose"] === "resume")).toBe(
    true,
  );
  expect(JSON.stringify(spans)).not.toMatch(/canary|ccb_|sst_|together/u);
});

test("where no collector is named nothing is loaded and no span is made", () => {
  const tracing = openTracing(loadEnv({}), served.app.context.logger);
  expect(tracing).toBe(silentTracing);
  expect(tracing.begin("request")).toBe(tracing.begin("append"));
});

test.each([
  [undefined, null],
  ["", null],
  ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", null],
  ["ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null],
  [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`, null],
  [`00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`, null],
  [traceparent.toUpperCase(), null],
  [traceparent, { ...caller, traceFlags: 1, isRemote: true }],
  [traceparent.replace(/01$/u, "00"), { ...caller, traceFlags: 0, isRemote: true }],
  [traceparent.replace(/^00/u, "01").concat("-more"), { ...caller, traceFlags: 1, isRemote: true }],
])("the header %s means %o", (header, meant) => {
  expect(parseTraceparent(header)).toEqual(meant);
});

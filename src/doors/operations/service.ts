import { z } from "zod";
import { eventDefinitions } from "../../domain";
import { running } from "../../running";
import { defineOperation, definePublicOperation } from "./operation";

const health = definePublicOperation({
  id: "service.health",
  method: "GET",
  path: "/healthz",
  unknownFields: "ignore",
  summary: "Whether the process is alive, and what it runs",
  description:
    "`build` is the same wherever the same sources were built, and another for every other build. While a deployment is under way, servers of both answer at one address.",
  tag: "Service",
  beforeSetUp: true,
  unlimited: true,
  output: z.object({ status: z.literal("ok"), version: z.string(), build: z.string() }),
  run: async () => ({ body: { status: "ok" as const, version: running.version, build: running.build } }),
});

const readiness = z.object({ status: z.enum(["ready", "unavailable"]) });

const ready = definePublicOperation({
  id: "service.ready",
  method: "GET",
  path: "/readyz",
  unknownFields: "ignore",
  summary: "Whether requests can be served",
  description:
    "One round trip to the database, within a second. A server that stops is not ready, though it still answers.",
  tag: "Service",
  beforeSetUp: true,
  unlimited: true,
  output: readiness,
  otherStatuses: { 503: "The database cannot be reached, or the server is stopping" },
  run: async ({ app }) => {
    const isReady = !app.hub.closing.aborted && (await inTime(app.context.database.pool.query("select 1")));
    return isReady ? { body: { status: "ready" as const } } : { status: 503, body: { status: "unavailable" as const } };
  },
});

const eventTypes = defineOperation({
  id: "service.eventTypes",
  method: "GET",
  path: "/api/event-types",
  unknownFields: "ignore",
  summary: "Every type of event that the log may hold",
  tag: "Service",
  scope: "any",
  output: z.object({
    event_types: z.array(z.string()),
    versions: z.record(z.string(), z.int()).meta({ description: "The version of each type's payload" }),
  }),
  run: async () => ({
    body: {
      event_types: eventDefinitions.map(({ type }) => type),
      versions: Object.fromEntries(eventDefinitions.map(({ type, reads }) => [type, reads])),
    },
  }),
});

export const serviceOperations = { health, ready, eventTypes };

function inTime(work: Promise<unknown>): Promise<boolean> {
  const done = work.then(() => true).catch(() => false);
  return Promise.race([done, new Promise<false>((resolve) => setTimeout(resolve, 1_000, false).unref())]);
}

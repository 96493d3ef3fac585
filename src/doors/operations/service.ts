import { z } from "zod";
import { eventDefinitions } from "../../domain";
import { defineOperation, definePublicOperation } from "./operation";

const health = definePublicOperation({
  id: "service.health",
  method: "GET",
  path: "/healthz",
  summary: "Whether the process is alive",
  tag: "Service",
  beforeSetUp: true,
  output: z.object({ status: z.literal("ok") }),
  run: async () => ({ body: { status: "ok" as const } }),
});

const eventTypes = defineOperation({
  id: "service.eventTypes",
  method: "GET",
  path: "/api/event-types",
  summary: "Every type of event that the log may hold",
  tag: "Service",
  scope: "any",
  output: z.object({ event_types: z.array(z.object({ type: z.string(), v: z.int() })) }),
  run: async () => ({ body: { event_types: eventDefinitions.map(({ type, v }) => ({ type, v })) } }),
});

export const serviceOperations = { health, eventTypes };

import { z } from "zod";
import { wireEnvelope } from "../../domain/core/envelope.schema";
import { limits } from "../../domain/core/limits";
import { isoTime, text } from "../../domain/core/text";
import { publishFields, wireEphemeral } from "../../domain/ephemerals/schema";
import { serveEventStream } from "../realtime/event-stream";
import { parseCursor, viewerOf } from "../realtime/reading";
import { exampleIds } from "./examples";
import { defineOperation, defineStream, defineUpgrade } from "./operation";

const cursor = text(limits.idLengthMax).meta({ description: "A cursor that this server gave out", examples: ["1312"] });
const workspaceId = text(limits.idLengthMax)
  .optional()
  .meta({ description: "Left out: your oldest membership, or the workspace of your token" });

const elsewhere = { 307: "Streams are served on another host: ask again there, with the same credentials" };

const list = defineOperation({
  id: "realtime.list",
  method: "GET",
  path: "/api/realtime/events",
  summary: "Read the log after a cursor, and wait for more",
  description:
    "Every event visible to you in `(after, upto]`, oldest first, their cursors rising; go on from `upto`, also when many hidden ones left the answer empty. Without `after_cursor` from the beginning. With `wait` the answer is held until there is an event. An event that gives you access to a channel stands for itself: read the channel and its history over REST. What was said while you could not read it is not told.",
  tag: "Realtime",
  scope: "realtime:read",
  query: z.object({
    workspace_id: workspaceId,
    after_cursor: cursor.optional(),
    limit: z.int().min(1).max(limits.eventPageSizeMax).default(limits.eventPageSizeDefault),
    wait: z.int().min(0).max(limits.longPollSecondsMax).default(0).meta({ description: "Seconds" }),
    include_tail: z
      .boolean()
      .default(false)
      .meta({ description: "Also tell the head as it was before the page was read" }),
  }),
  output: z
    .object({ events: z.array(wireEnvelope), after: cursor, upto: cursor, tail_cursor: cursor.optional() })
    .meta({ id: "EventPage" }),
  errors: ["malformed", "cursor_gone"],
  rowsMax: 4_700,
  otherStatuses: elsewhere,
  lasts: ({ wait }) => wait > 0,
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, limit: 50 },
  run: async ({ app, caller, input, request }) => {
    const viewer = await viewerOf({ app, caller }, input.workspace_id);
    request.record.lasts = input.wait > 0;
    const after = parseCursor("after_cursor", input.after_cursor) ?? 0;
    const tail = input.include_tail ? { tail_cursor: String(await app.hub.head(viewer)) } : {};
    const page = await app.hub.page(viewer, after, {
      limit: input.limit,
      bytesMax: request.answerBytesMax,
      waitMs: input.wait * 1_000,
      signal: request.signal,
    });
    const events = page.events.map(({ wire }) => JSON.parse(wire));
    return { body: { events, after: String(page.after), upto: String(page.upto), ...tail } };
  },
});

const publish = defineOperation({
  id: "realtime.publish",
  method: "POST",
  path: "/api/realtime/ephemeral",
  summary: "Tell others that you are typing, how you are, or how an agent gets on",
  description: "Told to those who follow now, and forgotten. Who says it and when is stamped by the server.",
  tag: "Realtime",
  scope: "any",
  body: publishFields,
  output: z.object({ event: wireEphemeral }),
  status: 202,
  errors: ["not_found"],
  idempotency: "none",
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, channel_id: exampleIds.channel, type: "typing.started" },
  run: async ({ app, caller, input }) => {
    return { body: { event: await app.hub.publish(await viewerOf({ app, caller }, input.workspace_id), input) } };
  },
});

const ticket = defineOperation({
  id: "realtime.ticket",
  method: "POST",
  path: "/api/realtime/ticket",
  summary: "Get a ticket that opens one WebSocket",
  description:
    "For a browser whose socket goes to another host than its cookie. It works once, within 60 seconds, and ends with the session or token that it was asked with. Send it as subprotocol `parley.ticket.<ticket>`, or over tRPC as connection parameter `ticket`.",
  tag: "Realtime",
  scope: "realtime:read",
  output: z.object({ ticket: z.string(), expires_at: isoTime }).meta({ id: "RealtimeTicket" }),
  status: 201,
  idempotency: "none",
  secret: true,
  unknownFields: "ignore",
  example: {},
  run: async ({ app, caller }) => ({ body: await app.auth.tickets.issue(caller) }),
});

const plainEvent = z
  .looseObject({ type: z.string(), event: z.string().optional(), at: z.string().optional() })
  .meta({ id: "PlainEvent", description: "The flat form of an event; readers ignore types that they do not know" });

const stream = defineStream({
  id: "realtime.stream",
  method: "GET",
  path: "/api/events",
  summary: "Follow the log as server-sent events",
  description:
    "Each event has its cursor as `id`, which only rises, and one JSON object as `data`. `Last-Event-ID` wins over `resume_point`. `format=envelope` sends canonical envelopes, `v=2` range-covered batches of them. Before an event that gives you access to a conversation, the conversation and its people are introduced without an `id`; read its history over REST. What was said while you could not read it is not told. With `v=2` its newest message comes too, marked `compacted`.",
  tag: "Realtime",
  scope: "realtime:read",
  query: z.object({
    resume_point: cursor.optional().meta({ description: "From boot; what follows it is sent" }),
    workspace_id: workspaceId,
    format: z.string().optional().meta({ description: "`plain` or `envelope`" }),
    v: z.string().optional().meta({ description: "`2` for range-covered batches" }),
  }),
  output: plainEvent,
  errors: ["malformed", "cursor_gone"],
  unknownFields: "ignore",
  example: { resume_point: "0" },
  otherStatuses: elsewhere,
  lasts: () => true,
  respond: serveEventStream,
});

const socket = defineUpgrade({
  id: "realtime.socket",
  method: "GET",
  path: "/api/realtime/ws",
  summary: "Follow the log over a WebSocket",
  description:
    "One event per text frame, their cursors rising; `v=2`: `hello`, range-covered batches, `caught_up`. An event that gives you access to a channel is followed, with `v=2`, by the channel and its newest message, marked `compacted`; without it, it stands for itself, and what was said while you could not read it is not told: read the channel and its history over REST. Without `after_cursor` from now. A token may come as subprotocol `clickclack.bearer.<token>`, a ticket as `parley.ticket.<ticket>`. Close codes: 1012 and 1013 resume (1013 also for a reader that is too slow, or sends too much), 4001 boot again, 1008 and 4401 stop. A program without a valid credential is refused with 401 instead of 4401, and after ten such in a minute with 429.",
  tag: "Realtime",
  scope: "realtime:read",
  query: z.object({
    workspace_id: workspaceId,
    after_cursor: cursor.optional(),
    v: z.enum(["1", "2"]).optional(),
    presence_of: z
      .string()
      .optional()
      .meta({ description: "Ids of people whose coming and going matters, with commas between" }),
  }),
  output: wireEnvelope,
  errors: ["malformed", "cross_site"],
  otherStatuses: elsewhere,
  lasts: () => true,
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace },
});

export const realtimeOperations = { list, publish, ticket, stream, socket };

import { type TrackedEnvelope, tracked } from "@trpc/server";
import { z } from "zod";
import type { Ephemeral } from "../../domain/ephemerals";
import { DomainError } from "../../domain/errors";
import { idSchema } from "../../domain/ids";
import type { WireEnvelope } from "../../domain/schemas/events";
import { errorTable } from "../errors";
import { refusalOf } from "../refusal";
import { type TrpcContext, t, trpcErrorOf } from "../trpc/trpc";
import type { LiveConnection } from "./live-connection";
import { type Batch, parseCursor, rangeJson, viewerOf } from "./reading";

/** Every event visible to the subscriber in `(after, upto]`; `upto` is also the id by which tRPC resumes. */
export type EventBatch = {
  readonly after: string;
  readonly upto: string;
  readonly events: readonly WireEnvelope[];
};

const cursor = z.string().max(20);

const eventsInput = z.object({
  workspace_id: idSchema,
  after: cursor.meta({ description: "Where to begin, from boot or from the last batch" }),
  /** Set by tRPC's client when it reconnects. */
  lastEventId: cursor.nullish(),
});

const ephemeralsInput = z.object({
  workspace_id: idSchema,
  user_ids: z.array(idSchema).max(1_000).optional(),
  conversation_ids: z.array(idSchema).max(1_000).optional(),
  read_states: z.boolean().default(false),
});

/** The log of one workspace from a cursor on, batch by batch; empty batches are heartbeats, or say that the present is reached. */
const events = t.procedure.input(eventsInput).subscription(async function* ({ ctx, input, signal }) {
  const { app } = ctx.door;
  yield* live(ctx, signal, async function* (connection, ended): AsyncGenerator<TrackedEnvelope<EventBatch>> {
    const viewer = await viewerOf({ app, caller: connection.caller }, input.workspace_id);
    const after = parseCursor("lastEventId", input.lastEventId) ?? parseCursor("after", input.after) ?? 0;
    const stream = app.hub.stream(viewer, after, { signal: ended, drained: connection.drained, transport: "trpc" });
    for await (const batch of stream) yield tracked(String(batch.upto), wireBatch(batch));
  });
});

/** What happens besides the log. Apart from it, since what has no cursor would wipe the one that tRPC resumes from. */
const ephemerals = t.procedure.input(ephemeralsInput).subscription(async function* ({ ctx, input, signal }) {
  const { app } = ctx.door;
  const { workspace_id, user_ids, conversation_ids, read_states } = input;
  yield* live(ctx, signal, async function* (connection, ended): AsyncGenerator<readonly Ephemeral[]> {
    const viewer = await viewerOf({ app, caller: connection.caller }, workspace_id);
    const interests = {
      read_states,
      ...(user_ids === undefined ? {} : { user_ids }),
      ...(conversation_ids === undefined ? {} : { conversation_ids }),
    };
    for await (const heard of app.hub.ephemerals(viewer, interests, ended)) {
      if (connection.isFull()) app.context.metrics.streams.ephemeralsDropped("socket_full", heard.length);
      else yield heard;
    }
  });
});

export const subscriptions = { events, ephemerals };

/** Runs a subscription on its socket. What ends the socket too closes it, so that the client comes back, or stops, by the close code. */
async function* live<T>(
  { live: connection }: TrpcContext,
  given: AbortSignal | undefined,
  run: (connection: LiveConnection, signal: AbortSignal) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  if (!connection) throw trpcErrorOf(new DomainError("not_supported", "Subscriptions need a WebSocket."));
  const over = new AbortController();
  const signal = given ? AbortSignal.any([given, over.signal]) : over.signal;
  let finish: (() => void) | null = null;
  try {
    finish = connection.begin();
    yield* run(connection, signal);
  } catch (error) {
    const refusal = refusalOf(error);
    const { close } = errorTable[refusal.code];
    if (refusal.code === "rate_limited" || refusal.code === "not_ready") connection.close(close, refusal.message);
    if (refusal.code === "unauthenticated")
      setImmediate(() => connection.close(errorTable.forbidden.close, refusal.message));
    throw trpcErrorOf(refusal);
  } finally {
    over.abort();
    finish?.();
  }
}

/** The batch as tRPC's client gets it. Its JSON is made once for all; see `encodeShared`. */
function wireBatch(batch: Batch): EventBatch {
  const shared = {
    after: String(batch.after),
    upto: String(batch.upto),
    get events(): WireEnvelope[] {
      return batch.events.map(({ wire }) => JSON.parse(wire));
    },
  };
  batches.set(shared, batch);
  return shared;
}

const batches = new WeakMap<object, Batch>();

/** Encodes what tRPC sends; a batch is put in as the text that everybody is sent. */
export function encodeShared(message: unknown): string {
  const result = field(message, "result");
  const event = field(result, "data");
  const data = field(event, "data");
  const batch = typeof data === "object" && data !== null ? batches.get(data) : undefined;
  if (!batch) return JSON.stringify(message);
  const [id, upto] = [JSON.stringify(field(message, "id")), JSON.stringify(field(event, "id"))];
  return `{"id":${id},"result":{"type":"data","id":${upto},"data":{"id":${upto},"data":${rangeJson(batch)}}}}`;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

import type { TrackedEnvelope } from "@trpc/server";
import { z } from "zod";
import { DomainError } from "../../domain/core/errors";
import { idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { text } from "../../domain/core/text";
import type { Ephemeral } from "../../domain/ephemerals/rules";
import { errorTable } from "../http/errors";
import { refusalOf } from "../http/refusal";
import { parseCursor, viewerOf } from "../realtime/reading";
import type { LiveConnection } from "./live-connection";
import { type TrpcContext, t, trpcErrorOf } from "./trpc";
import { framesOf, type SubscriptionFrame } from "./trpc-frames";

const cursor = text(limits.idLengthMax);

const eventsInput = z.object({
  workspace_id: idSchema,
  after: cursor.meta({ description: "Where to begin, from boot or from the last frame" }),
  /** Set by tRPC's client when it reconnects. */
  lastEventId: cursor.nullish(),
});

const ephemeralsInput = z.object({
  workspace_id: idSchema,
  user_ids: z.array(idSchema).max(1_000).optional(),
  conversation_ids: z.array(idSchema).max(1_000).optional(),
  read_states: z.boolean().default(false),
});

/**
 * The log of one workspace from a cursor on, in frames. An empty frame is a heartbeat, or says
 * that the subscriber has caught up.
 */
const events = t.procedure.input(eventsInput).subscription(async function* ({ ctx, input, signal }) {
  const { app } = ctx.api;
  yield* live(ctx, signal, async function* (connection, ended): AsyncGenerator<TrackedEnvelope<SubscriptionFrame>> {
    const viewer = await viewerOf({ app, caller: connection.caller }, input.workspace_id);
    const after = parseCursor("lastEventId", input.lastEventId) ?? parseCursor("after", input.after) ?? 0;
    yield* framesOf((receiver) => app.hub.follow(viewer, after, receiver), connection, ended);
  });
});

/** The ephemerals of a workspace. They are separate, since a value without a cursor would wipe the one that tRPC resumes from. */
const ephemerals = t.procedure.input(ephemeralsInput).subscription(async function* ({ ctx, input, signal }) {
  const { app } = ctx.api;
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

/**
 * Runs a subscription on its socket. An error that also ends the socket closes it, and the close code
 * makes the client reconnect or stop.
 */
async function* live<T>(
  { live: connection }: TrpcContext,
  given: AbortSignal | undefined,
  run: (connection: LiveConnection, signal: AbortSignal) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  if (!connection) throw trpcErrorOf(new DomainError("not_supported", "Subscriptions need a WebSocket."));
  let finish: (() => void) | null = null;
  try {
    finish = connection.begin();
    yield* run(connection, given ?? new AbortController().signal);
  } catch (error) {
    const refusal = refusalOf(error);
    const { close } = errorTable[refusal.code];
    if (refusal.code === "rate_limited" || refusal.code === "not_ready") connection.close(close, refusal.message);
    if (refusal.code === "unauthenticated")
      setImmediate(() => connection.close(errorTable.forbidden.close, refusal.message));
    throw trpcErrorOf(refusal);
  } finally {
    finish?.();
  }
}

import { invalid } from "../../domain/core/errors";
import { type Envelope, toWire } from "../../domain/core/events";
import { limits } from "../../domain/core/limits";
import { isLonger } from "../../domain/core/measure";
import { type ConversationFields, conversationOf } from "../../domain/core/timelines";
import type { ContentPayload, Draft } from "../../domain/messages/rules";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import { correlationOf, type RequestInfo } from "../http/request-info";
import { requireScope } from "./scopes";

type Sending = { readonly app: App; readonly caller: Caller; readonly request: RequestInfo };

/**
 * The draft as a command takes it, with the request's correlation id. Without a nonce, the `Idempotency-Key` becomes the nonce.
 */
export function draftOf(
  { caller, request }: Pick<Sending, "caller" | "request">,
  draft: Omit<Draft, "correlation_id">,
): Draft {
  if (draft.kind !== "message") requireScope(caller, "agent_activity:write");
  return {
    ...draft,
    nonce: draft.nonce ?? nonceFrom(request),
    correlation_id: correlationOf(request),
  };
}

/**
 * The part of a request that must be equal under the same nonce; undefined without a nonce. Fields at their defaults are left
 * out, so that a later version may add fields.
 */
export function requestOf(
  { nonce }: Pick<Draft, "nonce">,
  place: string,
  fields: Readonly<Record<string, unknown>>,
): unknown {
  if (nonce === null) return undefined;
  const told = Object.entries(fields).filter(([name, value]) => value !== null && value !== defaults[name]);
  return [place, told.sort(([one], [other]) => (one < other ? -1 : 1))];
}

const defaults: Readonly<Record<string, unknown>> = { kind: "message", also_send_to_channel: false };

function nonceFrom({ headers }: RequestInfo): string | null {
  const key = headers.get("idempotency-key");
  if (key !== null && (key === "" || isLonger(key, limits.nonceLengthMax)))
    throw invalid("Idempotency-Key", `has at most ${limits.nonceLengthMax} characters for messages`);
  return key;
}

/**
 * Writes a message to a channel or a direct conversation: 201 with the new message, or 200 with the original of a repeated
 * request. `draft` holds the fields of the request.
 */
export async function sendMessage(
  call: Sending,
  { workspace_id, ...place }: { readonly workspace_id: string } & ConversationFields,
  draft: Omit<Draft, "correlation_id">,
) {
  const input = { ...draftOf(call, draft), ...place };
  const request = requestOf(input, conversationOf(place), draft);
  const executed = await call.app.execute(
    workspace_id,
    { type: "message.create", input },
    { actor: call.caller, request },
  );
  return answerToMessage(call, executed, "message.created");
}

type Sent = { readonly events: readonly Envelope[]; readonly replayed: boolean };

/** 201 with the new message, or 200 with the original of a repeated request in its present state. */
export async function answerToMessage(
  call: Sending,
  { events, replayed }: Sent,
  type: "message.created" | "thread.reply_created",
) {
  const event = events.find((candidate) => candidate.type === type) as Envelope<string, ContentPayload> | undefined;
  if (!event) throw new Error(`a ${type} is missing among the events of a command`);
  const message = replayed
    ? await call.app.queries.messages.get(call.caller.user_id, event.payload.message_id)
    : await call.app.queries.messages.presentNew(event);
  return { status: replayed ? 200 : 201, message, event: toWire(event) };
}

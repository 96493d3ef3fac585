import { reduce } from "../../domain";
import type { Calls } from "../../domain/core/calls";
import type { Decision, DecisionContext } from "../../domain/core/commands";
import { DomainError } from "../../domain/core/errors";
import type { Envelope } from "../../domain/core/events";
import { conversationFieldsById, conversationFieldsOf, nextSeq } from "../../domain/core/timelines";
import { nobodyCalled } from "../../domain/messages/mentions";
import { type Message, messageKind } from "../../domain/messages/rules";
import { type Change, Overlay, put, type State } from "../../domain/state";
import { callsIn } from "../../language";
import { decideHere, type OutboxCommand } from "../transport/outbox-commands";
import { isLocalId, isNewMessage, type Pending } from "./pending";

/** The state that screens show: the confirmed state with the pending commands applied. */
export type Screen = {
  readonly state: State;
  readonly changes: readonly Change[];
  /** Messages that exist only here, in the order they were written. */
  readonly localMessages: readonly Message[];
};

type Viewing = { readonly viewerId: string; readonly workspaceId: string };

/** Later than every cursor of the log. */
const notYet = Number.MAX_SAFE_INTEGER;

/**
 * Applies pending commands to the confirmed state, by the server's rules. A command that cannot be decided on the local state
 * shows nothing, but a written message is always shown.
 */
export function overlaid(confirmed: State, pendings: readonly Pending[], viewing: Viewing): Screen {
  if (pendings.length === 0) return { state: confirmed, changes: [], localMessages: [] };
  const overlay = new Overlay(confirmed);
  for (const pending of pendings) {
    if (pending.state === "failed" && !isNewMessage(pending)) continue;
    overlay.apply(changesOf(overlay, pending, viewing));
  }
  const changes = overlay.changes();
  const localMessages = pendings.flatMap(({ local_id }) =>
    local_id === null ? [] : (overlay.get("message", local_id) ?? []),
  );
  return { state: overlay, changes, localMessages: localMessages.filter(({ id }) => isLocalId(id)) };
}

function changesOf(overlay: Overlay, pending: Pending, viewing: Viewing): Change[] {
  try {
    const layer = new Overlay(overlay);
    for (const event of decideHere(overlay, pending.command, contextOf(pending, viewing)).events) {
      layer.apply(reduce(layer, placed(event, pending, viewing)));
    }
    return layer.changes();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const isHere = error.code === "nonce_conflict";
    return isHere || !isNewMessage(pending) ? [] : [put(messageKind, bareMessage(overlay, pending, viewing))];
  }
}

/** Cached, since pending commands are applied again whenever the state changes. */
const knownCalls = new WeakMap<OutboxCommand, Calls>();

function callsOf(command: OutboxCommand): Calls {
  const calls = knownCalls.get(command) ?? ("body" in command.input ? callsIn(command.input.body) : nobodyCalled);
  knownCalls.set(command, calls);
  return calls;
}

function contextOf({ command, local_id, made_at }: Pending, { viewerId, workspaceId }: Viewing): DecisionContext {
  return {
    actor: { user_id: viewerId },
    workspace_id: workspaceId,
    now: made_at,
    request_digest: "",
    calls: callsOf(command),
    newId: () => local_id ?? "",
  };
}

function placed(event: Decision["events"][number], { command_id, made_at }: Pending, viewing: Viewing): Envelope {
  return {
    ...event,
    id: command_id,
    cursor: notYet,
    workspace_id: viewing.workspaceId,
    actor_id: viewing.viewerId,
    created_at: event.created_at ?? made_at,
  };
}

/** The message as it was written, if the local state is not enough to decide the command. */
function bareMessage(state: State, { command, local_id, queue, made_at }: Pending, viewing: Viewing): Message {
  const id = local_id ?? "";
  const isReply = command.type === "thread.reply";
  const root = isReply ? state.get("message", command.input.root_message_id) : undefined;
  const place = root ? conversationFieldsOf(root) : conversationFieldsById(state, queue);
  const rootId = isReply ? command.input.root_message_id : null;
  return {
    id,
    workspace_id: viewing.workspaceId,
    ...place,
    author_id: viewing.viewerId,
    kind: "message",
    body: "body" in command.input ? command.input.body : "",
    body_format: "markdown",
    parent_message_id: rootId,
    thread_root_id: rootId ?? id,
    channel_seq: isReply ? null : nextSeq(state, place),
    thread_seq: rootId === null ? null : (state.get("thread", rootId)?.last_seq ?? 0) + 1,
    mentions: [],
    mentions_everyone: false,
    quoted_message_id: null,
    quoted_author_id: null,
    quoted_body_snapshot: null,
    nonce: "nonce" in command.input ? command.input.nonce : null,
    turn_id: null,
    author_model: null,
    author_thinking: null,
    author_runtime: null,
    imported: false,
    created_at: made_at,
    edited_at: null,
    deleted_at: null,
    request_digest: null,
    event_cursors: [],
    cursor: notYet,
  };
}

import { type Actor, defineCommand } from "../core/commands";
import { DomainError, forbidden, notFound } from "../core/errors";
import { defineEvent, type EnvelopeWith, type NewEvent } from "../core/events";
import { defineKind, pairKey, put, remove, type State } from "../core/kinds";
import { limits } from "../core/limits";
import { requireMember, visibleChannel, visibleMessage, writableConversation } from "../core/permissions";
import type { PinInput, PinPayload } from "./schema";

/** A message in a channel's list of pins. */
export type Pin = {
  readonly workspace_id: string;
  readonly channel_id: string;
  readonly message_id: string;
  readonly pinned_by: string;
  readonly pinned_at: string;
  readonly cursor: number;
};

export const pinKind = defineKind("pin", {
  key: (pin: Pin) => pairKey(pin.channel_id, pin.message_id),
  indexes: { channel_id: (pin) => pin.channel_id, message_id: (pin) => pin.message_id },
  hot: false,
  belongsTo: "conversation",
});

export const pinAdded = defineEvent("pin.added", {
  audience: "conversation",
  about: "content",
  scope: "messages:read",
  reduce: (_state, { workspace_id, created_at, cursor, payload }: EnvelopeWith<PinPayload>) => [
    put(pinKind, { workspace_id, ...payload, pinned_at: created_at, cursor }),
  ],
});

export const pinRemoved = defineEvent("pin.removed", {
  audience: "conversation",
  about: "content",
  scope: "messages:read",
  reduce: (_state, { payload: { channel_id, message_id } }: EnvelopeWith<PinPayload>) => [
    remove(pinKind, pairKey(channel_id, message_id)),
  ],
});

/** Pins a message in its channel, for everybody there. */
export const addPin = /* @__PURE__ */ defineCommand("pin.add", {
  needs: ({ channel_id, message_id }: PinInput) => ({
    message_ids: [message_id],
    found: [{ kind: "pin", index: "channel_id", value: channel_id }],
  }),
  decide: (state, input: PinInput, { actor }) => {
    const { id: message_id, channel_id, deleted_at } = messageToPin(state, actor, input);
    if (deleted_at !== null) throw notFound("The message");
    const pins = state.find("pin", "channel_id", channel_id);
    if (pins.some((pin) => pin.message_id === message_id))
      throw new DomainError("conflict", "This message is pinned already.");
    if (pins.length >= limits.pinsPerChannelMax)
      throw new DomainError(
        "limit_reached",
        `A channel has at most ${limits.pinsPerChannelMax} pins. Unpin another message first.`,
      );
    return { events: [pinAdded.create({ channel_id, message_id, pinned_by: actor.user_id }, { channel_id })] };
  },
});

/**
 * Removes the pin of a message. Anybody who may write in the channel may do so, not only the person who pinned it. The message may
 * be deleted: builds without pins leave its pin behind.
 */
export const removePin = /* @__PURE__ */ defineCommand("pin.remove", {
  needs: ({ message_id }: PinInput) => ({ message_ids: [message_id], ...pinOf(message_id) }),
  decide: (state, input: PinInput, { actor }) => {
    const events = unpinned(state, messageToPin(state, actor, input).id);
    if (events.length === 0) throw notFound("The pin");
    return { events };
  },
});

/** The pin to load for `unpinned`. */
export function pinOf(message_id: string) {
  return { found: [{ kind: "pin", index: "message_id", value: message_id }] } as const;
}

/** The events that remove a message's pin; none if it has no pin. */
export function unpinned(state: State, messageId: string): NewEvent[] {
  return state
    .find("pin", "message_id", messageId)
    .map(({ channel_id, message_id, pinned_by }) =>
      pinRemoved.create({ channel_id, message_id, pinned_by }, { channel_id }),
    );
}

/** A message of a channel in which the actor may write. */
function messageToPin(state: State, actor: Actor, { channel_id, message_id }: PinInput) {
  visibleChannel(state, actor, channel_id);
  const { message } = visibleMessage(state, actor, message_id);
  if (message.channel_id !== channel_id) throw notFound("The message");
  writableConversation(state, actor, message);
  return { ...message, channel_id };
}

type ImportedPin = PinInput & { readonly pinned_by: string; readonly pinned_at: string };
export type ImportPins = { readonly pins: readonly ImportedPin[] };

/** Appends the pins of an export that the channels do not have, up to the limit. Skips pins without a live message. */
export const importPins = /* @__PURE__ */ defineCommand("pin.import", {
  needs: ({ pins }: ImportPins) => ({
    message_ids: pins.map(({ message_id }) => message_id),
    found: [...new Set(pins.map(({ channel_id }) => channel_id))].map(
      (value) => ({ kind: "pin", index: "channel_id", value }) as const,
    ),
  }),
  decide: (state, { pins }: ImportPins, { actor }) => {
    if (requireMember(state, actor).role !== "owner") throw forbidden("Only the owner may import.");
    const pinned = new Map<string, Set<string>>();
    const fresh = pins.filter(({ channel_id, message_id }) => {
      const message = state.get("message", message_id);
      if (message?.channel_id !== channel_id || message.deleted_at !== null) return false;
      const there =
        pinned.get(channel_id) ?? new Set(state.find("pin", "channel_id", channel_id).map((pin) => pin.message_id));
      pinned.set(channel_id, there);
      if (there.has(message_id) || there.size >= limits.pinsPerChannelMax) return false;
      there.add(message_id);
      return true;
    });
    const events = fresh.map(({ pinned_at, ...payload }) =>
      pinAdded.create(payload, {
        channel_id: payload.channel_id,
        imported: true,
        created_at: pinned_at,
        actor_id: payload.pinned_by,
      }),
    );
    return { events };
  },
});

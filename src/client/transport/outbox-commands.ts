import type { CommandDefinition, CommandOf, Decision, DecisionContext } from "../../domain/core/commands";
import { createMessage, deleteMessage, updateMessage } from "../../domain/messages/rules";
import { replyToThread } from "../../domain/messages/threads";
import { addReaction, removeReaction } from "../../domain/reactions/rules";
import type { State } from "../../domain/state";
import type { Sent } from "./answers";
import type { Api } from "./api";

/** A command that takes effect on screen at once and is sent when the server can be reached. */
type Row<T extends string, I> = {
  /** It is decided ahead of the server, by the server's rules. */
  readonly definition: CommandDefinition<T, I>;
  /** The text fields that it must have. */
  readonly texts: readonly (keyof I & string)[];
  /** Whether it creates a new message rather than changing one. */
  readonly isNew: boolean;
  send(api: Api, input: I): Promise<Sent>;
};

function row<T extends string, I>(
  definition: CommandDefinition<T, I>,
  { isNew = false, ...given }: Omit<Row<T, I>, "definition" | "isNew"> & { readonly isNew?: boolean },
): Row<T, I> {
  return { definition, isNew, ...given };
}

const rows = [
  row(createMessage, {
    texts: ["body", "nonce"],
    isNew: true,
    send: async (api, { correlation_id: _correlation, channel_id, direct_conversation_id, ...draft }) => {
      const { message, event } = await (channel_id !== null
        ? api.messages.send.mutate({ channel_id, ...draft })
        : api.directs.send.mutate({ direct_conversation_id: direct_conversation_id ?? "", ...draft }));
      return { message_id: message.id, cursor: event && Number(event.cursor) };
    },
  }),
  row(replyToThread, {
    texts: ["root_message_id", "body", "nonce"],
    isNew: true,
    send: async (api, { correlation_id: _correlation, root_message_id: message_id, ...draft }) => {
      const { message, events } = await api.threads.reply.mutate({ message_id, ...draft });
      const last = events.at(-1);
      return { message_id: message.id, cursor: last ? Number(last.cursor) : null };
    },
  }),
  row(updateMessage, {
    texts: ["message_id", "body"],
    send: async (api, input) => changed(await api.messages.update.mutate(input)),
  }),
  row(deleteMessage, {
    texts: ["message_id"],
    send: async (api, input) => changed(await api.messages.remove.mutate(input)),
  }),
  row(addReaction, {
    texts: ["message_id", "emoji"],
    send: async (api, input) => changed(await api.reactions.add.mutate(input)),
  }),
  row(removeReaction, {
    texts: ["message_id", "emoji"],
    send: async (api, input) => changed(await api.reactions.remove.mutate(input)),
  }),
] as const;

export type OutboxCommand = CommandOf<(typeof rows)[number]["definition"]>;

type AnyRow = Row<string, never>;

/** The compiler cannot infer a command's input from its type. */
const rowByType: ReadonlyMap<unknown, AnyRow> = new Map(
  rows.map((one) => [one.definition.type, one as unknown as AnyRow]),
);

function rowOf({ type }: OutboxCommand): AnyRow {
  const found = rowByType.get(type);
  if (!found) throw new Error(`${type} cannot wait in the outbox`);
  return found;
}

/** Decides a command on the local state. Throws what the decision throws. */
export function decideHere(state: State, command: OutboxCommand, context: DecisionContext): Decision {
  return rowOf(command).definition.decide(state, command.input as never, context);
}

/** Sends a command to the server. */
export function sendCommand(api: Api, command: OutboxCommand): Promise<Sent> {
  return rowOf(command).send(api, command.input as never);
}

/** Whether a command creates a new message rather than changing one. */
export function bringsMessage(command: OutboxCommand): boolean {
  return rowOf(command).isNew;
}

/** The text fields that a stored command of this type must have; undefined for an unknown type. */
export function textsOf(type: unknown): readonly string[] | undefined {
  return rowByType.get(type)?.texts;
}

function changed({ event }: { readonly event: { readonly cursor: string } | null }): Sent {
  return { message_id: null, cursor: event && Number(event.cursor) };
}

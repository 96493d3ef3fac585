import type { ErrorCode } from "../../domain/core/errors";
import { field } from "../platform/reading";
import { bringsMessage, type OutboxCommand, textsOf } from "../transport/outbox-commands";

/** A command as it is stored until it is confirmed. `local_id` is the temporary id of the message that it will create. */
export type KeptCommand = {
  readonly command_id: string;
  /** The conversation. Its commands are sent in order. */
  readonly queue: string;
  readonly command: OutboxCommand;
  readonly made_at: string;
  readonly local_id: string | null;
};

export type Failure = { readonly code: ErrorCode; readonly message: string };

/**
 * A pending command: `queued`, `sending`, then `acked` until the stream has delivered its events, or `failed` when the server
 * refused it, until the person retries or discards it.
 */
export type Pending = KeptCommand & {
  readonly state: "queued" | "sending" | "acked" | "failed";
  /** Cursor of the events it became, once answered. */
  readonly acked_cursor: number | null;
  readonly failure: Failure | null;
};

const localPrefix = "msg_local_";

export function localIdOf(commandId: string): string {
  return `${localPrefix}${commandId}`;
}

export function isLocalId(messageId: string): boolean {
  return messageId.startsWith(localPrefix);
}

/** Whether a command creates a new message rather than changing one. */
export function isNewMessage({ command }: Pending): boolean {
  return bringsMessage(command);
}

/** The command with a message's real id in place of its local id. */
export function withRealId(command: OutboxCommand, localId: string, realId: string): OutboxCommand {
  return JSON.parse(JSON.stringify(command, (_field, value: unknown) => (value === localId ? realId : value)));
}

/** Whether a command refers to a message that has no real id yet. */
export function namesLocalMessage({ input }: OutboxCommand): boolean {
  return Object.values(input).some((value) => typeof value === "string" && isLocalId(value));
}

/** Reads a command that an earlier page stored; null for the shape of another version. */
export function readKept(json: string): KeptCommand | null {
  try {
    const kept: unknown = JSON.parse(json);
    if (!isKept(kept)) return null;
    const { lane, ...command } = kept;
    return { ...command, queue: lane };
  } catch {
    return null;
  }
}

/** As stored: every version so far has called the queue `lane` there. */
type StoredCommand = Omit<KeptCommand, "queue"> & { readonly lane: string };

function isKept(value: unknown): value is StoredCommand {
  const command = field(value, "command");
  const wanted = textsOf(field(command, "type"));
  const localId = field(value, "local_id");
  return (
    ["command_id", "lane", "made_at"].every((name) => typeof field(value, name) === "string") &&
    (localId === null || typeof localId === "string") &&
    wanted?.every((name) => typeof field(field(command, "input"), name) === "string") === true
  );
}

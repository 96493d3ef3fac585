import { z } from "zod";
import { presenceStatuses } from "../../domain/ephemerals/rules";
import { wireEphemeral } from "../../domain/ephemerals/schema";

const status = z.enum(presenceStatuses);

const wordSchema = z.discriminatedUnion("type", [
  /** A log has a new head. It carries no content: readers read the log. */
  z.object({ type: z.literal("appended"), workspace_id: z.string(), head: z.int() }),
  /** A session or bot token is no longer valid. */
  z.object({ type: z.literal("revoked"), credential_id: z.string(), user_id: z.string() }),
  /** Typing, an agent's progress, or a signal to one person's devices. */
  z.object({ type: z.literal("ephemeral"), hearers: z.enum(["conversation", "person"]), ephemeral: wireEphemeral }),
  /** The workspace lists of these people have changed; null: those of everybody in the workspace. */
  z.object({
    type: z.literal("workspaces_changed"),
    workspace_id: z.string(),
    user_ids: z.array(z.string()).nullable(),
  }),
  /** A person has changed their preferences. It carries none: readers read them. */
  z.object({ type: z.literal("preferences_updated"), user_id: z.string() }),
  /** A person's declared presence, wherever their streams are. */
  z.object({ type: z.literal("declared"), workspace_id: z.string(), user_id: z.string(), status }),
  /** The presence of people in the process that sends this. */
  z.object({ type: z.literal("present"), workspace_id: z.string(), people: z.array(z.tuple([z.string(), status])) }),
  /** A process has just started to listen and knows nobody's presence. */
  z.object({ type: z.literal("who_is_there") }),
]);

/**
 * A message from one process to the others. Any word may be lost: logs are polled, credentials are
 * looked up, and presence expires.
 */
export type Word = z.infer<typeof wordSchema>;

const envelopeSchema = z.object({ from: z.string(), word: z.unknown() });

export type Heard = { readonly from: string; readonly word: Word };

/** A word as it is sent, with the process that sends it. */
export function writeWord(from: string, word: Word): string {
  return JSON.stringify({ from, word });
}

/** Whether a text comes from this process, without parsing it. */
export function isFrom(from: string, text: string): boolean {
  return text.startsWith(`{"from":${JSON.stringify(from)},`);
}

/** The word of another process; null for one that only another version of Parley understands. */
export function readWord(text: string): Heard | null {
  const envelope = envelopeSchema.safeParse(parseJson(text));
  const word = wordSchema.safeParse(envelope.data?.word);
  return envelope.success && word.success ? { from: envelope.data.from, word: word.data } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

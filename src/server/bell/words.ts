import { z } from "zod";
import { presenceStatuses } from "../../domain/ephemerals/rules";
import { wireEphemeral } from "../../domain/ephemerals/schema";

const status = z.enum(presenceStatuses);

const wordSchema = z.discriminatedUnion("type", [
  /** A log has a new head. It carries no content: readers read the log. */
  z.object({ type: z.literal("appended"), workspace_id: z.string(), head: z.int() }),
  /** A session or bot token lets nobody in any more. */
  z.object({ type: z.literal("revoked"), credential_id: z.string(), user_id: z.string() }),
  /** Typing, an agent's progress, or a signal to one person's devices. */
  z.object({ type: z.literal("ephemeral"), hearers: z.enum(["conversation", "person"]), ephemeral: wireEphemeral }),
  /** The lists of workspaces of these people are others now; null: of everybody in the workspace. */
  z.object({
    type: z.literal("workspaces_changed"),
    workspace_id: z.string(),
    user_ids: z.array(z.string()).nullable(),
  }),
  /** What somebody says of themselves, wherever their streams are. */
  z.object({ type: z.literal("declared"), workspace_id: z.string(), user_id: z.string(), status }),
  /** How people stand in the process that tells it. */
  z.object({ type: z.literal("present"), workspace_id: z.string(), people: z.array(z.tuple([z.string(), status])) }),
  /** A process has just begun to listen and knows nobody. */
  z.object({ type: z.literal("who_is_there") }),
]);

/** What one process tells the others. Every word may be lost: logs are polled, credentials looked up, presence lapses. */
export type Word = z.infer<typeof wordSchema>;

const envelopeSchema = z.object({ from: z.string(), word: z.unknown() });

export type Heard = { readonly from: string; readonly word: Word };

/** A word as it travels, with the process that says it. */
export function writeWord(from: string, word: Word): string {
  return JSON.stringify({ from, word });
}

/** Whether a text is a process's own, without reading it. */
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

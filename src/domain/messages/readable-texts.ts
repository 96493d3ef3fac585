import type { Scope } from "../core/scopes";
import type { MessageFields } from "./schema";

/** The text that a field of a message carries: the message's own, that of the message it quotes, or none. */
type Carried = "own" | "quoted" | "nothing";

/** Every field of a message and the text it carries. A missing field does not compile. */
export const carriedText: { readonly [F in keyof MessageFields]-?: Carried } = {
  id: "nothing",
  workspace_id: "nothing",
  channel_id: "nothing",
  direct_conversation_id: "nothing",
  author_id: "nothing",
  kind: "nothing",
  body: "own",
  body_format: "nothing",
  parent_message_id: "nothing",
  thread_root_id: "nothing",
  channel_seq: "nothing",
  thread_seq: "nothing",
  mentions: "nothing",
  mentions_everyone: "nothing",
  quoted_message_id: "nothing",
  quoted_author_id: "nothing",
  quoted_body_snapshot: "quoted",
  nonce: "nothing",
  turn_id: "nothing",
  author_model: "nothing",
  author_thinking: "own",
  author_runtime: "nothing",
  imported: "nothing",
  created_at: "nothing",
  edited_at: "nothing",
  deleted_at: "nothing",
};

/** The values of the text fields once the text is deleted, or for a reader who may not see it. */
export const blankText = { body: "", quoted_body_snapshot: null, author_thinking: null } as const;

/** The fields that a deletion blanks in messages that quote the deleted one. */
export const blankQuotation = { quoted_body_snapshot: "" } as const;

type Standing = Pick<MessageFields, "parent_message_id" | "channel_seq" | "direct_conversation_id">;

/** The reader: a person (`scopes` null), or a bot with the scopes of its token. */
export type TextReader = { readonly user_id: string; readonly scopes: ReadonlySet<Scope> | null };

/** The scopes that together let a token read a message by its id. */
export function scopesToRead({ parent_message_id, direct_conversation_id }: Omit<Standing, "channel_seq">): Scope[] {
  const inDirect = direct_conversation_id !== null;
  if (parent_message_id !== null) return inDirect ? ["threads:read", "dms:read"] : ["threads:read"];
  return [inDirect ? "dms:read" : "messages:read"];
}

/**
 * Whether a token may read the text of a message. A reply that was also sent to the timeline counts as text of the timeline too.
 */
export function mayReadText(scopes: ReadonlySet<Scope> | null, message: Standing): boolean {
  if (scopes === null || holdsAll(scopes, scopesToRead(message))) return true;
  return message.channel_seq !== null && holdsAll(scopes, scopesToRead({ ...message, parent_message_id: null }));
}

/** Whether a token may read every text, so that nothing is ever withheld from it. */
export function readsEveryText(scopes: ReadonlySet<Scope> | null): boolean {
  return scopes === null || holdsAll(scopes, textScopes);
}

/** Every scope that lets a token read text of some kind. */
export const textScopes: readonly Scope[] = ["messages:read", "threads:read", "dms:read"];

/**
 * The message as its reader may see it: the same object if they may read all of it, otherwise without the texts they may not read
 * and marked as `withheld`. Authors may always read their own text.
 */
export function withhold<M extends MessageFields>({ user_id, scopes }: TextReader, message: M): M {
  if (readsEveryText(scopes)) return message;
  const mayRead: Record<Exclude<Carried, "nothing">, boolean> = {
    own: message.author_id === user_id || mayReadText(scopes, message),
    quoted: message.quoted_message_id === null || mayReadText(scopes, quotedStanding(message)),
  };
  if (mayRead.own && mayRead.quoted) return message;
  const { body, author_thinking, quoted_body_snapshot } = blankText;
  return {
    ...message,
    ...(mayRead.own ? {} : { body, author_thinking }),
    ...(mayRead.quoted ? {} : { quoted_body_snapshot }),
    withheld: true,
  };
}

/** The position of the quoted message, as far as the quoting message shows it: a message of the timeline quotes only roots. */
function quotedStanding(message: MessageFields): Standing {
  const { parent_message_id, quoted_message_id, thread_root_id, direct_conversation_id } = message;
  const quotesRoot = parent_message_id === null || quoted_message_id === thread_root_id;
  return { parent_message_id: quotesRoot ? null : thread_root_id, channel_seq: null, direct_conversation_id };
}

function holdsAll(scopes: ReadonlySet<Scope>, wanted: readonly Scope[]): boolean {
  return wanted.every((scope) => scopes.has(scope));
}

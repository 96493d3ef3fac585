import { decodeTime } from "ulid";
import { z } from "zod";
import { idOf } from "../../../domain/core/ids";
import { isoTime } from "../../../domain/core/text";
import { bot } from "../../operations/bots";

export type Fields = Readonly<Record<string, unknown>>;

/** How ClickClack's form of a resource differs from ours. Null fields are left out, except those listed here. */
export type Shape = {
  /** Our name → ClickClack's. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Never left out: null becomes the empty value of the field's type. */
  readonly emptied?: readonly string[];
  /** Null stays null, because it has a meaning. */
  readonly kept?: readonly string[];
  /** Extra fields that ClickClack's clients read, derived from the others; undefined is left out. */
  readonly added?: Readonly<Record<string, Added>>;
  /** All fields except `beside` become one object of this name, in the form of `schema`. */
  readonly gathered?: { readonly name: string; readonly schema: z.ZodObject; readonly beside: readonly string[] };
};

export type Added = { readonly schema: z.ZodType; readonly of: (resource: Fields) => unknown };

const route_id: Added = {
  schema: z.string().meta({ description: "The same as `id`" }),
  of: ({ id }) => id,
};

/** Ids contain their creation time, and an account gets its id when it is created. */
const created_at: Added = {
  schema: isoTime.meta({ description: "1970-01-01 of somebody who was imported" }),
  of: ({ id }) => timeOf(id),
};

const pictured = { emptied: ["avatar_url"] };
const owned = { renamed: { owner_id: "owner_user_id" } };
const ofBot = { renamed: { bot_id: "bot_user_id" } };
const routed = { added: { route_id } };
const page = { emptied: ["oldest_seq", "newest_seq"] };

/**
 * The resources that ClickClack's clients know, by the ids of their schemas: the one table of differences in REST answers.
 * Storage, envelopes and tRPC keep our own forms.
 */
export const shapes: Readonly<Record<string, Shape>> = {
  Account: { ...pictured, ...owned },
  Author: { ...pictured, added: { created_at } },
  Member: { ...pictured, ...owned },
  MemberWithUser: { ...pictured, ...owned },
  MemberPage: {},
  Bot: {
    ...pictured,
    ...owned,
    added: {
      created_at,
      former_handle: {
        schema: z.string().optional().meta({ description: "Of a bot that was removed" }),
        of: ({ left_at, handle }) => (left_at === null ? undefined : handle),
      },
      deleted_at: {
        schema: isoTime.optional().meta({ description: "Of a bot that was removed" }),
        of: ({ left_at }) => left_at ?? undefined,
      },
    },
  },
  BotWithTokens: { gathered: { name: "bot", schema: bot, beside: ["tokens"] } },
  OwnedBot: { gathered: { name: "bot", schema: bot, beside: ["workspace", "active_token_count"] } },
  OwnedBotWorkspace: routed,
  BotMade: { kept: ["event"] },
  BotToken: ofBot,
  NewBotToken: ofBot,
  Workspace: { emptied: ["icon_url"], ...routed },
  WorkspaceForMember: { emptied: ["icon_url"], ...routed },
  WorkspacePreview: { emptied: ["icon_url"], ...routed },
  Channel: routed,
  ChannelForMember: routed,
  DirectConversation: routed,
  ReadReceipt: {
    added: {
      scope_id: {
        schema: z.string().meta({ description: "The same as `conversation_id`" }),
        of: (of) => of.conversation_id,
      },
    },
  },
  Message: {
    added: {
      route_id: {
        schema: idOf("message").optional().meta({ description: "The same as `id`; on roots only" }),
        of: ({ id, parent_message_id }) => (parent_message_id === null ? id : undefined),
      },
    },
  },
  ThreadState: {},
  MessagePage: page,
  ThreadPage: page,
  Ephemeral: {
    added: { cursor: { schema: z.literal("").meta({ description: "It has none" }), of: () => "" } },
  },
};

/** Parley's own resources that hold the events of the streams, in the log's form. */
export const asInTheLog: ReadonlySet<string> = new Set(["Boot"]);

const dayMs = 24 * 3_600_000;

/** An imported person's id is derived from their identity and holds no time. Nearly all such ids decode to a time far ahead. */
function timeOf(id: unknown): string {
  const made = String(id).split("_").at(-1)?.toUpperCase() ?? "";
  try {
    const time = decodeTime(made);
    return new Date(time < Date.now() + dayMs ? time : 0).toISOString();
  } catch {
    return new Date(0).toISOString();
  }
}

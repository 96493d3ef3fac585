import { z } from "zod";
import { defineCommand, nothingChanges } from "./commands";
import { forbidden, invalid } from "./errors";
import { defineEvent } from "./events";
import { idOf, idSchema } from "./ids";
import { limits } from "./limits";
import { livingMember } from "./members";
import { requireMember } from "./permissions";
import { put } from "./state";
import { isoTime } from "./text";
import { emptyTimeline } from "./timelines";

export const directSchema = z
  .object({
    id: idOf("direct"),
    workspace_id: idOf("workspace"),
    member_ids: z.array(idOf("user")),
    created_at: isoTime,
    created_by: idOf("user"),
  })
  .meta({ id: "DirectConversationFields" });

export type Direct = z.infer<typeof directSchema> & {
  readonly member_key: string;
  readonly created_cursor: number;
  readonly cursor: number;
};

export const directCreated = defineEvent("direct.created", {
  audience: "conversation",
  payload: z.object({ direct_conversation_id: idOf("direct"), conversation: directSchema }),
  reduce: (_state, event) => {
    const { conversation } = event.payload;
    return [
      put("direct", {
        ...conversation,
        member_key: memberKey(conversation.member_ids),
        created_cursor: event.cursor,
        cursor: event.cursor,
      }),
      emptyTimeline(conversation.id, event),
    ];
  },
});

/** Opens the one conversation of a set of members: the same set gives the same conversation. */
export const createDirect = defineCommand("direct.create", {
  input: z.object({ member_ids: z.array(idSchema).max(limits.directMembersMax) }),
  decide: (state, input, { actor, now, newId, workspace_id }) => {
    if (requireMember(state, actor).role === "guest") throw forbidden("Guests cannot open direct conversations.");
    const member_ids = memberSet([...input.member_ids, actor.user_id]);
    if (member_ids.length < 2) throw invalid("member_ids", "A direct conversation needs at least two members.");
    if (member_ids.length > limits.directMembersMax)
      throw invalid("member_ids", `A direct conversation holds at most ${limits.directMembersMax} members.`);
    if (state.find("direct", "member_key", memberKey(member_ids)).length > 0) return nothingChanges;
    for (const userId of member_ids) livingMember(state, userId);
    const conversation = { id: newId("direct"), workspace_id, member_ids, created_at: now, created_by: actor.user_id };
    return {
      events: [
        directCreated.create(
          { direct_conversation_id: conversation.id, conversation },
          { direct_conversation_id: conversation.id },
        ),
      ],
    };
  },
});

export function memberSet(userIds: readonly string[]): string[] {
  return [...new Set(userIds)].sort();
}

/** The key under which a member set has at most one conversation. */
export function memberKey(userIds: readonly string[]): string {
  return memberSet(userIds).join(",");
}

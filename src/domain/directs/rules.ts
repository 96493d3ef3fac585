import { defineCommand, nothingChanges } from "../core/commands";
import { forbidden, invalid } from "../core/errors";
import { defineEvent, type EnvelopeWith } from "../core/events";
import { defineKind, put } from "../core/kinds";
import { limits } from "../core/limits";
import { livingMember, requireMember } from "../core/permissions";
import { emptyTimeline } from "../core/timelines";
import type { CreateDirect, DirectFields, DirectPayload } from "./schema";

export type Direct = DirectFields & {
  readonly member_key: string;
  readonly created_cursor: number;
  readonly cursor: number;
};

export const directKind = defineKind("direct", {
  key: (direct: Direct) => direct.id,
  indexes: { member_key: (direct) => direct.member_key, member: (direct) => direct.member_ids },
  hot: true,
  belongsTo: "conversation",
});

export const directCreated = defineEvent("direct.created", {
  audience: "conversation",
  about: "conversation",
  scope: "dms:read",
  access: "opens",
  reduce: (_state, event: EnvelopeWith<DirectPayload>) => {
    const { conversation } = event.payload;
    return [
      put(directKind, {
        ...conversation,
        member_key: memberKey(conversation.member_ids),
        created_cursor: event.cursor,
        cursor: event.cursor,
      }),
      emptyTimeline(conversation.id, event),
    ];
  },
});

/** Opens the one conversation of a set of members. The same set always gives the same conversation. */
export const createDirect = /* @__PURE__ */ defineCommand("direct.create", {
  decide: (state, input: CreateDirect, { actor, now, newId, workspace_id }) => {
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

import { defaultChannelIds, joined } from "../channels/rules";
import { knows } from "../core/acquaintances";
import { type Actor, defineCommand } from "../core/commands";
import { forbidden, notFound } from "../core/errors";
import { defineEvent, type EnvelopeWith } from "../core/events";
import type { State } from "../core/kinds";
import { livingMember, requireMember } from "../core/permissions";
import { isManager } from "../core/roles";
import type { BotPayload, CreateBot, DeleteBot } from "./bots.schema";
import { leaving, type Member, type MemberFields, memberJoined } from "./rules";

/** Its membership is told by `member.joined` beside it. */
export const botCreated = defineEvent("bot.created", {
  audience: "acquaintances",
  scope: "workspaces:read",
  reduce: (_state, _event: EnvelopeWith<BotPayload>) => [],
});
export const botDeleted = defineEvent("bot.deleted", {
  audience: "acquaintances",
  scope: "workspaces:read",
  reduce: (_state, _event: EnvelopeWith<BotPayload>) => [],
});

/** Makes a bot a member, in the channels that every newcomer joins. A service bot (no owner) is for managers to make; anybody but guests may have bots of their own. */
export const createBot = defineCommand("bot.create", {
  decide: (state, { bot_id, person, service }: CreateBot, { actor, now, workspace_id }) => {
    const self = requireMember(state, actor);
    if (self.kind === "bot" || self.role === "guest") throw forbidden("Only members may make bots.");
    if (service && !isManager(self)) throw forbidden("Only the owner and moderators may make service bots.");
    const owner_id = service ? null : actor.user_id;
    const member: MemberFields = {
      ...person,
      workspace_id,
      user_id: bot_id,
      kind: "bot",
      role: "bot",
      owner_id,
      joined_at: now,
      left_at: null,
    };
    return {
      events: [
        memberJoined.create({ user_id: bot_id, member }),
        ...defaultChannelIds(state).map((channelId) => joined(state, channelId, bot_id)),
        botCreated.create({ bot_id, owner_id }),
      ],
    };
  },
});

export const deleteBot = defineCommand("bot.delete", {
  decide: (state, { bot_id }: DeleteBot, { actor, now }) => {
    const bot = manageableBot(state, actor, bot_id);
    return {
      events: [botDeleted.create({ bot_id, owner_id: bot.owner_id }), ...leaving(state, bot_id, now)],
    };
  },
});

/**
 * A bot that the caller may handle, with its tokens: they are its owner, or a manager of the workspace. Throws `not_found` for whom the caller
 * does not know, as for nobody, and `forbidden` for others.
 */
export function manageableBot(state: State, actor: Actor, botId: string): Member {
  const self = requireMember(state, actor);
  if (!knows(state, self, botId)) throw notFound("The member");
  const bot = livingMember(state, botId);
  if (bot.kind !== "bot") throw forbidden("This member is not a bot.");
  if (mayHandleBot(self, bot)) return bot;
  throw forbidden("Only the bot's owner, the workspace's owner and moderators may do this.");
}

/** Whether a member may handle a bot that they know, with its tokens. */
export function mayHandleBot(self: Member, bot: Member): boolean {
  return self.kind === "human" && (bot.owner_id === self.user_id || isManager(self));
}

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

/** The `member.joined` event beside it reports the membership. */
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

/**
 * Makes a bot a member of the workspace and of the channels that every newcomer joins. Only managers may create service bots
 * (without an owner). Anybody except guests may have bots of their own.
 */
export const createBot = /* @__PURE__ */ defineCommand("bot.create", {
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

export const deleteBot = /* @__PURE__ */ defineCommand("bot.delete", {
  decide: (state, { bot_id }: DeleteBot, { actor, now }) => {
    const bot = manageableBot(state, actor, bot_id);
    return {
      events: [botDeleted.create({ bot_id, owner_id: bot.owner_id }), ...leaving(state, bot_id, now)],
    };
  },
});

/**
 * A bot that the caller may manage, with its tokens: as its owner, or as a manager of the workspace. Throws `not_found` for a bot
 * that does not exist or that the caller does not know, and `forbidden` otherwise.
 */
export function manageableBot(state: State, actor: Actor, botId: string): Member {
  const self = requireMember(state, actor);
  if (!knows(state, self, botId)) throw notFound("The member");
  const bot = livingMember(state, botId);
  if (bot.kind !== "bot") throw forbidden("This member is not a bot.");
  if (mayHandleBot(self, bot)) return bot;
  throw forbidden("Only the bot's owner, the workspace's owner and moderators may do this.");
}

/** Whether a member may manage a bot that they know, with its tokens. */
export function mayHandleBot(self: Member, bot: Member): boolean {
  return self.kind === "human" && (bot.owner_id === self.user_id || isManager(self));
}

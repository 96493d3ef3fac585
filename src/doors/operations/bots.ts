import { z } from "zod";
import { botTokenSchema, chosenHandleSchema } from "../../domain/accounts/schema";
import { forbidden, invalid, notFound } from "../../domain/core/errors";
import { idOf, idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { httpUrl, requiredLine } from "../../domain/core/text";
import { memberFieldsOf } from "../../domain/members/rules";
import { memberSchema } from "../../domain/members/schema";
import type { Caller } from "../../server/auth/caller";
import { botTokenOperations, newToken, shownToken, tokenFields, tokenName, workspaceOf } from "./bot-tokens";
import { exampleIds } from "./examples";
import { defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { nextCursor, wholeListQuery } from "./paging";

/** A bot as its workspace shows it. */
export const bot = memberSchema
  .extend({ id: z.string().meta({ description: "The same as `user_id`" }) })
  .meta({ id: "Bot" });

const botWithTokens = bot
  .extend({
    tokens: z.array(botTokenSchema).meta({
      description: `For callers who may manage the bot: its first ${limits.botTokensShownMax}, those that live before the others`,
    }),
  })
  .meta({ id: "BotWithTokens" });

const ownBot = bot
  .extend({
    workspace: z.object({ id: idOf("workspace"), name: z.string() }).meta({ id: "OwnedBotWorkspace" }),
    active_token_count: z.int(),
  })
  .meta({ id: "OwnedBot" });

const list = defineOperation({
  id: "bots.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/bots",
  unknownFields: "ignore",
  summary: "The bots of a workspace",
  tag: "Bots",
  description: "By name.",
  rowsMax: limits.pageSizeMax * limits.botTokensShownMax + 10,
  query: wholeListQuery,
  output: z.object({ bots: z.array(botWithTokens), next_cursor: nextCursor }),
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input: { workspace_id, ...paging } }) => {
    const { members, next_cursor } = await app.queries.members.bots({ user_id: caller.user_id, workspace_id }, paging);
    const ids = members.map(({ user_id }) => user_id);
    const tokens = await app.auth.bots.tokensOf({ actor: caller, workspace_id }, ids);
    const bots = members.map((member) => ({ ...present(member), tokens: [...(tokens.get(member.user_id) ?? [])] }));
    return { body: { bots, next_cursor } };
  },
});

const create = defineOperation({
  id: "bots.create",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/bots",
  summary: "Create a bot and its first token",
  description:
    "The bot is yours, and nobody can make one for somebody else; with `service` it belongs to nobody, which is for the owner and moderators. With `initial_token: false` it has no token yet.",
  tag: "Bots",
  body: z.object({
    display_name: requiredLine(limits.displayNameLengthMax),
    handle: chosenHandleSchema.optional(),
    avatar_url: httpUrl.nullable().optional(),
    service: z.boolean().default(false),
    initial_token: z.boolean().default(true),
    owner_user_id: idSchema.optional().meta({ description: "You" }),
    ...tokenFields,
    token_name: tokenName.meta({ description: "The same as `name`" }),
  }),
  output: z.object({ bot, bot_token: shownToken.nullable(), event: eventOrNull }).meta({ id: "BotMade" }),
  status: 201,
  secret: true,
  errors: ["handle_taken", "conflict"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, display_name: "Build bot", scopes: ["bot:write"] },
  askRight: ({ app, caller, input: { workspace_id, display_name, service } }) => {
    const person = { display_name, handle: "", avatar_url: null };
    const command = { type: "bot.create" as const, input: { bot_id: app.idFor("user"), person, service } };
    return app.execute(workspace_id, command, { actor: caller });
  },
  run: async ({ app, caller, input }) => {
    const { workspace_id, display_name, handle, avatar_url = null, service } = input;
    refuseOtherOwner(caller, input);
    const token = newToken(app, { ...input, name: input.name || input.token_name });
    const place = { actor: caller, workspace_id };
    const bot = { display_name, handle, avatar_url, service };
    const made = await app.auth.bots.create(place, bot, { id: app.idFor("user"), execute: app.execute });
    const bot_token = input.initial_token ? await app.auth.bots.createToken(place, made.member.user_id, token) : null;
    return {
      body: { bot: present(memberFieldsOf(made.member)), bot_token, event: eventOf(made.events, "bot.created") },
    };
  },
});

const remove = defineOperation({
  id: "bots.remove",
  method: "DELETE",
  path: "/api/bots/{bot_id}",
  unknownFields: "ignore",
  summary: "Remove a bot from its workspace",
  description: "Its tokens end at once. What it wrote stays.",
  tag: "Bots",
  output: z.object({ deleted_bot: bot, event: eventOrNull }),
  example: { bot_id: exampleIds.bot },
  run: async ({ app, caller, input: { bot_id } }) => {
    const workspace_id = await workspaceOf(app, caller, bot_id);
    const { events } = await app.execute(workspace_id, { type: "bot.delete", input: { bot_id } }, { actor: caller });
    const member = await app.queries.members.get({ user_id: caller.user_id, workspace_id }, bot_id);
    return { body: { deleted_bot: present(member), event: eventOf(events, "bot.deleted") } };
  },
});

const removeMembership = defineOperation({
  id: "bots.removeMembership",
  method: "DELETE",
  path: "/api/workspaces/{workspace_id}/bots/{bot_id}/membership",
  unknownFields: "ignore",
  summary: "Take a bot out of a workspace",
  description: "For the owner and moderators. Its tokens there end at once.",
  tag: "Bots",
  status: 204,
  output: z.null(),
  example: { workspace_id: exampleIds.workspace, bot_id: exampleIds.bot },
  run: async ({ app, caller, input: { workspace_id, bot_id } }) => {
    const { kind, left_at } = await app.queries.members.get({ user_id: caller.user_id, workspace_id }, bot_id);
    if (kind !== "bot" || left_at !== null) throw notFound("The bot");
    await app.execute(workspace_id, { type: "member.remove", input: { user_id: bot_id } }, { actor: caller });
    return { body: null };
  },
});

const mine = defineOperation({
  id: "bots.mine",
  method: "GET",
  path: "/api/me/bots",
  unknownFields: "ignore",
  summary: "The bots that are yours",
  description: "In all of your workspaces, the oldest first.",
  tag: "Bots",
  query: wholeListQuery,
  output: z.object({ bots: z.array(ownBot), next_cursor: nextCursor }),
  run: async ({ app, caller, input }) => {
    const { bots, next_cursor } = await app.queries.ownBots.page(caller.user_id, input);
    return { body: { bots: bots.map(({ member, ...place }) => ({ ...present(member), ...place })), next_cursor } };
  },
});

export const botOperations = {
  list,
  create,
  remove,
  removeMembership,
  ...botTokenOperations,
  mine,
};

function present(member: Omit<z.infer<typeof bot>, "id">): z.infer<typeof bot> {
  return { id: member.user_id, ...member };
}

type Owning = { readonly owner_user_id?: string | undefined; readonly service: boolean };

/** A bot acts with its owner's rights, so only the owner may give them away. */
function refuseOtherOwner({ user_id }: Caller, { owner_user_id, service }: Owning): void {
  if (owner_user_id === undefined) return;
  if (service) throw invalid("owner_user_id", "A service bot has no owner.");
  if (owner_user_id !== user_id) throw forbidden("Only its owner can make a bot that belongs to somebody.");
}

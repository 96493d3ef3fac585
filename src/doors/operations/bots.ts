import { z } from "zod";
import { botTokenSchema, chosenHandleSchema } from "../../domain/accounts";
import { bundleNames, scopes } from "../../domain/core/scopes";
import { forbidden, invalid, notFound } from "../../domain/errors";
import { idOf, idSchema } from "../../domain/ids";
import { limits } from "../../domain/limits";
import { memberFieldsOf } from "../../domain/members";
import { memberSchema } from "../../domain/schemas/members";
import { httpUrl, isoTime, line, requiredLine, text } from "../../domain/text";
import type { App } from "../../server/app";
import type { NewBotToken } from "../../server/auth/bots";
import type { Caller } from "../../server/auth/caller";
import { exampleIds } from "./examples";
import { defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { nextCursor, wholeListQuery } from "./paging";

/** A bot as the workspace where it lives shows it. */
export const bot = memberSchema
  .extend({ id: z.string().meta({ description: "The same as `user_id`" }) })
  .meta({ id: "Bot" });

const shownToken = botTokenSchema
  .extend({ token: z.string().meta({ description: "Shown here and never again" }) })
  .meta({ id: "NewBotToken" });

const botWithTokens = bot
  .extend({
    tokens: z.array(botTokenSchema).meta({
      description: `For whoever may handle the bot: its first ${limits.botTokensShownMax}, those that live before the others`,
    }),
  })
  .meta({ id: "BotWithTokens" });

const ownBot = bot
  .extend({
    workspace: z.object({ id: idOf("workspace"), name: z.string() }).meta({ id: "OwnedBotWorkspace" }),
    active_token_count: z.int(),
  })
  .meta({ id: "OwnedBot" });

const tokenName = line(limits.labelLengthMax).optional();

const tokenFields = {
  name: tokenName,
  scopes: z
    .array(z.enum([...scopes, ...bundleNames]))
    .min(1)
    .max(50)
    .default(["bot:write"])
    .meta({ description: "Scopes, and bundles of them" }),
  expires_at: isoTime.nullish(),
  setup_nonce: text(limits.nonceLengthMax).min(1).optional().meta({
    description:
      "Makes the request safe to repeat for 24 hours, though its answer holds a secret: a repeat makes nothing again, and is answered with a new secret in place of the first. 409 for another request",
  }),
};

const tokenList = z.object({ bot_tokens: z.array(botTokenSchema), next_cursor: nextCursor });
const tokenMade = z.object({ bot_token: shownToken });

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
  summary: "Make a bot and its first token",
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

const listTokens = defineOperation({
  id: "bots.listTokens",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/bots/{bot_id}/tokens",
  unknownFields: "ignore",
  summary: "The tokens of a bot",
  description:
    "The newest first; never the secrets themselves. For the bot's owner, the workspace's owner and moderators.",
  tag: "Bots",
  query: wholeListQuery,
  output: tokenList,
  example: { workspace_id: exampleIds.workspace, bot_id: exampleIds.bot },
  run: async ({ app, caller, input: { workspace_id, bot_id, ...paging } }) => ({
    body: await app.auth.bots.listTokens({ actor: caller, workspace_id }, bot_id, paging),
  }),
});

const createToken = defineOperation({
  id: "bots.createToken",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/bots/{bot_id}/tokens",
  unknownFields: "ignore",
  summary: "Make another token of a bot",
  description: "To rotate: make a new one, use it, revoke the old one.",
  tag: "Bots",
  body: z.object(tokenFields),
  output: tokenMade,
  status: 201,
  secret: true,
  errors: ["conflict"],
  example: {
    workspace_id: exampleIds.workspace,
    bot_id: exampleIds.bot,
    name: "on the build server",
    scopes: ["bot:read", "messages:write"],
  },
  askRight: ({ app, caller, input: { workspace_id, bot_id } }) =>
    app.auth.bots.listTokens({ actor: caller, workspace_id }, bot_id),
  run: async ({ app, caller, input: { workspace_id, bot_id, ...fields } }) => {
    const token = newToken(app, fields);
    return { body: { bot_token: await app.auth.bots.createToken({ actor: caller, workspace_id }, bot_id, token) } };
  },
});

const listTokensById = defineOperation({
  id: "bots.listTokensById",
  method: "GET",
  path: "/api/bots/{bot_id}/tokens",
  unknownFields: "ignore",
  summary: "The tokens of a bot, wherever it lives",
  description: "The same as under its workspace.",
  tag: "Bots",
  query: wholeListQuery,
  output: tokenList,
  example: { bot_id: exampleIds.bot },
  run: async ({ app, caller, input: { bot_id, ...paging } }) => {
    const workspace_id = await workspaceOf(app, caller, bot_id);
    return { body: await app.auth.bots.listTokens({ actor: caller, workspace_id }, bot_id, paging) };
  },
});

const createTokenById = defineOperation({
  id: "bots.createTokenById",
  method: "POST",
  path: "/api/bots/{bot_id}/tokens",
  unknownFields: "ignore",
  summary: "Make another token of a bot, wherever it lives",
  description: "The same as under its workspace.",
  tag: "Bots",
  body: z.object(tokenFields),
  output: tokenMade,
  status: 201,
  secret: true,
  errors: ["conflict"],
  example: { bot_id: exampleIds.bot, name: "on the build server" },
  askRight: async ({ app, caller, input: { bot_id } }) =>
    app.auth.bots.listTokens({ actor: caller, workspace_id: await workspaceOf(app, caller, bot_id) }, bot_id),
  run: async ({ app, caller, input: { bot_id, ...fields } }) => {
    const token = newToken(app, fields);
    const workspace_id = await workspaceOf(app, caller, bot_id);
    return { body: { bot_token: await app.auth.bots.createToken({ actor: caller, workspace_id }, bot_id, token) } };
  },
});

const revokeToken = defineOperation({
  id: "bots.revokeToken",
  method: "POST",
  path: "/api/bot-tokens/{bot_token_id}/revoke",
  unknownFields: "ignore",
  summary: "End a bot's token",
  description: "At once, also on live streams. Safe to repeat.",
  tag: "Bots",
  output: z.object({ bot_token: botTokenSchema }),
  example: { bot_token_id: exampleIds.bot_token },
  run: async ({ app, caller, input }) => ({
    body: { bot_token: await app.auth.bots.revokeToken(caller, input.bot_token_id) },
  }),
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
  listTokens,
  createToken,
  listTokensById,
  createTokenById,
  revokeToken,
  mine,
};

function present(member: Omit<z.infer<typeof bot>, "id">): z.infer<typeof bot> {
  return { id: member.user_id, ...member };
}

/** Which of the caller's workspaces a bot lives in; to others it does not exist. */
async function workspaceOf(app: App, caller: Caller, botId: string): Promise<string> {
  const workspaceId = await app.queries.ownBots.workspaceOf(caller.user_id, botId);
  if (workspaceId === null) throw notFound("The member");
  return workspaceId;
}

type TokenFields = z.output<z.ZodObject<typeof tokenFields>>;

function newToken(app: App, { name = "", scopes, expires_at = null }: TokenFields): NewBotToken {
  refusePast(expires_at, app.context.clock());
  return { id: app.idFor("botToken"), name, scopes, expires_at };
}

type Owning = { readonly owner_user_id?: string | undefined; readonly service: boolean };

/** A bot acts with its owner's rights, so that nobody gives them away but the owner. */
function refuseOtherOwner({ user_id }: Caller, { owner_user_id, service }: Owning): void {
  if (owner_user_id === undefined) return;
  if (service) throw invalid("owner_user_id", "A service bot has no owner.");
  if (owner_user_id !== user_id) throw forbidden("Only its owner can make a bot that belongs to somebody.");
}

function refusePast(expiresAt: string | null, now: Date): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
    throw invalid("expires_at", "must be in the future");
}

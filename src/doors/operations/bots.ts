import { z } from "zod";
import { botTokenSchema, chosenHandleSchema } from "../../domain/accounts";
import { bundleNames, scopes } from "../../domain/bots";
import { invalid, notFound } from "../../domain/errors";
import { limits } from "../../domain/limits";
import { memberFieldsOf } from "../../domain/members";
import { memberSchema } from "../../domain/schemas/members";
import { httpUrl, isoTime, line, requiredLine } from "../../domain/text";
import type { App } from "../../server/app";
import { exampleIds } from "./examples";
import { type Caller, defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { nextCursor, wholeListQuery } from "./paging";

const bot = memberSchema.extend({ id: z.string().meta({ description: "The same as `user_id`" }) }).meta({ id: "Bot" });

const shownToken = botTokenSchema
  .extend({ token: z.string().meta({ description: "Shown here and never again" }) })
  .meta({ id: "NewBotToken" });

const tokenFields = {
  name: line(limits.labelLengthMax).optional(),
  scopes: z
    .array(z.enum([...scopes, ...bundleNames]))
    .min(1)
    .max(50)
    .meta({ description: "Scopes, and bundles of them" }),
  expires_at: isoTime.nullish(),
};

const list = defineOperation({
  id: "bots.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/bots",
  unknownFields: "ignore",
  summary: "The bots of a workspace",
  tag: "Bots",
  description: "By name.",
  query: wholeListQuery,
  output: z.object({ bots: z.array(bot), next_cursor: nextCursor }),
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input: { workspace_id, ...paging } }) => {
    const page = await app.queries.members.bots({ user_id: caller.user_id, workspace_id }, paging);
    return { body: { bots: page.members.map(present), next_cursor: page.next_cursor } };
  },
});

const create = defineOperation({
  id: "bots.create",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/bots",
  summary: "Make a bot and its first token",
  description:
    "The bot is yours; with `service` it belongs to nobody, which is for the owner and moderators. With `initial_token: false` it has no token yet.",
  tag: "Bots",
  body: z.object({
    display_name: requiredLine(limits.displayNameLengthMax),
    handle: chosenHandleSchema.optional(),
    avatar_url: httpUrl.nullable().optional(),
    service: z.boolean().default(false),
    initial_token: z.boolean().default(true),
    ...tokenFields,
    scopes: tokenFields.scopes.default(["bot:write"]),
  }),
  output: z.object({ bot, bot_token: shownToken.nullable(), event: eventOrNull }),
  status: 201,
  secret: true,
  errors: ["handle_taken"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, display_name: "Build bot", scopes: ["bot:write"] },
  askRight: ({ app, caller, input: { workspace_id, display_name, service } }) => {
    const person = { display_name, handle: "", avatar_url: null };
    const command = { type: "bot.create" as const, input: { bot_id: app.idFor("user"), person, service } };
    return app.execute(workspace_id, command, { actor: caller });
  },
  run: async ({ app, caller, input: { workspace_id, initial_token, name, scopes, expires_at = null, ...fields } }) => {
    refusePast(expires_at, app.context.clock());
    const place = { actor: caller, workspace_id };
    const bot = { ...fields, avatar_url: fields.avatar_url ?? null };
    const made = await app.auth.bots.create(place, bot, { id: app.idFor("user"), execute: app.execute });
    const token = { id: app.idFor("botToken"), name: name ?? "", scopes, expires_at };
    const bot_token = initial_token ? await app.auth.bots.createToken(place, made.member.user_id, token) : null;
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
  output: z.object({ bot_tokens: z.array(botTokenSchema), next_cursor: nextCursor }),
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
  output: z.object({ bot_token: shownToken }),
  status: 201,
  secret: true,
  example: {
    workspace_id: exampleIds.workspace,
    bot_id: exampleIds.bot,
    name: "on the build server",
    scopes: ["bot:read", "messages:write"],
  },
  askRight: ({ app, caller, input: { workspace_id, bot_id } }) =>
    app.auth.bots.listTokens({ actor: caller, workspace_id }, bot_id),
  run: async ({ app, caller, input: { workspace_id, bot_id, name, scopes, expires_at = null } }) => {
    refusePast(expires_at, app.context.clock());
    const token = { id: app.idFor("botToken"), name: name ?? "", scopes, expires_at };
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
  output: z.object({ bots: z.array(bot), next_cursor: nextCursor }),
  run: async ({ app, caller, input }) => {
    const { bots, next_cursor } = await app.queries.ownBots.page(caller.user_id, input);
    return { body: { bots: bots.map(present), next_cursor } };
  },
});

export const botOperations = { list, create, remove, listTokens, createToken, revokeToken, mine };

function present(member: Omit<z.infer<typeof bot>, "id">): z.infer<typeof bot> {
  return { id: member.user_id, ...member };
}

/** Which of the caller's workspaces a bot lives in; to others it does not exist. */
async function workspaceOf(app: App, caller: Caller, botId: string): Promise<string> {
  const workspaceId = await app.queries.ownBots.workspaceOf(caller.user_id, botId);
  if (workspaceId === null) throw notFound("The member");
  return workspaceId;
}

function refusePast(expiresAt: string | null, now: Date): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
    throw invalid("expires_at", "must be in the future");
}

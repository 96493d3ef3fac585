import { z } from "zod";
import { botTokenSchema } from "../../domain/accounts/schema";
import { invalid, notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { bundleNames, scopes } from "../../domain/core/scopes";
import { isoTime, line, text } from "../../domain/core/text";
import type { App } from "../../server/app";
import type { NewBotToken } from "../../server/auth/bots";
import type { Caller } from "../../server/auth/caller";
import { exampleIds } from "./examples";
import { type Call, defineOperation } from "./operation";
import { nextCursor, wholeListQuery } from "./paging";

export const shownToken = botTokenSchema
  .extend({ token: z.string().meta({ description: "Shown here and never again" }) })
  .meta({ id: "NewBotToken" });

export const tokenName = line(limits.labelLengthMax).optional();

export const tokenFields = {
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

/** A bot, in the workspace that the path names, else in the caller's workspace where it lives. */
type OfBot = { readonly workspace_id?: string | undefined; readonly bot_id: string };

/** Both paths of a bot list and create its tokens in the same way. */
const listing = {
  method: "GET",
  unknownFields: "ignore",
  tag: "Bots",
  query: wholeListQuery,
  output: z.object({ bot_tokens: z.array(botTokenSchema), next_cursor: nextCursor }),
  run: async ({ app, caller, input }: Call<OfBot & z.output<typeof wholeListQuery>>) => {
    const { workspace_id, bot_id, ...paging } = input;
    return {
      body: await app.auth.bots.listTokens(await placeOf({ app, caller, workspace_id, bot_id }), bot_id, paging),
    };
  },
} as const;

const making = {
  method: "POST",
  unknownFields: "ignore",
  tag: "Bots",
  body: z.object(tokenFields),
  output: z.object({ bot_token: shownToken }),
  status: 201,
  secret: true,
  errors: ["conflict"],
  askRight: async ({ app, caller, input: { workspace_id, bot_id } }: Call<OfBot>) =>
    app.auth.bots.listTokens(await placeOf({ app, caller, workspace_id, bot_id }), bot_id),
  run: async ({ app, caller, input: { workspace_id, bot_id, ...fields } }: Call<OfBot & TokenFields>) => {
    const token = newToken(app, fields);
    const place = await placeOf({ app, caller, workspace_id, bot_id });
    return { body: { bot_token: await app.auth.bots.createToken(place, bot_id, token) } };
  },
} as const;

const listTokens = defineOperation({
  ...listing,
  id: "bots.listTokens",
  path: "/api/workspaces/{workspace_id}/bots/{bot_id}/tokens",
  summary: "The tokens of a bot",
  description:
    "The newest first; never the secrets themselves. For the bot's owner, the workspace's owner and moderators.",
  example: { workspace_id: exampleIds.workspace, bot_id: exampleIds.bot },
});

const createToken = defineOperation({
  ...making,
  id: "bots.createToken",
  path: "/api/workspaces/{workspace_id}/bots/{bot_id}/tokens",
  summary: "Create another token of a bot",
  description: "To rotate: make a new one, use it, revoke the old one.",
  example: {
    workspace_id: exampleIds.workspace,
    bot_id: exampleIds.bot,
    name: "on the build server",
    scopes: ["bot:read", "messages:write"],
  },
});

const listTokensById = defineOperation({
  ...listing,
  id: "bots.listTokensById",
  path: "/api/bots/{bot_id}/tokens",
  summary: "The tokens of a bot, wherever it lives",
  description: "The same as under its workspace.",
  example: { bot_id: exampleIds.bot },
});

const createTokenById = defineOperation({
  ...making,
  id: "bots.createTokenById",
  path: "/api/bots/{bot_id}/tokens",
  summary: "Create another token of a bot, wherever it lives",
  description: "The same as under its workspace.",
  example: { bot_id: exampleIds.bot, name: "on the build server" },
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

export const botTokenOperations = { listTokens, createToken, listTokensById, createTokenById, revokeToken };

type Asking = OfBot & { readonly app: App; readonly caller: Caller };

async function placeOf({ app, caller, workspace_id, bot_id }: Asking) {
  return { actor: caller, workspace_id: workspace_id ?? (await workspaceOf(app, caller, bot_id)) };
}

/** The caller's workspace that a bot lives in. Throws `not_found` if none is. */
export async function workspaceOf(app: App, caller: Caller, botId: string): Promise<string> {
  const workspaceId = await app.queries.ownBots.workspaceOf(caller.user_id, botId);
  if (workspaceId === null) throw notFound("The member");
  return workspaceId;
}

type TokenFields = z.output<z.ZodObject<typeof tokenFields>>;

/** The requested token. Throws `invalid_input` for one that has already expired. */
export function newToken(app: App, { name = "", scopes, expires_at = null }: TokenFields): NewBotToken {
  refusePast(expires_at, app.context.clock());
  return { id: app.idFor("botToken"), name, scopes, expires_at };
}

function refusePast(expiresAt: string | null, now: Date): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
    throw invalid("expires_at", "must be in the future");
}

import type { Event } from "../../domain";
import { type BotToken, botTokenSchema } from "../../domain/accounts/schema";
import type { Actor } from "../../domain/core/commands";
import { notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { livingMember, requireMember } from "../../domain/core/permissions";
import { type bundleNames, expandScopes, type Scope } from "../../domain/core/scopes";
import { manageableBot, mayHandleBot } from "../../domain/members/bots";
import type { Member } from "../../domain/members/rules";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import type { BotTokenModel } from "../db/generated/models";
import { type Execute, isRefusal } from "../log/execute";
import type { HotStates } from "../log/hot-states";
import { insertAccount } from "./accounts";
import { botTokenPrefix } from "./credentials";
import { firstPage, type ListPaging, readPage } from "./newest-pages";
import type { Revocations } from "./revocations";

export type NewBot = {
  readonly display_name: string;
  readonly handle?: string | undefined;
  readonly avatar_url?: string | null;
  readonly service?: boolean;
};

/** Lets a request make its bot at most once, however often it runs: the id that the request got, and its way to write. */
export type Making = { readonly id: string; readonly execute: Execute };

export type NewBotToken = {
  /** Passed again by a request that runs again. The token is then replaced, since nobody has seen the first one. */
  readonly id?: string;
  readonly name?: string;
  readonly scopes: readonly (Scope | (typeof bundleNames)[number])[];
  readonly expires_at?: string | null;
};

/** The token itself appears only in the answer that creates it. */
export type ShownBotToken = BotToken & { readonly token: string };

type BotRequest = { readonly actor: Actor; readonly workspace_id: string };

export type Bots = {
  /** Creates a bot and its membership. Throws `forbidden`, `not_found` and `handle_taken`. */
  create(place: BotRequest, bot: NewBot, making?: Making): Promise<{ member: Member; events: readonly Event[] }>;
  /** Creates a token for a bot. For the bot's owner and the managers of its workspace; others get `forbidden` or `not_found`. */
  createToken(place: BotRequest, botId: string, token: NewBotToken): Promise<ShownBotToken>;
  /** Newest first, in pages. */
  listTokens(
    place: BotRequest,
    botId: string,
    paging?: ListPaging,
  ): Promise<{ bot_tokens: BotToken[]; next_cursor: string | null }>;
  /**
   * The tokens of several bots by bot id, at most `botTokensShownMax` of each: unrevoked ones first, newest first, then the
   * others. Omits bots that the actor may not handle.
   */
  tokensOf(place: BotRequest, botIds: readonly string[]): Promise<ReadonlyMap<string, readonly BotToken[]>>;
  /** Ends a token at once, including its live streams. Safe to repeat. */
  revokeToken(actor: Actor, tokenId: string): Promise<BotToken>;
};

type Parts = { readonly execute: Execute; readonly states: HotStates; readonly revocations: Revocations };

export function createBots(context: ServerContext, { execute, states, revocations }: Parts): Bots {
  const { prisma } = context.database;

  async function manageable({ actor, workspace_id }: BotRequest, botId: string): Promise<Member> {
    const { store } = await states.of(workspace_id);
    return manageableBot(store, actor, botId);
  }

  return {
    create: async (
      { actor, workspace_id },
      { display_name, handle, avatar_url = null, service = false },
      making = { id: context.newId("user"), execute },
    ) => {
      const account = {
        id: making.id,
        display_name,
        handle,
        avatar_url,
        kind: "bot" as const,
        owner_id: service ? null : actor.user_id,
      };
      const user = await insertAccount(prisma, context, account);
      if (user === undefined) throw new Error("A bot without an address cannot have a namesake.");
      const person = { display_name: user.display_name, handle: user.handle, avatar_url: user.avatar_url };
      const command = { type: "bot.create" as const, input: { bot_id: user.id, person, service } };
      const { events } = await making.execute(workspace_id, command, { actor }).catch(async (error: unknown) => {
        // If the bot was made, or may have been, its account must stay for the member that is or may be there.
        const isMade = (await prisma.member.count({ where: { user_id: user.id } })) > 0;
        if (isRefusal(error) && !isMade) await prisma.user.deleteMany({ where: { id: user.id } });
        throw error;
      });
      return { member: livingMember((await states.of(workspace_id)).store, user.id), events };
    },
    createToken: async (place, botId, wanted) => {
      const { id = context.newId("botToken"), name = "", scopes, expires_at = null } = wanted;
      await manageable(place, botId);
      const token = newSecret(botTokenPrefix);
      const fields = {
        token_hash: hashSecret(token),
        bot_id: botId,
        workspace_id: place.workspace_id,
        name,
        last_four: token.slice(-4),
        scopes: expandScopes(scopes),
        created_by: place.actor.user_id,
        created_at: context.clock(),
        expires_at: expires_at === null ? null : new Date(expires_at),
      };
      const row = await prisma.botToken.upsert({ where: { id }, create: { id, ...fields }, update: fields });
      return { ...tokenOf(row), token };
    },
    listTokens: async (place, botId, paging = firstPage) => {
      await manageable(place, botId);
      const where = { bot_id: botId, workspace_id: place.workspace_id };
      const { items, next_cursor } = await readPage(paging, (range) => {
        return prisma.botToken.findMany({ where: { ...where, ...range.where }, ...range.order });
      });
      return { bot_tokens: items.map(tokenOf), next_cursor };
    },
    tokensOf: async ({ actor, workspace_id }, botIds) => {
      const { store } = await states.of(workspace_id);
      const self = requireMember(store, actor);
      const handled = botIds.filter((id) => {
        const bot = store.get("member", id);
        return bot !== undefined && mayHandleBot(self, bot);
      });
      if (handled.length === 0) return new Map();
      const { rows } = await context.database.pool.query<BotTokenModel>({
        name: "tokens of several bots",
        text: `select * from (
            select *, row_number() over (partition by bot_id order by revoked_at is null desc, created_at desc, id desc) as place
            from bot_tokens where workspace_id = $1 and bot_id = any($2)) as placed
          where place <= $3 order by place`,
        values: [workspace_id, handled, limits.botTokensShownMax],
      });
      const tokens = rows.map(tokenOf);
      return new Map(handled.map((id) => [id, tokens.filter(({ bot_id }) => bot_id === id)]));
    },
    revokeToken: async (actor, tokenId) => {
      const row = await prisma.botToken.findUnique({ where: { id: tokenId } });
      if (row === null) throw notFound("The token");
      await manageable({ actor, workspace_id: row.workspace_id }, row.bot_id);
      if (row.revoked_at !== null) return tokenOf(row);
      const revoked = await prisma.botToken.update({ where: { id: tokenId }, data: { revoked_at: context.clock() } });
      await revocations.announce([{ credential_id: tokenId, user_id: row.bot_id }]);
      return tokenOf(revoked);
    },
  };
}

function tokenOf(row: BotTokenModel): BotToken {
  return botTokenSchema.parse({
    ...row,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  });
}

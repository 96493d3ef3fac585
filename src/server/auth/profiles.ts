import type { Account, ProfileChanges } from "../../domain/accounts/schema";
import { invalid } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { ServerContext } from "../context/context";
import type { Prisma } from "../db/generated/client";
import type { UserModel } from "../db/generated/models";
import type { Execute } from "../log/execute";
import { accountOf, findAccount, freeHandle, handleTaken, isTaken, type Transaction } from "./accounts";

export type Profiles = {
  /** An account as its owner sees it. Throws `not_found`. */
  get(userId: string): Promise<Account>;
  /**
   * Changes the given fields and copies name, handle and picture to every workspace of the person.
   * Throws `handle_taken` and `invalid_input`. Safe to repeat: a repeat copies what an interruption left out, which nothing else
   * does (docs/known-limits.md).
   */
  update(userId: string, changes: ProfileChanges): Promise<Account>;
};

export function createProfiles(context: ServerContext, execute: Execute): Profiles {
  const { prisma } = context.database;

  async function carry(user: UserModel): Promise<void> {
    const input = { display_name: user.display_name, handle: user.handle, avatar_url: user.avatar_url };
    const memberships = await prisma.member.findMany({ where: { user_id: user.id, left_at: null } });
    // One after the other: each needs the hot state of its workspace, and one change of
    // name must not load hundreds of them at once.
    for (const { workspace_id } of memberships)
      await execute(workspace_id, { type: "member.update", input }, { actor: { user_id: user.id } });
  }

  return {
    get: async (userId) => accountOf(await findAccount(prisma, userId)),
    update: async (userId, { preferences, ...changes }) => {
      const user = await prisma
        .$transaction(async (tx) => {
          await lockAccount(tx, userId);
          if (changes.handle !== undefined) await freeHandle(tx, changes.handle);
          if (preferences !== undefined) await mergePreferences(tx, userId, preferences);
          return tx.user.update({ where: { id: userId }, data: given(changes) });
        })
        .catch(asHandleTaken);
      if (isSeen(changes)) await carry(user);
      return accountOf(user);
    },
  };
}

/** Whether others see the change. */
function isSeen({ display_name, handle, avatar_url }: ProfileChanges): boolean {
  return display_name !== undefined || handle !== undefined || avatar_url !== undefined;
}

async function lockAccount(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`select id from users where id = ${userId} for no key update`;
  await findAccount(tx, userId);
}

async function mergePreferences(tx: Transaction, userId: string, preferences: Record<string, unknown>): Promise<void> {
  const forgotten = Object.keys(preferences).filter((name) => preferences[name] === null);
  const [merged] = await tx.$queryRaw<{ length: number }[]>`
    update users set preferences = (preferences || ${JSON.stringify(preferences)}::jsonb) - ${forgotten}::text[]
    where id = ${userId} returning length(preferences::text) as length`;
  if ((merged?.length ?? 0) > limits.preferencesLengthMax) throw invalid("preferences", "would become too large");
}

function asHandleTaken(error: unknown): never {
  throw isTaken(error) ? handleTaken() : error;
}

function given(changes: Omit<ProfileChanges, "preferences">): Prisma.UserUpdateInput {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

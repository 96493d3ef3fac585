import type { Account } from "../../domain/accounts/schema";
import { DomainError, notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { isNoName } from "../../domain/core/measure";
import type { ServerContext } from "../context/context";
import { Prisma } from "../db/generated/client";
import type { UserModel } from "../db/generated/models";
import { numberedHandle, proposedHandle } from "../names/handles";

export type Transaction = Prisma.TransactionClient;

export type NewAccount = {
  /** Set by a caller that may repeat the call. An existing account with this id is returned unchanged. */
  readonly id?: string;
  readonly display_name: string;
  readonly email?: string;
  /** Throws `handle_taken` when somebody has it. If omitted, a free one is found. */
  readonly handle?: string | undefined;
  readonly avatar_url?: string | null;
  readonly kind?: "human" | "bot";
  readonly owner_id?: string | null;
};

/** The account of a verified address: the existing one, even if it was imported, or else a new one. */
export async function accountOfEmail(
  tx: Transaction,
  context: ServerContext,
  { email, displayName }: { email: string; displayName: string },
): Promise<UserModel> {
  const known = await verified(tx, email, context.clock());
  if (known !== undefined) return known;
  const display_name =
    (isNoName(displayName) ? "" : displayName) ||
    email.slice(0, email.indexOf("@")).slice(0, limits.displayNameLengthMax);
  await insertAccount(tx, context, { display_name, email });
  const made = await verified(tx, email, context.clock());
  if (made === undefined) throw new Error("An account that has just been made is missing.");
  return made;
}

/** Creates an account with a unique handle; undefined when the address already has an account. */
export async function insertAccount(
  tx: Transaction,
  context: ServerContext,
  account: NewAccount,
): Promise<UserModel | undefined> {
  const { id, handle, email = null, ...fields } = account;
  const proposed = proposedHandle({
    names: [account.display_name],
    email,
    neutral: neutralNames[account.kind ?? "human"],
  });
  for (let number = 1; ; number += 1) {
    const data = {
      ...fields,
      id: id ?? context.newId("user"),
      email,
      handle:
        handle ?? (number === 1 ? proposed : numberedHandle(proposed, number <= 20 ? number : 1_000 + randomNumber())),
      created_at: context.clock(),
    };
    const insert = () => tx.user.createManyAndReturn({ data: [data], skipDuplicates: true });
    const [made] = await insert();
    if (made !== undefined) return made;
    const known = id === undefined ? null : await tx.user.findUnique({ where: { id } });
    if (known !== null) return known;
    if (email !== null && (await tx.user.count({ where: { email } })) > 0) return undefined;
    const [freed] = (await freeHandle(tx, data.handle)) ? await insert() : [];
    if (freed !== undefined) return freed;
    if (handle !== undefined) throw handleTaken();
  }
}

const neutralNames = { human: "user", bot: "bot" };

/** Takes a handle from a bot that has left (see `freeHandles`). Returns whether it did. */
export async function freeHandle(tx: Transaction, handle: string): Promise<boolean> {
  return (await tx.$executeRawUnsafe(freeHandles, [handle])) > 0;
}

/**
 * Whether a user `u` is a bot that has left. Its handle is free, since nobody can let a bot in again. A bot that is being
 * created has no membership yet and keeps its handle.
 */
export const isGoneBot = `(u.kind = 'bot' and exists (select from members m where m.user_id = u.id)
  and not exists (select from members m where m.user_id = u.id and m.left_at is null))`;

/** Takes these handles from bots that have left. Their messages keep the bot's name, which is in the membership. */
export const freeHandles = `update users u set handle = 'left-' || substr(md5(random()::text || u.id), 1, 24)
  where u.handle = any($1::text[]) and ${isGoneBot}`;

export async function findAccount(tx: Transaction, userId: string): Promise<UserModel> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (user === null) throw notFound("The account");
  return user;
}

/** Whether a change failed because another account has the handle or the address. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

export function handleTaken(): DomainError {
  return new DomainError("handle_taken", "Somebody already has this handle.");
}

/** An account as its owner sees it. */
export function accountOf(user: UserModel): Account {
  return {
    id: user.id,
    email: user.email,
    display_name: user.display_name,
    handle: user.handle,
    avatar_url: user.avatar_url,
    kind: kindOf(user),
    owner_id: user.owner_id,
    status: user.status,
    time_zone: user.time_zone,
    preferences: isRecord(user.preferences) ? user.preferences : {},
    created_at: user.created_at.toISOString(),
  };
}

export function kindOf(user: { readonly kind: string }): "human" | "bot" {
  return user.kind === "bot" ? "bot" : "human";
}

async function verified(tx: Transaction, email: string, now: Date): Promise<UserModel | undefined> {
  const [user] = await tx.user.updateManyAndReturn({ where: { email }, data: { email_verified_at: now } });
  return user;
}

function randomNumber(): number {
  return crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { ImportItem } from "../../src/domain/imports";
import { hashSecret, newId, newSecret } from "../../src/server/context/context";
import type { Database } from "../../src/server/db/client";
import { saveAccounts } from "../../src/server/import/accounts";
import type { Execute } from "../../src/server/log/execute";
import { createWorld } from "../../test/support/app";

export type Person = { readonly userId: string; readonly handle: string };

/** A workspace of some size. The owner, `ana1`, is not among its people. */
export type Town = {
  readonly workspaceId: string;
  readonly ownerId: string;
  readonly people: readonly Person[];
  readonly channelIds: readonly string[];
};

export type TownSize = {
  readonly people: number;
  readonly channels: number;
  /** Whether a person joins a channel, by their indexes; by default, everyone joins all. */
  readonly joins?: (person: number, channel: number) => boolean;
  /** Whether to set up the installation with it, which happens once. */
  readonly isFirst?: boolean;
};

const itemsPerAppend = 500;

/** Creates a workspace with people and public channels through the one write path. */
export async function buildTown(database: Database, execute: Execute, size: TownSize): Promise<Town> {
  const { joins = () => true, isFirst = true } = size;
  const { workspaceId, ownerId } = await createWorld(database, execute);
  if (isFirst) await database.prisma.installation.create({ data: { owner_id: ownerId } });
  const people = numbered(size.people, (number) => ({ userId: newId("user"), handle: `resident${number}` }));
  const channelIds = numbered(size.channels, () => newId("channel"));
  const fresh = people.map(({ userId: id, handle }) => ({
    id,
    handle,
    display_name: nameOf(handle),
    avatar_url: null,
    kind: "human" as const,
    email: `${handle}@example.org`,
    source: `bench:${handle}`,
  }));
  await saveAccounts(database.pool, { bySource: new Map(), fresh, recognised: [] });

  const now = new Date().toISOString();
  const items: ImportItem[] = [
    ...people.map(({ userId, handle }) => memberItem(userId, handle, now)),
    ...channelIds.map((id, index) => channelItem(id, { name: `channel-${index}`, ownerId, now })),
    ...people.flatMap(({ userId }, person) =>
      channelIds.flatMap((channel_id, channel) =>
        joins(person, channel)
          ? [{ item: "channel_member" as const, channel_id, user_id: userId, joined_at: now }]
          : [],
      ),
    ),
  ];
  for (let start = 0; start < items.length; start += itemsPerAppend) {
    const command = { type: "import.append" as const, input: { items: items.slice(start, start + itemsPerAppend) } };
    await execute(workspaceId, command, { actor: { user_id: ownerId } });
  }
  return { workspaceId, ownerId, people, channelIds };
}

/** Signs people in; returns the token of each, in order. */
export async function openSessions(database: Database, userIds: readonly string[]): Promise<string[]> {
  const tokens = userIds.map(() => newSecret("sst"));
  const expires_at = new Date(Date.now() + 24 * 3_600_000);
  await database.prisma.session.createMany({
    data: userIds.map((user_id, index) => ({
      id: newId("session"),
      token_hash: hashSecret(tokens[index] ?? ""),
      user_id,
      expires_at,
    })),
  });
  return tokens;
}

/** About 200 bytes of text that mention one person. */
export function chatter(handle: string, number: number): string {
  return `@${handle} message ${number}: ${"the quick brown fox jumps over the lazy dog and comes back again ".repeat(3)}`.slice(
    0,
    200,
  );
}

export function numbered<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function nameOf(handle: string): string {
  return `R${handle.slice(1)}`;
}

function memberItem(user_id: string, handle: string, joined_at: string): ImportItem {
  const member = { user_id, handle, display_name: nameOf(handle), avatar_url: null, kind: "human" as const };
  return { item: "member", member: { ...member, role: "member", owner_id: null, joined_at, left_at: null } };
}

type ChannelDetails = { readonly name: string; readonly ownerId: string; readonly now: string };

function channelItem(id: string, { name, ownerId, now }: ChannelDetails): ImportItem {
  const titles = { topic: "", purpose: "", display_title: null, sidebar_section: null };
  const external = { external_managed: false, external_ref: null, external_url: null };
  const made = { created_at: now, created_by: ownerId, archived_at: null };
  return { item: "channel", channel: { id, name, kind: "public", is_default: false, ...titles, ...external, ...made } };
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/domain";
import { bundles } from "../../src/domain/core/scopes";
import { newId } from "../../src/server/context/context";
import { draft, message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { followStrictly, strictTransports } from "../support/strict-followers";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

type Reader = { readonly userId: string; readonly token: string };
type Role = "member" | "guest" | "moderator";

/**
 * What happens while the reader is away. `said` is what they could read when it was said, and can today; `unsaid` is all else. The events
 * of `learns` are those by which they learn what they may read now.
 */
type Absence = {
  /** A member when left out. */
  readonly reader?: () => Promise<Reader>;
  /** Before the reader was last here; what it answers is handed on. */
  readonly prepare?: (reader: Reader) => Promise<readonly string[]>;
  readonly happens: (reader: Reader, places: readonly string[], say: Say) => Promise<void>;
  readonly learns: readonly string[];
  /** Whoever has lost their token gets another. */
  readonly comesBack?: (reader: Reader) => Promise<Reader>;
};
/** Says something in a conversation that the reader is to be told of, or is not. */
type Say = { told(place: string): Promise<void>; untold(place: string): Promise<void> };

const absences: Record<string, Absence> = {
  "a guest becomes a member": {
    reader: () => guest(),
    prepare: async (reader) => [await open(), await openWith(reader), await open()],
    happens: async (reader, [stranger = "", own = "", quiet = ""], say) => {
      await say.untold(stranger);
      await say.told(own);
      await become(reader, "member");
      await say.told(stranger);
      await say.told(own);
      await say.told(quiet);
    },
    learns: ["member.role_changed"],
  },
  "a guest becomes a moderator, by way of a member": {
    reader: () => guest(),
    prepare: async () => [await open()],
    happens: async (reader, [place = ""], say) => {
      await say.untold(place);
      await become(reader, "member");
      await say.told(place);
      await become(reader, "moderator");
      await say.told(place);
    },
    learns: ["member.role_changed", "member.role_changed"],
  },
  "a guest becomes a member and leaves a channel that was theirs": {
    reader: () => guest(),
    prepare: async (reader) => [await openWith(reader)],
    happens: async (reader, [own = ""], say) => {
      await say.told(own);
      await become(reader, "member");
      await takeOut(own, reader);
      await say.told(own);
    },
    learns: ["member.role_changed", "channel.member_removed"],
  },
  "a member is a guest for a while": {
    prepare: async (reader) => [await open(), await openWith(reader)],
    happens: async (reader, [place = "", own = ""], say) => {
      await say.told(place);
      await become(reader, "guest");
      await say.untold(place);
      await say.told(own);
      await become(reader, "member");
      await say.told(place);
    },
    learns: ["member.role_changed", "member.role_changed"],
  },
  "a member is a moderator for a while, and changes their name": {
    prepare: async () => [await open()],
    happens: async (reader, [place = ""], say) => {
      await say.told(place);
      await become(reader, "moderator");
      await say.told(place);
      const person = { display_name: "Another", handle: fresh("another"), avatar_url: null };
      await served.as(reader, { type: "member.update", input: person });
      await say.told(place);
      await become(reader, "member");
      await say.told(place);
    },
    learns: ["member.role_changed", "member.updated", "member.role_changed"],
  },
  "a member is added to a private channel": {
    prepare: async () => [await closed()],
    happens: async (reader, [place = ""], say) => {
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
    },
    learns: ["channel.member_added"],
  },
  "a member is taken out of a private channel and added again, twice": {
    prepare: async (reader) => [await closedWith(reader)],
    happens: async (reader, [place = ""], say) => {
      await say.told(place);
      await takeOut(place, reader);
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
      await takeOut(place, reader);
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
    },
    learns: [1, 2].flatMap(() => ["channel.member_removed", "channel.member_added"]),
  },
  "a guest is added to an open channel, taken out and added again": {
    reader: () => guest(),
    prepare: async () => [await open()],
    happens: async (reader, [place = ""], say) => {
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
      await takeOut(place, reader);
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
    },
    learns: ["channel.member_added", "channel.member_removed", "channel.member_added"],
  },
  "a member joins an open channel and leaves it": {
    prepare: async () => [await open()],
    happens: async (reader, [channel_id = ""], say) => {
      await say.told(channel_id);
      await served.as(reader, { type: "channel.join", input: { channel_id } });
      await say.told(channel_id);
      await served.as(reader, { type: "channel.remove_member", input: { channel_id, user_id: reader.userId } });
      await say.told(channel_id);
    },
    learns: ["channel.member_added", "channel.member_removed"],
  },
  "an open channel is archived and restored": {
    prepare: async () => [await open()],
    happens: async (_reader, [channel_id = ""], say) => {
      await say.told(channel_id);
      for (const archived of [true, false])
        await served.as(served.owner, { type: "channel.update", input: { channel_id, archived } });
      await say.told(channel_id);
    },
    learns: [],
  },
  "a member is removed and invited again": {
    prepare: async (reader) => [await open(), await closedWith(reader), await direct(reader)],
    happens: async (reader, [place = "", own = "", talk = ""], say) => {
      await say.told(place);
      await say.told(talk);
      await say.untold(own);
      await remove(reader);
      await say.untold(place);
      await say.untold(own);
      await say.untold(talk);
      await invite(reader, "member");
      await say.told(place);
      await say.untold(own);
      await say.told(talk);
    },
    learns: ["member.removed", "member.joined"],
  },
  "a member is removed, invited again, and added again to a channel of theirs": {
    prepare: async (reader) => [await closedWith(reader)],
    happens: async (reader, [own = ""], say) => {
      await say.told(own);
      await remove(reader);
      await say.untold(own);
      await invite(reader, "member");
      await say.untold(own);
      await add(own, reader);
      await say.told(own);
    },
    learns: ["member.removed", "member.joined", "channel.member_added"],
  },
  "a member leaves and comes back with an invite that names a channel": {
    prepare: async () => [await open(), await closed()],
    happens: async (reader, [place = "", named = ""], say) => {
      await say.told(place);
      await served.as(reader, { type: "member.remove", input: { user_id: reader.userId } });
      await say.untold(place);
      await say.untold(named);
      await invite(reader, "member", [named]);
      await say.told(place);
      await say.told(named);
    },
    learns: ["member.removed", "member.joined"],
  },
  "a member is removed, comes back as a guest, and becomes a member": {
    prepare: async () => [await open(), await open()],
    happens: async (reader, [place = "", own = ""], say) => {
      await say.told(place);
      await remove(reader);
      await say.untold(place);
      await invite(reader, "guest", [own]);
      await say.untold(place);
      await say.told(own);
      await become(reader, "member");
      await say.told(place);
    },
    learns: ["member.removed", "member.joined", "member.role_changed"],
  },
  "somebody opens a direct conversation with a member": {
    prepare: async () => [await open()],
    happens: async (reader, [place = ""], say) => {
      await say.told(place);
      await say.told(await direct(reader));
    },
    learns: ["direct.created"],
  },
  "a bot is added to a private channel, taken out and added again": {
    reader: () => served.bot(fresh("robot")),
    prepare: async () => [await closed(), await open()],
    happens: async (reader, [place = "", other = ""], say) => {
      await say.untold(place);
      await add(place, reader);
      await say.told(place);
      await takeOut(place, reader);
      await say.untold(place);
      await say.told(other);
      await add(place, reader);
      await say.told(place);
    },
    learns: ["channel.member_added", "channel.member_removed", "channel.member_added"],
  },
  "the owner of a bot is a guest for a while": {
    reader: () => ownedBot(),
    prepare: async (reader) => [await open(), await closedWith(reader)],
    happens: async (reader, [place = "", own = ""], say) => {
      const owner = ownerOf(reader);
      await say.told(place);
      await say.told(own);
      await become(owner, "guest");
      await say.untold(place);
      await say.untold(own);
      await become(owner, "moderator");
      await say.told(place);
      await say.told(own);
    },
    learns: ["member.role_changed", "member.role_changed"],
  },
  "the owner of a bot is removed and invited again": {
    reader: () => ownedBot(),
    prepare: async () => [await open()],
    happens: async (reader, [place = ""], say) => {
      const owner = ownerOf(reader);
      await say.told(place);
      await remove(owner);
      await say.untold(place);
      await invite(owner, "member");
      await say.told(place);
    },
    learns: ["member.removed", "member.joined"],
    comesBack: async ({ userId }) => ({ userId, token: await tokenOf(userId, served.owner) }),
  },
};

describe("while a reader is away", () => {
  test.each(Object.keys(absences))(
    "%s: every plain transport tells once what they could read, and nothing else, by rising cursors",
    async (name) => {
      const absence = absences[name];
      if (!absence) throw new Error("there is no such absence");
      const reader = await (absence.reader ?? member)();
      const places = (await absence.prepare?.(reader)) ?? [];
      const before = await served.app.log.head(served.world.workspaceId);
      const told: string[] = [];
      await absence.happens(reader, places, {
        told: async (place) => void told.push(await talk(place)),
        untold: async (place) => void (await talk(place)),
      });
      const back = (await absence.comesBack?.(reader)) ?? reader;
      const last = fresh("last");
      await say(served.world.generalId, last);
      // One after the other, as one cursor is brought to each of them.
      for (const transport of strictTransports) {
        const follower = await reach(transport, back, before, last);
        const { items } = follower.told;
        expect([transport, items.flatMap(({ body }) => body ?? [])]).toEqual([transport, [...told, last]]);
        const edits = items.filter(({ type }) => type === "message.updated" || type === "message.edited");
        if (transport !== "plain") {
          expect([transport, edits.length]).toEqual([transport, told.length]);
          expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining([...absence.learns]));
        }
        for (const body of told) expect(JSON.stringify(follower.introductions)).not.toContain(body);
      }
    },
  );

  test("what they missed is told from any cursor in between alike", async () => {
    const reader = await member();
    const place = await closedWith(reader);
    const start = await served.app.log.head(served.world.workspaceId);
    const expected: { readonly cursor: number; readonly body: string }[] = [];
    for (let round = 0; round < 4; round += 1) {
      const body = fresh("inside");
      await say(place, body);
      expected.push({ cursor: await served.app.log.head(served.world.workspaceId), body });
      await takeOut(place, reader);
      await say(place, fresh("outside"));
      await add(place, reader);
    }
    const last = fresh("last");
    await say(served.world.generalId, last);
    const end = await served.app.log.head(served.world.workspaceId);
    for (let after = start; after < end; after += 1) {
      const { told } = await reach("long_poll", reader, after, last);
      const rest = expected.filter(({ cursor }) => cursor > after).map(({ body }) => body);
      expect([after, told.items.flatMap(({ body }) => body ?? [])]).toEqual([after, [...rest, last]]);
    }
  });
});

/** A reader that comes back after a cursor, once it has been told the last message. */
async function reach(transport: (typeof strictTransports)[number], reader: Reader, after: number, last: string) {
  const { url, world } = served;
  const place = { url, token: reader.token, workspaceId: world.workspaceId, after: String(after) };
  const follower = followStrictly(transport, place);
  await follower.told.until((all) => all.some(({ body }) => body === last));
  await follower.stop();
  return follower;
}

let count = 0;

function fresh(name: string): string {
  count += 1;
  return `${name}-${count}.`;
}

/** A message that is edited afterwards. */
async function talk(place: string): Promise<string> {
  const body = fresh("said");
  const message_id = await say(place, body);
  await served.as(served.owner, { type: "message.update", input: { message_id, body: `${body} and edited` } });
  // Whoever comes later is told the message as it was written.
  return body;
}

async function say(place: string, body: string): Promise<string> {
  const isDirect = place.startsWith("dm_");
  const command: Command = isDirect
    ? { type: "message.create", input: { ...draft(body), channel_id: null, direct_conversation_id: place } }
    : message(place, body);
  const { events } = await served.as(served.owner, command);
  const [event] = events;
  if (event?.type !== "message.created") throw new Error("nothing was said");
  return event.payload.message_id;
}

function member(): Promise<Person> {
  return served.person(fresh("reader").slice(0, -1));
}

function guest(): Promise<Person> {
  return served.person(fresh("guest").slice(0, -1), "guest");
}

const owners = new Map<string, Person>();

/** A bot of a member, who is not the workspace's owner. */
async function ownedBot(): Promise<Reader> {
  const owner = await member();
  const { database } = served;
  const userId = newId("user");
  const handle = fresh("robot").slice(0, -1);
  await database.prisma.user.create({
    data: { id: userId, display_name: handle, handle, kind: "bot", owner_id: owner.userId },
  });
  const person = { display_name: handle, handle, avatar_url: null };
  await served.as(owner, { type: "bot.create", input: { bot_id: userId, person, service: false } });
  owners.set(userId, owner);
  return { userId, token: await tokenOf(userId, owner) };
}

async function tokenOf(botId: string, maker: Person): Promise<string> {
  const { app, world } = served;
  const place = { workspace_id: world.workspaceId, actor: { user_id: maker.userId } };
  return (await app.auth.bots.createToken(place, botId, { scopes: [...bundles["bot:read"]] })).token;
}

function ownerOf({ userId }: Reader): Person {
  const owner = owners.get(userId);
  if (!owner) throw new Error("this bot has no owner");
  return owner;
}

async function channel(kind: "public" | "private"): Promise<string> {
  const name = fresh("room").slice(0, -1);
  const made = await served.as(served.owner, { type: "channel.create", input: { name, kind } });
  return made.events[0]?.channel_id ?? "";
}

const open = () => channel("public");
const closed = () => channel("private");

async function openWith(reader: Reader): Promise<string> {
  const place = await open();
  await add(place, reader);
  return place;
}

async function closedWith(reader: Reader): Promise<string> {
  const place = await closed();
  await add(place, reader);
  return place;
}

/** A conversation of three, so that two go on without the reader. */
async function direct(reader: Reader): Promise<string> {
  const third = await member();
  const member_ids = [reader.userId, third.userId];
  const made = await served.as(served.owner, { type: "direct.create", input: { member_ids } });
  return made.events[0]?.direct_conversation_id ?? "";
}

const add = (channel_id: string, { userId: user_id }: Reader) =>
  served.as(served.owner, { type: "channel.add_member", input: { channel_id, user_id } });
const takeOut = (channel_id: string, { userId: user_id }: Reader) =>
  served.as(served.owner, { type: "channel.remove_member", input: { channel_id, user_id } });
const become = ({ userId: user_id }: Reader, role: Role) =>
  served.as(served.owner, { type: "member.change_role", input: { user_id, role } });
const remove = ({ userId: user_id }: Reader) => served.as(served.owner, { type: "member.remove", input: { user_id } });

async function invite(reader: Reader, role: Role, channel_ids: string[] = []): Promise<void> {
  const made = await served.as(served.owner, {
    type: "invite.create",
    input: { role, channel_ids, max_uses: null },
  });
  const [event] = made.events;
  if (event?.type !== "invite.created") throw new Error("no invite was made");
  const handle = fresh("back").slice(0, -1);
  const person = { display_name: handle, handle, avatar_url: null };
  await served.as(reader, { type: "invite.accept", input: { invite_id: event.payload.invite_id, person } });
}

import { limits } from "../../src/domain/core/limits";
import { newSecret } from "../../src/server/context/context";
import { draft } from "./app";
import type { Bot, Person, Served } from "./served";

/** A workspace in which everything is at its limit, or fills a page. */
export type HeavyWorld = {
  readonly victim: Person;
  readonly bot: Bot;
  /** Private channels with one long message each. */
  readonly privates: readonly string[];
  /** A channel with more long messages than fit into one answer. */
  readonly longChannel: string;
  readonly longMessage: string;
  /** The root of a thread of long replies. */
  readonly longThread: string;
  readonly direct: string;
  /** Quoted as often as a quotation may carry its text, and once more. */
  readonly quoted: string;
  /** Edited as often as a message may be. */
  readonly edited: string;
  /** With more reactions than are listed. */
  readonly reacted: string;
  /** A message in the long channel, which has as many pins as it may have. */
  readonly unpinned: string;
};

/** The longest allowed text, of characters that take six bytes each in JSON. One is visible, since a message needs that. */
export const longText = `x${"\u0001".repeat(limits.messageBodyLengthMax - 1)}`;
const words = "word ".repeat(limits.messageBodyLengthMax / 5);

/** Fills a workspace. `channels` is the number of private channels with a long message that the victim is added to. */
export async function makeHeavy(served: Served, { channels = 60 } = {}): Promise<HeavyWorld> {
  const { world, owner } = served;
  const victim = await served.person("victim");
  const bot = await served.bot("robot");
  const bots = await many(limits.pageSizeMax, (index) => served.bot(`robot${index}`));
  const people: Person[] = [];
  for (let index = 0; index < 40; index += 1) people.push(await served.person(`person${index}`));
  const create = async (name: string, kind: "public" | "private") => {
    const { events } = await served.as(owner, { type: "channel.create", input: { ...channelFields, name, kind } });
    const [event] = events;
    if (event?.type !== "channel.created") throw new Error("no channel was made");
    return event.payload.channel_id;
  };
  const say = async (
    channelId: string,
    body: string,
    more: { author_thinking?: string; quoted_message_id?: string } = {},
  ) => {
    const input = { ...draft(body), ...more, channel_id: channelId, direct_conversation_id: null };
    const { events } = await served.as(owner, { type: "message.create", input });
    const [event] = events;
    if (event?.type !== "message.created") throw new Error("no message was made");
    return event.payload.message_id;
  };
  const privates = await many(channels, (index) => create(`private-${index}`, "private"));
  await many(channels, (index) =>
    served.as(owner, {
      type: "channel.add_member",
      input: { channel_id: privates[index] ?? "", user_id: victim.userId },
    }),
  );
  await many(channels, (index) => say(privates[index] ?? "", words, { author_thinking: words }));
  await many(2 * limits.pageSizeMax, (index) => create(`public-${index}`, "public"));
  const longChannel = await create("long", "public");
  await served.as(victim, { type: "channel.join", input: { channel_id: longChannel } });
  const longMessages = await many(20, () => say(longChannel, longText, { author_thinking: longText }));
  const longThread = longMessages[0] ?? "";
  await many(12, () =>
    served.as(owner, {
      type: "thread.reply",
      input: { ...draft(words), root_message_id: longThread, also_send_to_channel: false },
    }),
  );
  const short = await many(limits.pinsPerChannelMax - longMessages.length, (index) =>
    say(longChannel, `kept ${index}`),
  );
  for (const message_id of [...short, ...longMessages])
    await served.as(owner, { type: "pin.add", input: { channel_id: longChannel, message_id } });
  const unpinned = await say(longChannel, "one too many to pin");
  const quoted = await say(world.generalId, "quoted often");
  await many(limits.quotationsPerMessageMax + 1, (index) =>
    say(world.generalId, `quotes it ${index}`, { quoted_message_id: quoted }),
  );
  const edited = await say(world.generalId, "edited often");
  await many(limits.editsPerMessageMax, (index) =>
    served.as(owner, { type: "message.update", input: { message_id: edited, body: `edited ${index}` } }),
  );
  const reacted = await say(world.generalId, "liked by all");
  const emoji = ["👍", "🎉", "❤️", "🚀", "👀", "😄", "🔥", "💯", "✅", "🙏", "👏", "🤔", "😂"];
  await many(people.length * emoji.length, (index) => {
    const person = people[index % people.length];
    if (!person) throw new Error("nobody is there");
    const input = { message_id: reacted, emoji: emoji[Math.floor(index / people.length)] ?? "" };
    return served.as(person, { type: "reaction.add", input });
  });
  const directs = await many(people.length, (index) => {
    const member_ids = people
      .filter((_, other) => other !== index)
      .slice(0, limits.directMembersMax - 1)
      .map(({ userId }) => userId);
    const rotated = [...member_ids.slice(0, -1), people[(index + 7) % people.length]?.userId ?? ""];
    return served.as(victim, { type: "direct.create", input: { member_ids: [...new Set(rotated)] } });
  });
  const direct = directs.flatMap(({ events }) => events).find((event) => event.type === "direct.created");
  if (direct?.type !== "direct.created") throw new Error("no direct conversation was made");
  await many(limits.pageSizeMax + 1, () =>
    served.as(owner, {
      type: "invite.create",
      input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
    }),
  );
  await manyRows(served, { victim, bot, bots });
  return {
    victim,
    bot,
    privates,
    longChannel,
    longMessage: longMessages.at(-1) ?? "",
    longThread,
    direct: direct.payload.direct_conversation_id,
    unpinned,
    quoted,
    edited,
    reacted,
  };
}

const channelFields = {
  topic: "t".repeat(limits.channelTopicLengthMax),
  purpose: "p".repeat(limits.channelPurposeLengthMax),
  display_title: null,
  sidebar_section: null,
  external_managed: false,
  external_ref: null,
  external_url: null,
};

type Holders = { readonly victim: Person; readonly bot: Bot; readonly bots: readonly Bot[] };

async function manyRows({ database, world }: Served, { victim, bot, bots }: Holders): Promise<void> {
  const numbers = Array.from({ length: limits.pageSizeMax + 1 }, (_, index) => index);
  await database.prisma.session.createMany({
    data: numbers.map((index) => ({
      id: `ses_of_victim_${index}`,
      token_hash: newSecret("sst"),
      user_id: victim.userId,
      user_agent: "u".repeat(300),
      expires_at: new Date(Date.now() + 3_600_000),
    })),
  });
  const token = (id: string, bot_id: string) => ({
    id,
    token_hash: newSecret("ccb"),
    bot_id,
    workspace_id: world.workspaceId,
    name: "n".repeat(limits.labelLengthMax),
    last_four: "0000",
    scopes: ["messages:read"],
    created_by: world.ownerId,
  });
  await database.prisma.botToken.createMany({
    data: [
      ...numbers.map((index) => token(`btok_of_robot_${index}`, bot.userId)),
      ...bots.flatMap(({ userId }) =>
        numbers.slice(0, limits.botTokensShownMax).map((index) => token(`btok_of_${userId}_${index}`, userId)),
      ),
    ],
  });
}

/** Makes that many at once, as if for many callers. */
function many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { draft, message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { followStrictly, type StrictFollower, strictTransports, type Told } from "../support/strict-followers";
import { repetitions, report } from "../support/trials";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

let count = 0;

function fresh(name: string): string {
  count += 1;
  return `${name}-${count}`;
}

async function makeChannel(kind: "public" | "private"): Promise<string> {
  const made = await served.as(served.owner, { type: "channel.create", input: { name: fresh("room"), kind } });
  return made.events[0]?.channel_id ?? "";
}

async function followAll(who: { readonly token: string }): Promise<readonly StrictFollower[]> {
  const { app, url, world } = served;
  const after = String(await app.log.head(world.workspaceId));
  return strictTransports.map((transport) =>
    followStrictly(transport, { url, token: who.token, workspaceId: world.workspaceId, after }),
  );
}

/** Writes into #general all the while, with a cut after every few messages, until the work is done. */
async function whileOthersTalk(followers: readonly StrictFollower[], work: () => Promise<void>): Promise<string[]> {
  const { owner, world } = served;
  const said: string[] = [];
  let isDone = false;
  const working = work().finally(() => {
    isDone = true;
  });
  while (!isDone || said.length < 8) {
    const body = fresh("talk");
    await served.as(owner, message(world.generalId, body));
    said.push(body);
    if (said.length % 3 === 0) followers[Math.floor(Math.random() * followers.length)]?.cut();
  }
  await working;
  return said;
}

const bodies = (told: readonly Told[]) => told.flatMap(({ body }) => body ?? []);

/** Waits until everybody has been told a last message, and says what each was told. */
async function settle(followers: readonly StrictFollower[]): Promise<ReadonlyMap<StrictFollower, readonly string[]>> {
  const last = fresh("last");
  await served.as(served.owner, message(served.world.generalId, last));
  const told = new Map<StrictFollower, readonly string[]>();
  for (const follower of followers) {
    const all = await follower.told.until((events) => events.some(({ body }) => body === last));
    told.set(
      follower,
      bodies(all).filter((body) => body !== last),
    );
  }
  for (const follower of followers) await follower.stop();
  return told;
}

const say = (place: string, body: string) => served.as(served.owner, message(place, body));
const add = (channel_id: string, who: { readonly userId: string }) =>
  served.as(served.owner, { type: "channel.add_member", input: { channel_id, user_id: who.userId } });
const takeOut = (channel_id: string, who: { readonly userId: string }) =>
  served.as(served.owner, { type: "channel.remove_member", input: { channel_id, user_id: who.userId } });
const become = (who: Person, role: "member" | "guest" | "moderator") =>
  served.as(served.owner, { type: "member.change_role", input: { user_id: who.userId, role } });

/** What was said before the reader could read it, what they must be told, and the events by which they learn that they may. */
type Case = { readonly old: readonly string[]; readonly after: readonly string[]; readonly types: readonly string[] };

/** Each gives the reader access to something that is there already. `look`: the reader has looked, where they are able to. */
const cases: Record<string, (reader: Person, look: () => Promise<boolean>) => Promise<Case>> = {
  "is added to a private channel, taken out, and added again": async (reader, look) => {
    const place = await makeChannel("private");
    const old = [fresh("old"), fresh("old")];
    for (const body of old) await say(place, body);
    await look();
    await add(place, reader);
    const first = [fresh("new"), fresh("new")];
    for (const body of first) await say(place, body);
    // Who has not looked by the time that they are taken out has missed it.
    const saw = await look();
    await takeOut(place, reader);
    const outside = fresh("old");
    await say(place, outside);
    await look();
    await add(place, reader);
    const second = fresh("new");
    await say(place, second);
    const types = ["channel.member_added", "channel.member_removed", "channel.member_added"];
    return { old: [...old, outside], after: [...(saw ? first : []), second], types };
  },
  "stops being a guest, where open channels are": async (reader, look) => {
    const place = await makeChannel("public");
    await become(reader, "guest");
    const old = fresh("old");
    await say(place, old);
    await look();
    await become(reader, "member");
    const after = fresh("new");
    await say(place, after);
    return { old: [old], after: [after], types: ["member.role_changed", "member.role_changed"] };
  },
  "becomes a moderator, where invites are": async (reader, look) => {
    const input = { role: "member" as const, channel_ids: [], expires_at: null, max_uses: null };
    await served.as(served.owner, { type: "invite.create", input });
    await look();
    await become(reader, "moderator");
    await look();
    await become(reader, "member");
    return { old: [], after: [], types: ["member.role_changed", "member.role_changed"] };
  },
  "is spoken to directly": async (reader) => {
    const { owner } = served;
    const third = await served.person(fresh("third"));
    const member_ids = [reader.userId, third.userId];
    const made = await served.as(owner, { type: "direct.create", input: { member_ids } });
    const direct_conversation_id = made.events[0]?.direct_conversation_id ?? "";
    const body = fresh("new");
    await served.as(owner, {
      type: "message.create",
      input: { ...draft(body), channel_id: null, direct_conversation_id },
    });
    return { old: [], after: [body], types: ["direct.created"] };
  },
  "is added to a channel with deleted texts, which is archived and restored": async (reader, look) => {
    const place = await makeChannel("private");
    const old = [fresh("old"), fresh("old")];
    const sent = await Promise.all(old.map((body) => say(place, body)));
    const event = sent[0]?.events[0];
    if (event?.type !== "message.created") throw new Error("no message");
    await served.as(served.owner, { type: "message.delete", input: { message_id: event.payload.message_id } });
    await look();
    await add(place, reader);
    for (const archived of [true, false])
      await served.as(served.owner, { type: "channel.update", input: { channel_id: place, archived } });
    const after = fresh("new");
    await say(place, after);
    return {
      old,
      after: [after],
      types: ["channel.member_added", "channel.updated", "channel.archived", "channel.updated"],
    };
  },
};

for (const [name, run] of Object.entries(cases)) {
  test(`a reader who ${name} gets rising cursors alone through any cut, and what is sent from then on once`, async () => {
    const rounds = repetitions({ once: 1, trials: 25 });
    let events = 0;
    for (let round = 0; round < rounds; round += 1) {
      const reader = await served.person(fresh("reader"));
      const followers = await followAll(reader);
      let result: Case = { old: [], after: [], types: [] };
      const talk = await whileOthersTalk(followers, async () => {
        result = await run(reader, () => Promise.resolve(false));
      });
      for (const [follower, told] of await settle(followers)) {
        events += follower.told.items.length;
        expect(told.filter((body) => talk.includes(body))).toEqual(talk);
        expect(told.filter((body) => result.after.includes(body))).toEqual(result.after);
        expect(new Set(told).size).toBe(told.length);
      }
    }
    report(
      `${name}: ${rounds} rounds, ${events} events over ${strictTransports.length} transports, each cursor above the last`,
    );
  });

  test(`a follower who becomes a reader who ${name} does not get what was said before`, async () => {
    const reader = await served.person(fresh("reader"));
    const followers = await followAll(reader);
    const look = () => reachPresent(followers);
    const { old, after, types } = await run(reader, look);
    for (const [follower, told] of await settle(followers)) {
      const { introductions } = follower;
      expect([follower.name, told.filter((body) => !body.startsWith("fence"))]).toEqual([follower.name, after]);
      const typesTold = follower.told.items.map(({ type }) => type);
      if (follower.name !== "plain") expect(typesTold.filter((type) => types.includes(type))).toEqual(types);
      for (const body of [...old, ...after]) expect(JSON.stringify(introductions)).not.toContain(`"${body}"`);
    }
  });
}

test("a reader who was away while they were added to a private channel does not get what was said there before, on any transport", async () => {
  const { app, owner, world } = served;
  for (const who of [await served.person(fresh("reader")), await served.bot(fresh("robot"))]) {
    const before = await app.log.head(world.workspaceId);
    const place = await makeChannel("private");
    const old = [fresh("old"), fresh("old")];
    for (const body of old) await say(place, body);
    const open = fresh("talk");
    await say(world.generalId, open);
    await add(place, who);
    const after = fresh("new");
    await say(place, after);
    const followers = strictTransports.map((transport) =>
      followStrictly(transport, {
        url: served.url,
        token: who.token,
        workspaceId: world.workspaceId,
        after: String(before),
      }),
    );
    for (const [follower, told] of await settle(followers))
      expect([follower.name, told]).toEqual([follower.name, [open, after]]);
    // Somebody who was inside all the while is told all of it, though both read the same pages.
    const whole = followStrictly("socket", {
      url: served.url,
      token: owner.token,
      workspaceId: world.workspaceId,
      after: String(before),
    });
    await whole.told.until((all) => all.some(({ body }) => body === after));
    expect(bodies(whole.told.items)).toEqual(expect.arrayContaining([...old, open, after]));
    await whole.stop();
  }
});

/** Lets everybody reach the present, so that what was said until now has passed them. */
async function reachPresent(followers: readonly StrictFollower[]): Promise<true> {
  const fence = fresh("fence");
  await say(served.world.generalId, fence);
  for (const follower of followers) await follower.told.until((all) => all.some(({ body }) => body === fence));
  return true;
}

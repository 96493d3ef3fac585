import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createExecute, type Execute, waitingCommandsMax } from "../../src/server/log/execute";
import { createHotStates, type HotStates } from "../../src/server/log/hot-states";
import { createLog, type Log } from "../../src/server/log/log";
import { verifyLogs } from "../../src/server/log/verify";
import { createUser, createWorld, draft, joinAs, message, testContext } from "../support/app";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
let writer: { execute: Execute; close: () => Promise<void> };
let log: Log;
let states: HotStates;

beforeAll(() => {
  log = createLog(database.pool);
  states = createHotStates(database.pool);
  writer = createExecute(testContext(database), { log, states });
});

afterAll(async () => {
  await writer.close();
  await database.close();
});

describe("execute", () => {
  // I2
  test("appends a gapless log and saves what it changed", async () => {
    const world = await createWorld(database, writer.execute);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => world.as(world.ownerId, message(world.generalId, `message ${index}`))),
    );
    const events = await log.read(world.workspaceId, 0, 1000);
    expect(events.map((event) => event.cursor)).toEqual(events.map((_, index) => index + 1));
    expect(await database.prisma.message.count({ where: { workspace_id: world.workspaceId } })).toBe(50);
    expect((await database.prisma.timeline.findUnique({ where: { conversation_id: world.generalId } }))?.last_seq).toBe(
      50,
    );
  });

  test("a refused command fails alone and changes nothing", async () => {
    const world = await createWorld(database, writer.execute);
    const stranger = await createUser(database, "stranger");
    const before = await log.head(world.workspaceId);
    const results = await Promise.allSettled([
      world.as(world.ownerId, message(world.generalId, "one")),
      world.as(stranger, message(world.generalId, "two")),
      world.as(world.ownerId, message(world.generalId, "three")),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await log.head(world.workspaceId)).toBe(before + 2);
  });

  // I6
  test("a repeated nonce answers with the original, also at the same moment and after an edit, and refuses other content", async () => {
    const world = await createWorld(database, writer.execute);
    const request = { body: "hello" };
    const many = await Promise.all(
      Array.from({ length: 20 }, () => world.as(world.ownerId, message(world.generalId, "hello", "n-1"), request)),
    );
    const cursors = new Set(many.map((executed) => executed.events[0]?.cursor));
    expect(cursors.size).toBe(1);
    const created = many[0]?.events[0];
    if (created?.type !== "message.created") throw new Error("no message");
    await world.as(world.ownerId, {
      type: "message.update",
      input: { message_id: created.payload.message_id, body: "changed" },
    });
    const again = await world.as(world.ownerId, message(world.generalId, "hello", "n-1"), request);
    expect(again.replayed).toBe(true);
    expect(again.events[0]?.id).toBe(created.id);
    await expect(
      world.as(world.ownerId, message(world.generalId, "other", "n-1"), { body: "other" }),
    ).rejects.toMatchObject({ code: "nonce_conflict" });
  });

  test("a repeated nonce answers with the original also when nothing new may be written any more", async () => {
    const world = await createWorld(database, writer.execute);
    const made = await world.as(world.ownerId, { type: "channel.create", input: { name: "old", kind: "public" } });
    const channel_id = made.events[0]?.channel_id ?? "";
    const first = await world.as(world.ownerId, message(channel_id, "kept", "n-2"));
    await world.as(world.ownerId, { type: "channel.update", input: { channel_id, archived: true } });
    const again = await world.as(world.ownerId, message(channel_id, "kept", "n-2"));
    expect(again).toMatchObject({ replayed: true, events: [{ cursor: first.events[0]?.cursor }] });
    // Sent while another append is under way, the retry shares the next one with a message that may be written.
    const together = await Promise.all([
      world.as(world.ownerId, message(world.generalId, "before")),
      world.as(world.ownerId, message(world.generalId, "beside")),
      world.as(world.ownerId, message(channel_id, "kept", "n-2")),
    ]);
    expect(together.map(({ replayed }) => replayed)).toEqual([false, false, true]);
    await expect(world.as(world.ownerId, message(channel_id, "new", "n-3"))).rejects.toMatchObject({
      code: "archived",
    });
  });

  // I3: who is told of an append reads the log.
  test("what fails to hear of an append neither fails nor repeats it", async () => {
    const world = await createWorld(database, writer.execute);
    const before = await log.head(world.workspaceId);
    const stop = log.onAppended(() => {
      throw new Error("deaf");
    });
    const sends = ["one", "two", "three"].map((body) => world.as(world.ownerId, message(world.generalId, body)));
    const sent = await Promise.all(sends).finally(stop);
    expect(sent.map((executed) => executed.events[0]?.cursor)).toEqual([before + 1, before + 2, before + 3]);
    expect(await log.head(world.workspaceId)).toBe(before + 3);
  });

  // I8
  test("deleting a message takes its text out of every event, row and quotation", async () => {
    const world = await createWorld(database, writer.execute);
    const bob = await joinAs(world, database, { handle: "bob-del" });
    const secret = "the-launch-code-is-0000";
    const made = await world.as(world.ownerId, message(world.generalId, secret));
    const event = made.events[0];
    if (event?.type !== "message.created") throw new Error("no message");
    const id = event.payload.message_id;
    await world.as(world.ownerId, { type: "message.update", input: { message_id: id, body: `${secret} edited` } });
    await world.as(bob, {
      type: "message.create",
      input: {
        ...draft("look at this"),
        quoted_message_id: id,
        channel_id: world.generalId,
        direct_conversation_id: null,
      },
    });
    await world.as(world.ownerId, { type: "message.delete", input: { message_id: id } });
    const dump = await database.pool.query(
      "select (select jsonb_agg(to_jsonb(e)) from events e)::text || (select jsonb_agg(to_jsonb(m)) from messages m)::text as everything",
    );
    expect(dump.rows[0].everything).not.toContain(secret);
    expect(dump.rows[0].everything).toContain("look at this");
  });

  test("a message created and deleted in one batch leaves no text behind", async () => {
    const world = await createWorld(database, writer.execute);
    const secret = "gone-before-it-was-written";
    const root = (await world.as(world.ownerId, message(world.generalId, secret))).events[0];
    if (root?.type !== "message.created") throw new Error("no message");
    await Promise.all([
      world.as(world.ownerId, message(world.generalId, "keeps the writer busy")),
      world.as(world.ownerId, {
        type: "message.update",
        input: { message_id: root.payload.message_id, body: `${secret} again` },
      }),
      world.as(world.ownerId, { type: "message.delete", input: { message_id: root.payload.message_id } }),
    ]);
    const { rows } = await database.pool.query("select payload::text from events where workspace_id = $1", [
      world.workspaceId,
    ]);
    expect(rows.map((row) => row.payload).join()).not.toContain(secret);
  });

  test("two processes that append at once leave no gap and lose nothing", async () => {
    const world = await createWorld(database, writer.execute);
    const other = createExecute(testContext(database), {
      log: createLog(database.pool),
      states: createHotStates(database.pool),
    });
    const sends = Array.from({ length: 60 }, (_, index) => {
      const execute = index % 2 === 0 ? writer.execute : other.execute;
      return execute(world.workspaceId, message(world.generalId, `m${index}`), { actor: { user_id: world.ownerId } });
    });
    const before = 4;
    await Promise.all(sends);
    await other.close();
    const events = await log.read(world.workspaceId, before, 1000);
    expect(events.map((event) => event.cursor)).toEqual(Array.from({ length: 60 }, (_, index) => before + index + 1));
    expect(new Set(events.map((event) => event.seq)).size).toBe(60);
  });

  test("a process that has not heard of what another one changed decides by it all the same", async () => {
    const world = await createWorld(database, writer.execute);
    const other = createExecute(testContext(database), { log, states: createHotStates(database.pool) });
    const joiner = await joinAs(world, database, { handle: "joiner" });
    const asJoiner = (body: string, nonce: string) =>
      other.execute(world.workspaceId, message(world.generalId, body, nonce), {
        actor: { user_id: joiner },
        request: { body },
      });
    await asJoiner("welcome", "one");

    await world.as(world.ownerId, { type: "member.remove", input: { user_id: joiner } });
    await expect(asJoiner("still here?", "two")).rejects.toMatchObject({ code: "not_found" });
    const invited = await world.as(world.ownerId, {
      type: "invite.create",
      input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
    });
    const invite_id = invited.events[0]?.type === "invite.created" ? invited.events[0].payload.invite_id : "";
    const person = { display_name: "Joiner", handle: "joiner", avatar_url: null };
    await world.as(joiner, { type: "invite.accept", input: { invite_id, person } });
    expect(await asJoiner("back again", "three")).toMatchObject({ replayed: false });
    expect(await asJoiner("back again", "three")).toMatchObject({ replayed: true });
    await other.close();
  });

  test("threads count live replies and deleting one corrects the count", async () => {
    const world = await createWorld(database, writer.execute);
    const root = (await world.as(world.ownerId, message(world.generalId, "root"))).events[0];
    if (root?.type !== "message.created") throw new Error("no message");
    const reply = (body: string) =>
      world.as(world.ownerId, {
        type: "thread.reply",
        input: { ...draft(body), root_message_id: root.payload.message_id, also_send_to_channel: false },
      });
    await reply("first");
    const second = (await reply("second")).events[0];
    if (second?.type !== "thread.reply_created") throw new Error("no reply");
    await expect(
      world.as(world.ownerId, {
        type: "thread.reply",
        input: { ...draft("deeper"), root_message_id: second.payload.message_id, also_send_to_channel: false },
      }),
    ).rejects.toMatchObject({ code: "nested_reply" });
    const deleted = await world.as(world.ownerId, {
      type: "message.delete",
      input: { message_id: second.payload.message_id },
    });
    expect(deleted.events.map((event) => event.type)).toEqual(["message.deleted", "thread.state_updated"]);
    expect(
      await database.prisma.thread.findUnique({ where: { root_message_id: root.payload.message_id } }),
    ).toMatchObject({ reply_count: 1, last_seq: 2 });
  });

  test("commands that find too many waiting are refused, and the waiting ones are not", async () => {
    const world = await createWorld(database, writer.execute);
    const ask = () =>
      world.as(world.ownerId, { type: "channel.join", input: { channel_id: "chn_none" } }).catch(({ code }) => code);
    const waiting = Array.from({ length: waitingCommandsMax }, ask);
    expect(await ask()).toBe("not_ready");
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["not_found"]));
    expect(await ask()).toBe("not_found");
  });

  // I5
  test("reactions are counted once each", async () => {
    const world = await createWorld(database, writer.execute);
    const root = (await world.as(world.ownerId, message(world.generalId, "root"))).events[0];
    if (root?.type !== "message.created") throw new Error("no message");
    const react = { type: "reaction.add", input: { message_id: root.payload.message_id, emoji: "👍" } } as const;
    const [first, second] = await Promise.all([world.as(world.ownerId, react), world.as(world.ownerId, react)]);
    expect([first?.events.length, second?.events.length]).toEqual([1, 0]);
    const removed = await world.as(world.ownerId, { type: "reaction.remove", input: react.input });
    expect(removed.events).toHaveLength(1);
    expect(await database.prisma.reactionTally.count({ where: { workspace_id: world.workspaceId } })).toBe(0);
  });

  // I4
  test("folding every log gives the tables row by row, and a row that was tampered with is found", async () => {
    const world = await createWorld(database, writer.execute);
    await world.as(world.ownerId, message(world.generalId, "as it was written"));
    const verified = await verifyLogs(database.pool);
    expect(verified.differences).toEqual([]);
    expect(verified.events).toBeGreaterThan(100);
    await database.pool.query("update messages set body = 'tampered' where workspace_id = $1", [world.workspaceId]);
    expect((await verifyLogs(database.pool)).differences).toEqual([expect.stringContaining("tampered")]);
    await database.pool.query("update messages set body = 'as it was written' where workspace_id = $1", [
      world.workspaceId,
    ]);
  });
});

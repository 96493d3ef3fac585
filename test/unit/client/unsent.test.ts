import { expect, test } from "vitest";
import { createMarkers } from "../../../src/client/markers/markers";
import { type KeyValueStorage, memoryStorage, type PageMessage } from "../../../src/client/platform/storage";
import { Replica } from "../../../src/client/replica/replica";
import type { Mark } from "../../../src/client/transport/transport";
import type { ReadState } from "../../../src/domain/read-states/rules";
import { ClientServer } from "../support/client-server";
import { ClientWorld } from "../support/client-world";

test("unsent messages show the pill although the stream lives, and Retry now sends them in order and once", async () => {
  const world = new ClientWorld(1);
  await world.open();
  world.transport.broken.add("commands");
  const texts = Array.from({ length: 30 }, (_, n) => `unsent ${n}`);
  for (const text of texts) world.say(text);
  await world.clock.pass(4_000);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: false, queued: 30 });
  await world.clock.pass(90_000);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: true, queued: 30 });
  world.transport.broken.clear();
  world.engine.connection.retryNow();
  await world.clock.pass(800);
  expect(world.said()[0]).toBe("unsent 0");
  await world.clock.pass(60_000);
  expect(world.said()).toEqual(texts);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: false, queued: 0 });
});

test("Retry now begins the waiting times anew", async () => {
  const world = new ClientWorld(2);
  await world.open();
  world.transport.broken.add("commands");
  world.say("hello");
  await world.clock.pass(300_000);
  world.engine.connection.retryNow();
  await world.clock.pass(1_000);
  world.transport.broken.clear();
  // The first wait after a failure is at most two seconds; the tenth may be thirty.
  await world.clock.pass(4_000);
  expect(world.said()).toEqual(["hello"]);
});

test("a message that is never answered shows the pill, and Retry now sends it again", async () => {
  const world = new ClientWorld(3);
  await world.open();
  world.transport.hanging.add("commands");
  world.say("into the void");
  await world.clock.pass(6_000);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: true, queued: 1 });
  world.transport.hanging.clear();
  world.engine.connection.retryNow();
  await world.clock.pass(2_000);
  expect(world.said()).toEqual(["into the void"]);
  expect(world.connection()).toMatchObject({ show_pill: false, queued: 0 });
});

test("a person who writes without pause sees no pill while each message is answered", async () => {
  const world = new ClientWorld(4);
  await world.open();
  const shown: boolean[] = [];
  for (let n = 0; n < 100; n += 1) {
    world.say(`quick ${n}`);
    await world.clock.pass(200);
    shown.push(world.connection().show_pill);
  }
  expect(shown).not.toContain(true);
});

test("older messages that do not come show the pill while everything else goes on, and come by themselves later", async () => {
  const world = new ClientWorld(5);
  await world.open();
  world.transport.broken.add("pages");
  const before = world.engine.views.read("timeline", world.general).messages.length;
  void world.engine.timeline.loadOlder(world.general);
  await world.clock.pass(7_000);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: true });
  world.say("meanwhile");
  await world.clock.pass(5_000);
  expect(world.said()).toEqual(["meanwhile"]);
  expect(world.connection()).toMatchObject({ show_pill: true });
  world.transport.broken.clear();
  await world.clock.pass(60_000);
  expect(world.connection()).toMatchObject({ show_pill: false });
  expect(world.engine.views.read("timeline", world.general).messages.length).toBeGreaterThan(before + 1);
});

test("what one no longer looks at is not missed", async () => {
  const world = new ClientWorld(6);
  await world.open();
  world.transport.broken.add("pages");
  const close = world.engine.threads.open(world.engine.views.read("timeline", world.general).messages[0]?.id ?? "");
  await world.clock.pass(7_000);
  expect(world.connection()).toMatchObject({ show_pill: true });
  close();
  await world.clock.pass(10);
  expect(world.connection()).toMatchObject({ show_pill: false });
});

test("read marks that are not written show the pill, and are written when the server is there again", async () => {
  const world = new ClientWorld(7);
  await world.open();
  world.transport.broken.add("markers");
  world.engine.read.mark(world.general, world.lastSeq());
  await world.clock.pass(20_000);
  expect(world.connection()).toMatchObject({ state: "live", show_pill: true });
  world.transport.broken.clear();
  world.engine.connection.retryNow();
  await world.clock.pass(1_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(world.lastSeq());
  expect(world.connection()).toMatchObject({ show_pill: false });
});

test("a first boot that fails shows the pill, and Retry now boots", async () => {
  const world = new ClientWorld(8);
  world.transport.broken.add("boot");
  await world.open();
  await world.clock.pass(60_000);
  expect(world.engine.views.read("boot_status", "").state).toBe("booting");
  expect(world.connection()).toMatchObject({ show_pill: true });
  world.transport.broken.clear();
  world.engine.connection.retryNow();
  await world.clock.pass(3_000);
  expect(world.engine.views.read("boot_status", "").state).toBe("ready");
  expect(world.connection()).toMatchObject({ state: "live", show_pill: false });
});

test("what came back on one way wakes what waits on the others", async () => {
  const world = new ClientWorld(9);
  await world.open();
  for (const way of ["commands", "markers"] as const) world.transport.broken.add(way);
  world.say("hello");
  world.engine.read.mark(world.general, world.lastSeq());
  await world.clock.pass(300_000);
  world.transport.broken.clear();
  // A mark is tried every two seconds; the message would wait for up to thirty by itself.
  await world.clock.pass(4_500);
  expect(world.said()).toEqual(["hello"]);
});

test("marks that are on their way or wait for their turn are sent again by a page that goes, and moving on stays quiet", async () => {
  const world = new ClientWorld(10);
  await world.open();
  const last = world.lastSeq();
  world.engine.part();
  expect(world.transport.parting).toEqual([]);
  world.engine.read.mark(world.general, last - 5);
  world.engine.read.mark(world.general, last - 1);
  world.engine.part();
  expect(world.transport.parting.map(({ seq }) => seq)).toEqual([last - 1]);
  await world.clock.pass(5_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(last - 1);
  world.engine.part();
  expect(world.transport.parting).toHaveLength(1);
});

test("a mark whose parting request was lost is written by the page when it comes back", async () => {
  const world = new ClientWorld(11);
  await world.open();
  const last = world.lastSeq();
  world.transport.broken.add("markers");
  world.engine.read.mark(world.general, last);
  world.engine.part();
  await world.clock.pass(10_000);
  world.transport.broken.clear();
  world.engine.comeBack();
  await world.clock.pass(5_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(last);
});

test("what comes in where somebody is looking is never news, and is as soon as they look away", async () => {
  const world = new ClientWorld(12);
  await world.open();
  world.engine.read.mark(world.general, world.lastSeq());
  const lookAway = world.engine.read.watch(world.general);
  await world.clock.pass(3_000);
  for (let n = 0; n < 40; n += 1) {
    world.receive(`@ann ${n}`);
    await world.clock.pass(50);
    expect(world.row()).toMatchObject({ unread_count: 0, mention_count: 0 });
    expect(world.engine.views.read("unread_totals", "")).toMatchObject({ unread_conversations: 0, mention_count: 0 });
  }
  await world.clock.pass(1_000);
  lookAway();
  expect(world.row()).toMatchObject({ unread_count: 40, mention_count: 40 });
});

test("what somebody marked unread shows as unread although they are looking at it", async () => {
  const world = new ClientWorld(13);
  await world.open();
  world.engine.read.mark(world.general, world.lastSeq());
  world.engine.read.watch(world.general);
  world.engine.read.markUnread(world.general, world.lastSeq());
  expect(world.row()).toMatchObject({ unread_count: 1 });
});

test("in a thread that hides its conversation, its replies are no news there, and all else is", async () => {
  const world = new ClientWorld(14);
  await world.open();
  world.engine.read.mark(world.general, world.lastSeq());
  const root = world.engine.views.read("timeline", world.general).messages.at(-1)?.id ?? "";
  world.engine.threads.open(root);
  world.engine.read.watch(world.general, root);
  await world.clock.pass(3_000);
  world.reply(root, "seen in the thread");
  await world.clock.pass(2_000);
  expect(world.row()).toMatchObject({ unread_count: 0 });
  world.engine.read.markReply(world.general, root, world.lastSeq());
  await world.clock.pass(3_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(world.lastSeq());
  world.receive("unseen, since the thread hides it");
  world.reply(root, "seen again");
  await world.clock.pass(2_000);
  expect(world.row()).toMatchObject({ unread_count: 1 });
  world.engine.read.markReply(world.general, root, world.lastSeq());
  await world.clock.pass(3_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(world.lastSeq() - 2);
});

test("a mark that a closing page could not write is written by the next page, unless it was moved meanwhile", async () => {
  for (const isMoved of [false, true]) {
    const storage = memoryStorage();
    const world = new ClientWorld(15, storage);
    await world.open();
    const last = world.lastSeq();
    world.engine.read.mark(world.general, last - 10);
    await world.clock.pass(5_000);
    world.transport.hanging.add("markers");
    world.engine.read.mark(world.general, last);
    world.engine.leave();
    world.engine.stop();
    await world.clock.pass(1_000);
    world.transport.hanging.clear();
    if (isMoved) world.client.move(world.general, last - 20, true);
    world.reopen(storage);
    await world.open();
    expect(world.client.markers.get(world.general)?.seq).toBe(isMoved ? last - 21 : last);
    expect(storage.list("marks/")).toEqual([]);
  }
});

test("a tab that has written its mark leaves the further one that another tab has kept for its next page", async () => {
  const storage = memoryStorage();
  const world = new ClientWorld(23, storage);
  await world.open();
  const last = world.lastSeq();
  world.transport.hanging.add("markers");
  world.engine.read.mark(world.general, last - 10);
  world.engine.part();
  const [[key, text] = ["", ""]] = storage.list("marks/");
  const further = text.replace(String(last - 10), String(last));
  storage.set(key, further);
  // This tab neither replaces it with its own mark nor takes it away.
  world.engine.part();
  expect(storage.get(key)).toBe(further);
  world.transport.hanging.clear();
  world.transport.letGo();
  await world.clock.pass(5_000);
  expect(world.client.markers.get(world.general)?.seq).toBe(last - 10);
  expect(storage.get(key)).toBe(further);
});

test("what a tab could not send is sent once by another that was open already, also when it is only reloaded", async () => {
  const [one, other] = linkedStorages();
  const world = new ClientWorld(16, one);
  await world.open();
  const first = world.engine;
  world.reopen(other);
  await world.open();
  world.transport.broken.add("commands");
  for (let n = 1; n <= 5; n += 1) first.messages.send({ conversation_id: world.general, body: `left ${n}` });
  await world.clock.pass(3_000);
  expect(world.connection()).toMatchObject({ queued: 0 });
  first.leave();
  await world.clock.pass(1_000);
  expect(world.connection()).toMatchObject({ queued: 5 });
  world.transport.broken.clear();
  await world.clock.pass(120_000);
  expect(world.said()).toEqual([1, 2, 3, 4, 5].map((n) => `left ${n}`));
  expect(world.connection()).toMatchObject({ queued: 0 });
});

test("after somebody else has signed in, nothing is sent or marked until it is known again whose page it is", async () => {
  const [mine, others] = linkedStorages();
  const world = new ClientWorld(17, mine);
  await world.open();
  for (const way of ["commands", "markers"] as const) world.transport.broken.add(way);
  world.say("before");
  world.engine.read.mark(world.general, world.lastSeq());
  await world.clock.pass(3_000);
  world.transport.hanging.add("boot");
  others.broadcast("viewer", "usr_ben");
  world.transport.broken.clear();
  world.say("after");
  world.engine.read.mark(world.general, world.lastSeq());
  world.engine.connection.retryNow();
  world.engine.connection.setOnline(true);
  await world.clock.pass(60_000);
  expect(world.transport.arrived).toEqual([]);
  expect(world.client.markers.get(world.general)?.seq ?? 0).toBe(0);
  const last = world.lastSeq();
  world.transport.letGo();
  await world.clock.pass(60_000);
  expect(world.said()).toEqual(["before", "after"]);
  expect(world.client.markers.get(world.general)?.seq).toBeGreaterThanOrEqual(last);
});

test("no mark of one person is written, kept or answered for in the name of the next", async () => {
  const { server, clock, general } = new ClientWorld(18);
  const replica = new Replica({
    invalidate: () => {},
    onOwnMessage: () => {},
    onWritten: () => {},
    onUnknownChannel: () => {},
    onLost: () => {},
    onParted: () => {},
    onMembershipChanged: () => {},
  });
  const [ann, owner] = ["usr_ann", "usr_owner"].map((id) => new ClientServer(server, id));
  const sent: (() => void)[] = [];
  const storage = memoryStorage();
  const send = (mark: Mark) =>
    new Promise<ReadState>((resolve) => {
      sent.push(() =>
        resolve({ ...answer, conversation_id: mark.conversation_id, last_read_seq: mark.seq, revision: 9 }),
      );
    });
  const markers = createMarkers({ clock, replica, storage, send, onSent: () => {} });
  if (!ann || !owner) return;
  replica.reset(ann.boot(null));
  const [first] = ann.readStates();
  const answer = first ?? {
    conversation_id: general,
    last_read_seq: 0,
    unread_count: 0,
    mention_count: 0,
    revision: 0,
  };
  markers.open("usr_ann/wsp_one");
  markers.mark(general, 20);
  await clock.pass(10);
  markers.mark(general, 30);
  markers.markUnread(general, 25);
  expect(sent).toHaveLength(1);

  replica.reset(owner.boot(null));
  markers.open("usr_owner/wsp_one");
  const before = replica.readStates.get(general);
  for (const go of sent) go();
  await clock.pass(10_000);
  markers.flush();
  expect(sent).toHaveLength(1);
  expect(replica.readStates.get(general)).toEqual(before);
  expect(markers.isKeptUnread(general)).toBe(false);
  expect(storage.list("marks/usr_owner")).toEqual([]);
  markers.close();
  markers.mark(general, 40);
  await clock.pass(10_000);
  expect(sent).toHaveLength(1);
});

test("Retry now lets no edit or reaction arrive after what was done later", async () => {
  const world = new ClientWorld(19);
  await world.open();
  world.say("first");
  await world.clock.pass(3_000);
  const { id } = world.engine.views.read("timeline", world.general).messages.at(-1) ?? { id: "" };
  world.transport.hanging.add("commands");
  world.engine.messages.edit({ message_id: id, body: "second" });
  world.engine.messages.react({ message_id: id, emoji: "👍" });
  await world.clock.pass(3_000);
  world.transport.hanging.clear();
  world.engine.connection.retryNow();
  await world.clock.pass(3_000);
  world.engine.messages.edit({ message_id: id, body: "third" });
  world.engine.messages.react({ message_id: id, emoji: "👍" });
  await world.clock.pass(3_000);
  world.transport.letGo();
  await world.clock.pass(10_000);
  expect(world.said()).toEqual(["third"]);
  const [shown] = world.engine.views.read("timeline", world.general).messages.slice(-1);
  expect(shown).toMatchObject({ body: "third", reactions: [], is_pending_change: false });
});

test("changing the workspace leaves no mark unwritten and no message unsent", async () => {
  const [one, other] = linkedStorages();
  const world = new ClientWorld(20, one);
  await world.open();
  const first = world.engine;
  world.reopen(other);
  await world.open();
  world.transport.broken.add("commands");
  const last = world.lastSeq();
  first.read.mark(world.general, last - 5);
  await world.clock.pass(500);
  first.messages.send({ conversation_id: world.general, body: "left" });
  first.read.mark(world.general, last);
  first.stop();
  await world.clock.pass(1_000);
  expect(world.transport.parting.map(({ seq }) => seq)).toEqual([last]);
  expect(world.client.markers.get(world.general)?.seq).toBe(last);
  expect(world.connection()).toMatchObject({ queued: 1 });
});

/** The same storage for two tabs. */
function linkedStorages(): [KeyValueStorage, KeyValueStorage] {
  const stored = memoryStorage();
  const receivers: ((said: PageMessage) => void)[] = [];
  const of = (mine: number): KeyValueStorage => {
    const tellOther = (said: PageMessage) => receivers[1 - mine]?.(said);
    return {
      ...stored,
      remove: (key) => {
        stored.remove(key);
        tellOther({ type: "removed", key });
      },
      broadcast: (topic, value) => tellOther({ type: "sent", topic, value }),
      onMessage: (receive) => {
        receivers[mine] = receive;
        return () => undefined;
      },
    };
  };
  return [of(0), of(1)];
}

import { expect, test } from "vitest";
import { decodeDraft, emptyContent, encodeDraft } from "../../../src/client/drafts/draft-content";
import { createDrafts, type Drafts } from "../../../src/client/drafts/drafts";
import { type KeyValueStorage, memoryStorage, type PageMessage } from "../../../src/client/platform/storage";
import { waitingKey } from "../../../src/ui/conversation/pane/waiting-text";
import { FakeClock } from "../support/fake-clock";

const ann = "usr_ann/wsp_one";
const thread = "thread:msg_root";

function page(storage = memoryStorage()) {
  const drafts = createDrafts({ storage, clock: new FakeClock(1), invalidate: () => {} });
  drafts.open(ann);
  return drafts;
}

test("a draft is kept in the tick in which it is written, and is there as soon as the next page opens", () => {
  const storage = memoryStorage();
  page(storage).set("chn_one", "half a thought");
  expect(page(storage).get("chn_one")).toBe("half a thought");
  page(storage).set("chn_one", "");
  expect(page(storage).has("chn_one")).toBe(false);
  expect(storage.list("")).toEqual([]);
});

test("what is written stands when the workspace begins anew, and nobody else is shown it", () => {
  const storage = memoryStorage();
  const drafts = page(storage);
  drafts.set("chn_one", "first");
  page(storage).set("chn_one", "in another tab");
  drafts.open("usr_ann/wsp_one");
  expect(drafts.get("chn_one")).toBe("first");
  const others = createDrafts({ storage, clock: new FakeClock(1), invalidate: () => {} });
  others.open("usr_ben/wsp_one");
  expect(others.get("chn_one")).toBe("");
});

test("a watcher is notified of every text at once", () => {
  const drafts = page();
  const seen: string[] = [];
  const stop = drafts.watch(() => seen.push(drafts.get("chn_one")));
  drafts.set("chn_one", "a");
  drafts.set("chn_one", "ab");
  stop();
  drafts.set("chn_one", "abc");
  expect(seen).toEqual(["a", "ab"]);
});

test("what waits for a conversation waits under one name, whichever part of it the address shows", () => {
  for (const address of ["/w/acme/c/general", "/w/acme/c/general/", "/w/acme/c/general/t/msg_1?m=msg_2"])
    expect(waitingKey(address)).toBe("/w/acme/c/general");
  expect(waitingKey("/sign-in")).toBe("");
});

test("what is written in one tab is in every other, and what is sent there is gone here", async () => {
  const { one, other, third, clock, stored } = browser();
  for (const text of ["h", "he", "hello"]) one.set("chn_one", text);
  await clock.pass(200);
  expect([other.get("chn_one"), third.get("chn_one")]).toEqual(["hello", "hello"]);
  other.set("chn_one", "hello, you");
  await clock.pass(10);
  expect([one.get("chn_one"), third.get("chn_one")]).toEqual(["hello, you", "hello, you"]);
  one.set("chn_one", "");
  await clock.pass(10);
  expect([other.has("chn_one"), third.has("chn_one")]).toEqual([false, false]);
  expect([one, other, third].map((tab) => tab.replaced("chn_one"))).toEqual([null, null, null]);
  expect(stored.list("")).toEqual([]);
});

test("typing is told at most ten times a second, and the last word at once when the tab goes", async () => {
  const { one, other, clock, told } = browser();
  for (let length = 1; length <= 50; length += 1) {
    one.set("chn_one", "x".repeat(length));
    await clock.pass(10);
  }
  expect(told()).toBeLessThan(8);
  one.set("chn_one", "all of it");
  one.flush();
  await clock.pass(10);
  expect(other.get("chn_one")).toBe("all of it");
});

test("two texts written at the same time stay in their tabs while they are typed, and then the newest stands", async () => {
  const { one, other, third, clock, stored } = browser();
  for (let length = 1; length <= 5; length += 1) {
    one.set("chn_one", "aaaaa".slice(0, length));
    other.set("chn_one", "bbbbb".slice(0, length));
    await clock.pass(150);
    expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["aaaaa".slice(0, length), "bbbbb".slice(0, length)]);
  }
  await clock.pass(4_000);
  expect([one, other, third].map((tab) => tab.get("chn_one"))).toEqual(["bbbbb", "bbbbb", "bbbbb"]);
  expect([one, other, third].map((tab) => tab.replaced("chn_one"))).toEqual(["aaaaa", "aaaaa", "aaaaa"]);
  expect(stored.get(`drafts/${ann}/chn_one`)).toBe("bbbbb");

  third.bringBack("chn_one");
  await clock.pass(10);
  expect([one, other, third].map((tab) => tab.get("chn_one"))).toEqual(["aaaaa", "aaaaa", "aaaaa"]);
  expect([one, other, third].map((tab) => tab.replaced("chn_one"))).toEqual(["bbbbb", "bbbbb", "bbbbb"]);
  one.forgetReplaced("chn_one");
  await clock.pass(10);
  expect([one, other, third].map((tab) => tab.replaced("chn_one"))).toEqual([null, null, null]);
});

test("a text that was replaced outlives its tabs", async () => {
  const { one, other, open, clock } = browser();
  one.set("chn_one", "the long one");
  await clock.pass(1);
  other.set("chn_one", "another");
  await clock.pass(5_000);
  const next = open();
  expect([next.get("chn_one"), next.replaced("chn_one")]).toEqual(["another", "the long one"]);
});

test("a text that its sender has not seen stays when another is sent", async () => {
  const { one, other, clock, stored } = browser();
  one.set("chn_one", "first");
  await clock.pass(200);
  other.set("chn_one", "first and more");
  one.set("chn_one", "");
  await clock.pass(5_000);
  expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["first and more", "first and more"]);
  expect(stored.get(`drafts/${ann}/chn_one`)).toBe("first and more");
});

test("a person who sends a text while another tab wrote too finds the other text", async () => {
  const { one, other, clock } = browser();
  one.set("chn_one", "one");
  other.set("chn_one", "other");
  await clock.pass(500);
  expect(one.get("chn_one")).toBe("one");
  one.set("chn_one", "");
  expect(one.get("chn_one")).toBe("other");
  await clock.pass(5_000);
  expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["other", "other"]);
  expect([one.replaced("chn_one"), other.replaced("chn_one")]).toEqual([null, null]);
});

test("a text that stays on screen when another tab sends is kept, and is there after a reload", async () => {
  for (const isOverwritten of [false, true]) {
    const { one, other, open, clock, stored } = browser();
    one.set("chn_one", "written in one");
    other.set("chn_one", "other");
    if (isOverwritten) await clock.pass(50);
    other.set("chn_one", "");
    await clock.pass(50);
    expect(stored.get(`drafts/${ann}/chn_one`)).toBe("written in one");
    await clock.pass(10_000);
    for (const tab of [one, other]) tab.look();
    expect([one, other, open()].map((tab) => tab.get("chn_one"))).toEqual(Array(3).fill("written in one"));
  }
});

test("two texts that two tabs offer back at the same time both stay within reach", async () => {
  const { one, other, third, open, clock } = browser();
  one.set("chn_one", "one");
  other.set("chn_one", "other");
  third.set("chn_one", "third");
  await clock.pass(10_000);
  const next = open();
  const found = new Set([next.get("chn_one")]);
  for (let text = next.replaced("chn_one"); text !== null; text = next.replaced("chn_one")) {
    found.add(text);
    next.forgetReplaced("chn_one");
  }
  expect(found).toEqual(new Set(["one", "other", "third"]));
});

test("what is written before anybody knows whose it is does not take a kept text away", () => {
  const storage = memoryStorage();
  page(storage).set("chn_one", "kept long ago");
  const early = createDrafts({ storage, clock: new FakeClock(1), invalidate: () => {} });
  early.set("chn_one", "typed early");
  early.open(ann);
  expect([early.get("chn_one"), early.replaced("chn_one")]).toEqual(["typed early", "kept long ago"]);
  expect(page(storage).get("chn_one")).toBe("typed early");

  const emptied = createDrafts({ storage, clock: new FakeClock(1), invalidate: () => {} });
  for (const text of ["typed", ""]) emptied.set("chn_one", text);
  emptied.open(ann);
  expect(emptied.get("chn_one")).toBe("typed early");
});

test("a page that is left takes nothing back that is written later", async () => {
  const tabs = browser();
  const { one, other, clock, stored } = tabs;
  other.set("chn_one", "before");
  one.set("chn_one", "while it is left");
  one.stop();
  tabs.asleep = one;
  other.set("chn_one", "later");
  await clock.pass(20_000);
  expect(stored.get(`drafts/${ann}/chn_one`)).toBe("later");
});

test("what was broadcast before a tab read storage does not replace what it read", async () => {
  const { one, other, third, open, clock } = browser();
  one.set("chn_one", "a");
  one.set("chn_one", "as it is");
  await clock.pass(3);
  const late = open();
  await clock.pass(20);
  expect(late.get("chn_one")).toBe("as it is");
  await clock.pass(10_000);
  late.set("chn_one", "");
  await clock.pass(10_000);
  expect([one, other, third, late].map((tab) => tab.get("chn_one"))).toEqual(["", "", "", ""]);
  expect(late.replaced("chn_one")).toBe(null);
});

test("tabs share drafts even where storage is full, and no older text comes back from it", async () => {
  const tabs = browser();
  const { one, other, clock } = tabs;
  one.set("chn_one", "short");
  await clock.pass(5_000);
  tabs.isFull = true;
  one.set("chn_one", "much longer");
  await clock.pass(5_000);
  for (const tab of [one, other]) tab.look();
  expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["much longer", "much longer"]);
  other.set("chn_one", "");
  await clock.pass(5_000);
  for (const tab of [one, other]) tab.look();
  expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["", ""]);
});

test("a tab that slept shows what was written meanwhile, and drops what was sent", async () => {
  const tabs = browser();
  const { one, other, clock } = tabs;
  one.set("chn_one", "before");
  one.set("chn_two", "sent later");
  await clock.pass(5_000);
  tabs.asleep = one;
  other.set("chn_one", "before and after");
  other.set("chn_two", "");
  await clock.pass(5_000);
  one.look();
  expect([one.get("chn_one"), one.get("chn_two")]).toEqual(["before and after", ""]);
  expect([one.replaced("chn_one"), one.replaced("chn_two")]).toEqual([null, null]);
});

test("another person in the same browser sees, changes and keeps nothing of one's drafts", async () => {
  const { one, other, open, clock, stored } = browser();
  one.set("chn_one", "Ann's");
  const bens = open("usr_ben/wsp_one");
  expect(bens.get("chn_one")).toBe("");
  bens.set("chn_one", "Ben's");
  await clock.pass(5_000);
  expect([one.get("chn_one"), other.get("chn_one")]).toEqual(["Ann's", "Ann's"]);
  one.open("usr_ben/wsp_one");
  expect(one.get("chn_one")).toBe("Ben's");
  one.open(ann);
  expect(one.get("chn_one")).toBe("Ann's");
  one.clear();
  one.set("chn_one", "after signing out");
  expect(stored.get(`drafts/${ann}/chn_one`)).toBe("Ann's");
});

test("everything that belongs to a draft is kept with it, shared with the other tabs, and gone when it is sent", async () => {
  const { one, other, open, clock, stored } = browser();
  one.change(thread, { quoted_message_id: "msg_quoted" });
  one.set(thread, "about that");
  one.change(thread, { also_send_to_channel: true });
  await clock.pass(200);
  const whole = { text: "about that", quoted_message_id: "msg_quoted", also_send_to_channel: true };
  expect([one, other, open()].map((tab) => tab.whole(thread))).toEqual([whole, whole, whole]);
  expect(other.whole(thread)).toBe(other.whole(thread));

  other.set(thread, "about that, then");
  await clock.pass(200);
  expect(one.whole(thread)).toEqual({ ...whole, text: "about that, then" });
  one.empty(thread);
  await clock.pass(10_000);
  expect([one, other].map((tab) => [tab.whole(thread), tab.has(thread)])).toEqual(Array(2).fill([emptyContent, false]));
  expect(stored.list("")).toEqual([]);
});

test("a quote without a text is a draft, and removing it leaves nothing", () => {
  const storage = memoryStorage();
  page(storage).change("chn_one", { quoted_message_id: "msg_quoted" });
  const next = page(storage);
  expect([next.has("chn_one"), next.whole("chn_one").quoted_message_id]).toEqual([true, "msg_quoted"]);
  next.change("chn_one", { quoted_message_id: null });
  expect(storage.list("")).toEqual([]);
});

test("a quote that another tab's draft replaced comes back with its text", async () => {
  const { one, other, clock } = browser();
  one.change("chn_one", { text: "to this", quoted_message_id: "msg_quoted" });
  other.set("chn_one", "to this, without a quote");
  await clock.pass(10_000);
  expect([one, other].map((tab) => tab.replaced("chn_one"))).toEqual(["to this", "to this"]);
  other.bringBack("chn_one");
  await clock.pass(10);
  for (const tab of [one, other])
    expect(tab.whole("chn_one")).toEqual({ ...emptyContent, text: "to this", quoted_message_id: "msg_quoted" });
});

test("a draft of an earlier version is its text, whatever that is, and a draft of only a text is kept in that shape", () => {
  const odd = ["plain", '{"text":"x"}', "a\0b", "a\0{}", '\0{"quoted_message_id":"msg_one"}', "\0", "null"];
  for (const text of odd) {
    const storage = memoryStorage();
    storage.set(`drafts/${ann}/chn_one`, text);
    expect(page(storage).whole("chn_one")).toEqual({ ...emptyContent, text });
    page(storage).set("chn_one", `${text}!`);
    expect(page(storage).whole("chn_one")).toEqual({ ...emptyContent, text: `${text}!` });
  }
  const storage = memoryStorage();
  page(storage).set("chn_one", "plain");
  expect(storage.get(`drafts/${ann}/chn_one`)).toBe("plain");
});

test("every draft is read as it was written, also one whose text looks like what belongs to another", () => {
  for (const text of ["", "words", "a\0b", encodeDraft({ ...emptyContent, text: "inner", also_send_to_channel: true })])
    for (const quoted_message_id of [null, "msg_quoted"])
      for (const also_send_to_channel of [false, true]) {
        const draft = { text, quoted_message_id, also_send_to_channel };
        expect(decodeDraft(encodeDraft(draft))).toEqual(draft);
      }
});

/** Three tabs of one browser, which hear of each other five milliseconds later. */
function browser() {
  const clock = new FakeClock(1);
  const stored = memoryStorage();
  const tabs: Drafts[] = [];
  let told = 0;
  const world = { isFull: false, asleep: undefined as Drafts | undefined };
  const open = (owner = ann): Drafts => {
    const broadcast = (topic: string, value: unknown) => {
      const said: PageMessage = { type: "sent", topic, value };
      told += 1;
      clock.after(5, () => {
        for (const tab of tabs) if (tab !== mine && tab !== world.asleep) tab.receive(said);
      });
    };
    const storage: KeyValueStorage = {
      ...stored,
      broadcast,
      set: (key, value) => !world.isFull && stored.set(key, value),
    };
    const mine = createDrafts({ storage, clock, invalidate: () => {} });
    mine.open(owner);
    tabs.push(mine);
    return mine;
  };
  const [one, other, third] = [open(), open(), open()];
  return Object.assign(world, { one, other, third, open, clock, stored, told: () => told });
}

import { expect, test } from "vitest";
import { createPreferences } from "../../../src/client/live/preferences";
import { memoryStorage } from "../../../src/client/platform/storage";
import { Refusal } from "../../../src/client/transport/answers";
import type { Boot, Preferences } from "../../../src/client/transport/transport";
import { FakeClock } from "../support/fake-clock";

function world(storage = memoryStorage()) {
  const clock = new FakeClock(1);
  const server = { preferences: { theme: "dark" } as Preferences, sent: [] as Preferences[], asked: 0 };
  const broken: { error: Error | null } = { error: null };
  const dirty: string[] = [];
  const preferences = createPreferences({
    clock,
    storage,
    invalidate: (topic) => dirty.push(topic),
    ask: async () => {
      if (broken.error) throw broken.error;
      server.asked += 1;
      return server.preferences;
    },
    send: async (changes) => {
      server.sent.push(changes);
      if (broken.error) throw broken.error;
      server.preferences = { ...server.preferences, ...changes };
      await clock.sleep(100);
      return server.preferences;
    },
  });
  const begin = (id = "usr_ada") =>
    preferences.begin({ login: { id, name: id }, preferences: server.preferences } as Boot);
  return { clock, server, broken, dirty, preferences, begin, storage };
}

test("a change shows at once, and changes in quick succession are sent together", async () => {
  const { clock, server, preferences, begin } = world();
  begin();
  preferences.set({ order: ["a", "b"] });
  preferences.set({ order: ["b", "a"], unreads: true });
  expect(preferences.all()).toEqual({ theme: "dark", order: ["b", "a"], unreads: true });
  expect(server.sent).toEqual([]);
  await clock.pass(1_000);
  expect(server.sent).toEqual([{ order: ["b", "a"], unreads: true }]);
});

test("a change made while another is on its way wins over the answer to that one", async () => {
  const { clock, server, preferences, begin } = world();
  begin();
  preferences.set({ unreads: true });
  await clock.pass(450);
  preferences.set({ unreads: false });
  await clock.pass(100);
  expect(preferences.all().unreads).toBe(false);
  await clock.pass(2_000);
  expect(server.preferences.unreads).toBe(false);
});

test("what another device changed comes when the server tells of it, and what waits here stays", async () => {
  const { clock, server, broken, preferences, begin } = world();
  begin();
  server.preferences = { theme: "light", order: ["x"] };
  preferences.refresh();
  await clock.pass(100);
  expect(preferences.all()).toEqual({ theme: "light", order: ["x"] });
  broken.error = new Error("not reached");
  preferences.set({ order: ["mine"] });
  await clock.pass(1_000);
  server.preferences = { theme: "system", order: ["theirs"] };
  broken.error = null;
  preferences.refresh();
  await clock.pass(60_000);
  expect(preferences.all()).toEqual({ theme: "system", order: ["mine"] });
  expect(server.preferences).toEqual({ theme: "system", order: ["mine"] });
});

test("a question that does not get through is asked again", async () => {
  const { clock, server, broken, preferences, begin } = world();
  begin();
  broken.error = new Error("not reached");
  preferences.refresh();
  await clock.pass(500);
  server.preferences = { theme: "light" };
  broken.error = null;
  await clock.pass(60_000);
  expect(preferences.all()).toEqual({ theme: "light" });
});

test("what could not be sent is sent by the next page of the same person, and by nobody else's", async () => {
  const first = world();
  first.begin();
  first.broken.error = new Error("not reached");
  first.preferences.set({ unreads: true });
  await first.clock.pass(5_000);
  first.preferences.leave();

  const another = world(first.storage);
  another.begin("usr_ben");
  await another.clock.pass(60_000);
  expect(another.server.sent).toEqual([]);

  const next = world(first.storage);
  next.begin();
  expect(next.preferences.all().unreads).toBe(true);
  await next.clock.pass(1_000);
  expect(next.server.sent).toEqual([{ unreads: true }]);
  expect(first.storage.list("preferences/")).toEqual([]);
});

test("a refused change is taken back, and the person is told why, once", async () => {
  const { clock, server, broken, dirty, preferences, begin } = world();
  begin();
  broken.error = new Refusal("invalid_input", "Preferences would become too large.");
  preferences.set({ order: ["a"] });
  await clock.pass(60_000);
  expect(server.sent).toHaveLength(1);
  expect(preferences.all()).toEqual({ theme: "dark" });
  expect(preferences.refusal()).toMatchObject({ message: "Preferences would become too large." });
  expect(dirty).toContain("failures");
});

test("a page that closes sends at once what it would have sent in a moment", async () => {
  const { server, preferences, begin } = world();
  begin();
  preferences.set({ unreads: true });
  preferences.flush();
  expect(server.sent).toEqual([{ unreads: true }]);
});

test("of two tabs that wait, neither takes the other's change away, and the later of two values is the one that stays", async () => {
  const [first, second] = twoTabs();
  for (const { broken } of [first, second]) broken.error = new Error("not reached");
  first.preferences.set({ order: ["first"], unreads: true });
  second.preferences.set({ order: ["second"], collapsed: ["directs"] });
  await first.clock.pass(1_000);
  expect(first.storage.list("preferences/").map(([key]) => key)).toEqual([
    "preferences/usr_ada/collapsed",
    "preferences/usr_ada/order",
    "preferences/usr_ada/unreads",
  ]);

  second.broken.error = null;
  await second.clock.pass(60_000);
  expect(second.server.sent.at(-1)).toEqual({ order: ["second"], collapsed: ["directs"] });
  // What the other tab has not sent is still there for its next page.
  expect(first.storage.list("preferences/")).toEqual([["preferences/usr_ada/unreads", "true"]]);

  first.broken.error = null;
  first.server.preferences = second.server.preferences;
  await first.clock.pass(60_000);
  expect(first.server.sent.at(-1)).toEqual({ unreads: true });
  expect(first.preferences.all()).toMatchObject({ order: ["second"], unreads: true });
  expect(first.storage.list("preferences/")).toEqual([]);
});

test("a new page does not send again what its tab has sent in a newer form", async () => {
  const first = world();
  first.begin();
  first.broken.error = new Error("not reached");
  first.preferences.set({ order: ["old"] });
  await first.clock.pass(1_000);
  first.broken.error = null;
  first.preferences.set({ order: ["new"] });
  await first.clock.pass(60_000);
  const next = world(first.storage);
  next.begin();
  await next.clock.pass(60_000);
  expect(next.server.sent).toEqual([]);
});

test("one's own change is not asked for again when its signal comes, before or after the answer, and another device's is", async () => {
  const { clock, server, preferences, begin } = world();
  begin();
  preferences.set({ unreads: true });
  await clock.pass(450);
  preferences.signalled();
  await clock.pass(1_000);
  preferences.set({ unreads: false });
  await clock.pass(1_000);
  preferences.signalled();
  await clock.pass(1_000);
  expect(server.asked).toBe(0);
  server.preferences = { theme: "light" };
  preferences.signalled();
  await clock.pass(1_000);
  expect(server.asked).toBe(1);
  expect(preferences.all()).toEqual({ theme: "light" });
});

test("another device's change is asked for although the signal of one's own never came", async () => {
  const { clock, server, preferences, begin } = world();
  begin();
  preferences.set({ unreads: true });
  await clock.pass(60_000);
  preferences.signalled();
  await clock.pass(1_000);
  expect(server.asked).toBe(1);
});

test("a refusal is over once the person was told, and so it is for the next person", async () => {
  const { clock, broken, preferences, begin } = world();
  begin();
  broken.error = new Refusal("invalid_input", "Preferences would become too large.");
  preferences.set({ order: ["a"] });
  await clock.pass(1_000);
  preferences.told(preferences.refusal()?.id ?? "");
  expect(preferences.refusal()).toBeNull();
  preferences.set({ order: ["b"] });
  await clock.pass(1_000);
  expect(preferences.refusal()).not.toBeNull();
  begin("usr_ben");
  expect(preferences.refusal()).toBeNull();
});

function twoTabs() {
  const first = world();
  const second = world(first.storage);
  first.begin();
  second.begin();
  return [first, second] as const;
}

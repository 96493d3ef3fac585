import { expect, test } from "vitest";
import { createPresence } from "../../../src/client/live/presence";
import type { Ephemeral } from "../../../src/domain/ephemerals/rules";
import { FakeClock } from "../support/fake-clock";

test("nothing is known of people until the stream has told, and nothing any more once they are not watched", async () => {
  const clock = new FakeClock(1);
  const watched: (readonly string[])[] = [];
  const presence = createPresence({ clock, invalidate: () => {}, watch: (ids) => watched.push(ids) });
  const told = (...people: [string, string][]): Ephemeral => ({
    ...word,
    v: 1,
    type: "presence.snapshot",
    payload: { people: people.map(([user_id, status]) => ({ user_id, status })) },
  });
  const hide = presence.show(["usr_ann"]);
  presence.show(["usr_ben"]);
  await clock.pass(1_000);
  expect(watched).toEqual([["usr_ann", "usr_ben"]]);
  expect(presence.statuses().size).toBe(0);
  presence.receive(told(["usr_ann", "offline"], ["usr_ben", "online"]));
  expect(presence.statuses().get("usr_ann")).toBe("offline");

  // Away for a moment only, as between two rows of a list: it is watched all the time.
  hide();
  const hideAgain = presence.show(["usr_ann"]);
  await clock.pass(1_000);
  expect(presence.statuses().get("usr_ann")).toBe("offline");

  hideAgain();
  await clock.pass(1_000);
  expect([...presence.statuses().keys()]).toEqual(["usr_ben"]);
  presence.show(["usr_ann"]);
  await clock.pass(1_000);
  expect(presence.statuses().has("usr_ann")).toBe(false);
});

const word = {
  id: "eph_1",
  workspace_id: "wsp_one",
  actor_id: "usr_me",
  created_at: "2026-01-01T00:00:00.000Z",
};

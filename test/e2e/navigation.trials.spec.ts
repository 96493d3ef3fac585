import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { repetitions, report } from "../support/trials";
import { call, faultsOf, olgaAndPat, openAs, type Person, person } from "./support/people";
import {
  expectBack,
  heightPx,
  type List,
  openThread,
  type Standing,
  scrollUp,
  settled,
  widths,
} from "./support/places";
import { randomFrom } from "./support/typist";

/** `NAVIGATION_SEED=7` replays the walk with that seed, and no other; `NAVIGATION_STEPS` makes it longer. */
const onlySeed = Number(process.env.NAVIGATION_SEED ?? 0);
const walks = onlySeed > 0 ? 1 : Number(process.env.NAVIGATION_WALKS ?? repetitions({ once: 1, trials: 150 }));
const stepsPerWalk = Number(process.env.NAVIGATION_STEPS ?? repetitions({ once: 16, trials: 40 }));

type Room = "general" | "side";

/** What the browser's history holds: a room, a thread of it, or the list of rooms, which is a screen of its own on a phone. */
type Entry = { room: Room | null; readonly thread: string | null };

type World = {
  readonly slug: string;
  readonly olga: Person;
  readonly ids: Record<Room, string>;
  /** As they are called now. */
  readonly names: Record<Room, string>;
};

/** A walk, and what must be so by what was done. */
type Walk = World & {
  readonly parley: Parley;
  readonly page: Page;
  readonly random: () => number;
  readonly done: string[];
  width: number;
  readonly entries: Entry[];
  at: number;
  lastRoom: Room;
  /** What was typed and not sent, by room or thread. */
  readonly drafts: Map<string, string>;
  /** Where the reader stands, by list, and by how wide that list is. */
  readonly places: Map<string, Map<string, Standing>>;
  /** The lists that were on the page after the step before. */
  shown: Set<string>;
  /** The size that a list had when it was seen last. */
  readonly sizes: Map<string, string>;
};

// Seeds replay; a picture of every step would take longer than the step.
test.use({ trace: "off" });

test("place, text and focus survive every way through the app, whatever is renamed and resized meanwhile", async ({
  browser,
  parley,
}) => {
  test.setTimeout(repetitions({ once: 180_000, trials: 14_400_000 }));
  const world = await makeWorld(parley);
  let steps = 0;
  const failures: unknown[] = [];
  for (let seed = onlySeed || 1; seed < (onlySeed || 1) + walks; seed++) {
    await walk(browser, parley, world, seed).then(
      (count) => (steps += count),
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
  report(`${walks} walks, ${steps} steps: every place, text and focus as it was left`);
});

async function makeWorld(parley: Parley): Promise<World> {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  await call(parley, pat.token, `POST /api/channels/${channel.id}/join`);
  const ids = { general: generalId, side: channel.id };
  for (const room of ["general", "side"] as const) {
    for (let n = 1; n <= 48; n++) {
      const body = `${room} ${n}. ${"It says a little more than that. ".repeat((n * 5) % 9)}`;
      // Both write, so that where names stand does not depend on where a page begins (docs/known-limits.md).
      const { token } = n % 7 < 4 ? olga : pat;
      const sent = await call(parley, token, `POST /api/channels/${ids[room]}/messages`, { body });
      const replies = n % 12 === 0 ? 24 : n % 3 === 0 ? 1 : 0;
      for (let m = 1; m <= replies; m++)
        await call(parley, olga.token, `POST /api/messages/${sent.message.id}/thread/replies`, {
          body: `Reply ${m} to ${room} ${n}`,
        });
    }
    await call(parley, pat.token, `POST /api/channels/${ids[room]}/read`, { seq: 48 });
  }
  return { slug, olga, ids, names: { general: "general", side: "side" } };
}

async function walk(browser: Browser, parley: Parley, world: World, seed: number): Promise<number> {
  const random = randomFrom(seed);
  const width = widths[Math.floor(random() * widths.length)] ?? 1440;
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const { page, context } = await openAs(browser, parley, { who: pat, viewport: { width, height: heightPx } });
  const faults = faultsOf(page);
  await page.goto(`/w/${world.slug}/c/${world.names.general}`);
  const run: Walk = {
    ...world,
    parley,
    page,
    random,
    done: [],
    width,
    entries: [{ room: "general", thread: null }],
    at: 0,
    lastRoom: "general",
    drafts: new Map(),
    places: new Map(),
    shown: new Set(),
    sizes: new Map(),
  };
  const names = Object.keys(steps);
  try {
    await check(run);
    for (let n = 0; n < stepsPerWalk; n++) {
      const name = names[Math.floor(random() * names.length)] ?? "type";
      run.done.push(name);
      if ((await steps[name]?.(run)) === "impossible") run.done.pop();
      await check(run);
    }
    expect(faults).toEqual([]);
  } catch (error) {
    throw new Error(`NAVIGATION_SEED=${seed} failed after: ${run.done.join(" · ")}\n${error}`, { cause: error });
  } finally {
    await context.close();
  }
  return run.done.length;
}

/** Answers `impossible` where the step cannot be taken from here. */
type Done = Promise<unknown>;

const steps: Record<string, (run: Walk) => Done> = {
  type: typeHere,
  "type more": typeHere,
  scroll: async (run) => {
    if (hereOf(run).room === null || isCovered(run)) return "impossible";
    await scrollUp(run.page, 200 + Math.floor(run.random() * 900));
    run.places.delete(hereOf(run).room ?? "");
  },
  "scroll the thread": async (run) => {
    const { thread } = hereOf(run);
    if (thread === null) return "impossible";
    await scrollUp(run.page, 100 + Math.floor(run.random() * 400), "thread");
    run.places.delete(thread);
  },
  "open a thread": async (run) => {
    const { room, thread } = hereOf(run);
    if (room === null || thread !== null) return "impossible";
    const opened = await openThread(run.page);
    if (opened === null) return "impossible";
    push(run, { room, thread: opened });
    expect(await focusedIn(run.page)).toBe("thread");
  },
  "close the thread": async (run) => {
    const { room, thread } = hereOf(run);
    if (thread === null) return "impossible";
    const side = run.page.getByRole("complementary");
    if (run.random() < 0.5) await side.getByRole("button", { name: run.width < 1024 ? "Back" : "Close" }).click();
    else {
      await side.getByRole("textbox").focus();
      await run.page.keyboard.press("Escape");
    }
    push(run, { room, thread: null });
  },
  palette: async (run) => {
    const room = anyRoom(run);
    await run.page.keyboard.press("Control+k");
    await run.page.getByRole("combobox").fill(`#${run.names[room]}`);
    await expect(run.page.getByRole("option").first()).toContainText(run.names[room]);
    await run.page.keyboard.press("Enter");
    push(run, { room, thread: null });
  },
  sidebar: async (run) => {
    if (run.width < 768 && hereOf(run).room !== null) return "impossible";
    const room = anyRoom(run);
    await run.page
      .locator(`nav a[href$="/c/${run.names[room]}"], aside a[href$="/c/${run.names[room]}"]`)
      .first()
      .click();
    push(run, { room, thread: null });
  },
  "the list": async (run) => {
    const { room, thread } = hereOf(run);
    if (run.width >= 768 || room === null || thread !== null) return "impossible";
    await run.page.getByRole("button", { name: "Back" }).click();
    push(run, { room: null, thread: null });
  },
  back: (run) => travel(run, -1),
  forward: (run) => travel(run, 1),
  rename: async (run) => {
    const room = anyRoom(run);
    run.names[room] = `${room}-${Math.floor(run.random() * 1e9).toString(36)}`;
    await call(run.parley, run.olga.token, `PATCH /api/channels/${run.ids[room]}`, { name: run.names[room] });
  },
  resize: async (run) => {
    run.width = widths[Math.floor(run.random() * widths.length)] ?? 390;
    const before = await focusedIn(run.page);
    await run.page.setViewportSize({ width: run.width, height: heightPx });
    await expect.poll(() => run.page.evaluate(() => window.innerWidth)).toBe(run.width);
    if (before === "thread") expect(await focusedIn(run.page)).toBe("thread");
  },
  reload: async (run) => {
    await run.page.reload();
    run.shown = new Set();
  },
  help: async (run) => {
    const before = await focusedIn(run.page);
    await run.page.keyboard.press("Control+/");
    await expect(run.page.getByRole("dialog")).toBeVisible();
    await run.page.keyboard.press("Escape");
    await expect(run.page.getByRole("dialog")).toBeHidden();
    expect(await focusedIn(run.page)).toBe(before);
  },
  "second tab": async (run) => {
    const { room } = hereOf(run);
    if (room === null) return "impossible";
    const second = await run.page.context().newPage();
    await second.goto(`/w/${run.slug}/c/${run.names[room]}`);
    const writing = second.locator("main [data-home]");
    await expect(writing).toHaveValue(run.drafts.get(room) ?? "");
    await writing.focus();
    await typeWord(run, second, room);
    await expect(run.page.locator("main [data-home]")).toHaveValue(run.drafts.get(room) ?? "");
    await second.close();
    await run.page.bringToFront();
  },
};

/** Types where the keyboard stands, which must be where one writes, and notes where that was. */
async function typeHere(run: Walk): Done {
  const { room, thread } = hereOf(run);
  if (room === null) return "impossible";
  if ((await focusedIn(run.page)) === "a control") {
    // A key that a link has no use for goes to where one writes, and the focus with it.
    await run.page.keyboard.press("x");
    await run.page.keyboard.press("Backspace");
  }
  const where = await focusedIn(run.page);
  const key = where === "thread" ? thread : where === "conversation" ? room : null;
  if (key === null) throw new Error(`The keyboard stands in ${where}.`);
  await typeWord(run, run.page, key);
}

/** Adds a word to the text that has the focus in one of the pages, and notes whose text it is. */
async function typeWord({ random, drafts }: Walk, { keyboard }: Page, key: string): Promise<void> {
  const word = Math.floor(random() * 1e6).toString(36);
  await keyboard.press("Control+End");
  await keyboard.type(word);
  drafts.set(key, (drafts.get(key) ?? "") + word);
}

async function travel(run: Walk, by: 1 | -1): Done {
  const to = run.at + by;
  if (run.entries[to] === undefined) return "impossible";
  await run.page.evaluate((by) => history.go(by), by);
  run.at = to;
}

/** Going to where one is adds nothing to the history. */
function push(run: Walk, entry: Entry): void {
  const here = hereOf(run);
  if (here.room === entry.room && here.thread === entry.thread) return;
  run.entries.splice(run.at + 1, run.entries.length, entry);
  run.at += 1;
}

/** Everything that can be seen is as it was left. */
async function check(run: Walk): Promise<void> {
  const before = run.shown;
  run.shown = new Set();
  const { page, slug, names, drafts, width } = run;
  const here = hereOf(run);
  // Where there is room for more than the list of rooms, the last one opens in its place.
  if (here.room === null && width >= 768) here.room = run.lastRoom;
  const { room, thread } = here;
  if (room === null) {
    await expect(page).toHaveURL(`/w/${slug}`);
    return;
  }
  run.lastRoom = room;
  const path = new RegExp(`/w/${slug}/c/${names[room]}${thread === null ? "" : "/t/[^/]+"}$`);
  await expect(page).toHaveURL(path);
  const channel = page.locator("main [data-home]");
  await expect(channel).toHaveAttribute("aria-label", `Message #${names[room]}`);
  await expect(channel).toHaveValue(drafts.get(room) ?? "");
  if (thread !== null) {
    await expect(page.locator("aside[data-pane] [data-home]")).toHaveValue(drafts.get(thread) ?? "");
    await checkPlace(run, before, { list: "thread", id: thread });
  } else await expect(page.locator("aside[data-pane]")).toHaveCount(0);
  if (isCovered(run)) {
    await expect(channel).toBeHidden();
    run.shown.add(room);
  } else await checkPlace(run, before, { list: "messages", id: room });
  const writing = isCovered(run) ? "thread" : thread === null ? "conversation" : "thread|conversation";
  await expect.poll(() => focusedIn(page)).toMatch(new RegExp(`^(a control|${writing})$`));
}

/** A list is as wide as the window and what stands beside it leave it; its rows break elsewhere at another width. */
async function checkPlace(run: Walk, before: Walk["shown"], { list, id }: { list: List; id: string }): Promise<void> {
  const isNarrowed = list === "messages" && hereOf(run).thread !== null && run.width >= 1024;
  const size = `${run.width} ${isNarrowed}`;
  const known = run.places.get(id) ?? new Map<string, Standing>();
  // A list that comes back stands where it was left, at the width that it had then; how it stood at others is forgotten.
  if (!before.has(id)) for (const other of known.keys()) if (other !== run.sizes.get(id)) known.delete(other);
  const where = known.get(size);
  if (where) await expectBack(run.page, where, list);
  else known.set(size, await settled(run.page, list));
  run.places.set(id, known);
  run.shown.add(id);
  run.sizes.set(id, size);
}

/** Where the keyboard stands, if that can be seen. */
function focusedIn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const here = document.activeElement;
    if (!(here instanceof HTMLElement) || !here.checkVisibility({ visibilityProperty: true })) return "nothing";
    if (here.matches("a, button")) return "a control";
    if (!here.matches("[data-home]")) return here.tagName;
    return here.closest("aside") ? "thread" : "conversation";
  });
}

function isCovered(run: Walk): boolean {
  return hereOf(run).thread !== null && run.width < 1024;
}

function hereOf({ entries, at }: Walk): Entry {
  const entry = entries[at];
  if (!entry) throw new Error("The walk has left its history.");
  return entry;
}

function anyRoom({ random }: Walk): Room {
  return random() < 0.5 ? "general" : "side";
}

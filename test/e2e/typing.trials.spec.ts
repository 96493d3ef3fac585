import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { repetitions, report } from "../support/trials";
import { composer, message } from "./support/conversation";
import { anyAnswer } from "./support/lateness";
import { call, olgaAndPat, openAs } from "./support/people";
import { type Field, follow, noteTyping, type Place, randomFrom, takeNotes } from "./support/typist";

/** `TYPING_SEED=7` replays the run with that seed, and no other. */
const onlySeed = Number(process.env.TYPING_SEED ?? 0);
const runs = onlySeed > 0 ? 1 : Number(process.env.TYPING_RUNS ?? repetitions({ once: 15, trials: 1000 }));
/** Browsers that type beside each other. */
const lanes = onlySeed > 0 ? 1 : repetitions({ once: 3, trials: 5 });
const latestMs = repetitions({ once: 300, trials: 3000 });
const stepsPerRun = 6;

type Lane = {
  readonly page: Page;
  readonly path: string;
  readonly late: { random: () => number; isOn: boolean };
  /** Everything that was sent so far. */
  readonly sent: Record<Field, string[]>;
  /** What the server holds. */
  readonly said: () => Promise<Record<Field, string[]>>;
};

type Run = Lane & {
  readonly random: () => number;
  /** The keys that were pressed, in order, with what they must belong to where only one thing is right. */
  readonly pressed: { readonly key: string; readonly on?: Place }[];
  readonly done: string[];
};

// Seeds replay; pictures of every key would take longer than the keys.
test.use({ trace: "off" });

test("a key goes where the focus is seen, whatever is late, opens, closes or changes meanwhile", async ({
  browser,
  parley,
}) => {
  test.setTimeout(repetitions({ once: 180_000, trials: 14_400_000 }));
  let next = onlySeed || 1;
  const end = next + runs;
  let keys = 0;
  let sends = 0;
  async function work(lane: Lane): Promise<void> {
    while (next < end) {
      const seed = next++;
      keys += await runOnce(lane, seed);
    }
    sends += Object.values(lane.sent).flat().length;
  }
  const opened: Lane[] = [];
  for (let n = 0; n < lanes; n++)
    opened.push(await openLane(browser, parley, n % 2 === 0 ? "reduce" : "no-preference"));
  await Promise.all(opened.map(work));
  report(
    `${runs} runs, ${keys} keys, ${sends} messages, answers and code up to ${latestMs} ms late: none lost, none elsewhere`,
  );
});

async function openLane(browser: Browser, parley: Parley, reducedMotion: "reduce" | "no-preference"): Promise<Lane> {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  const post = async (who: { token: string }, route: string, body: object) =>
    call(parley, who.token, `POST /api/${route}`, body);
  const { channel } = await post(olga, `workspaces/${id}/channels`, { name: "side" });
  const { message: root } = await post(pat, `channels/${generalId}/messages`, { body: "Root" });
  await post(pat, `messages/${root.id}/thread/replies`, { body: "First reply" });
  for (const channelId of [generalId, channel.id]) await post(olga, `channels/${channelId}/messages`, { body: "Mine" });
  const { page } = await openAs(browser, parley, { who: olga, reducedMotion });
  await noteTyping(page);
  const late = { random: randomFrom(1), isOn: false };
  await page.route(
    (url) => late.isOn && (anyAnswer(url.href) || url.pathname.startsWith("/_next/static/chunks/")),
    async (route) => {
      await delay(late.random() * latestMs);
      await route.continue().catch(() => {});
    },
  );
  const path = `/w/${slug}/c/general`;
  await page.goto(path);
  await expect(message(page, "Root")).toBeVisible();
  const bodies = async (route: string, of: "messages" | "replies", seed: readonly string[]) => {
    const answer = await call(parley, olga.token, `GET /api/${route}?limit=100`);
    const said = answer[of].filter(
      (one: { kind: string; id: string; thread_root_id: string }) =>
        one.kind === "message" && (of === "replies" || one.thread_root_id === one.id),
    );
    return said.map(({ body }: { body: string }) => body).filter((body: string) => !seed.includes(body));
  };
  return {
    page,
    path,
    late,
    sent: { general: [], side: [], thread: [] },
    said: async () => ({
      general: await bodies(`channels/${generalId}/messages`, "messages", ["Root", "Mine"]),
      side: await bodies(`channels/${channel.id}/messages`, "messages", ["Mine"]),
      thread: await bodies(`messages/${root.id}/thread`, "replies", ["Root", "First reply"]),
    }),
  };
}

/** Some steps, one after another, without waiting for any of them to be over; then the fields and the server are looked at. */
async function runOnce(lane: Lane, seed: number): Promise<number> {
  const run: Run = { ...lane, random: randomFrom(seed), pressed: [], done: [] };
  const names = Object.keys(steps);
  lane.late.random = randomFrom(seed + 1_000_000);
  lane.late.isOn = true;
  try {
    for (let n = 0; n < stepsPerRun; n++) {
      const name = names[Math.floor(run.random() * names.length)] ?? "word";
      run.done.push(name);
      await steps[name]?.(run);
    }
    await check(run);
  } catch (error) {
    throw new Error(`TYPING_SEED=${seed} failed after: ${run.done.join(" · ")}`, { cause: error });
  }
  return run.pressed.length;
}

const steps: Record<string, (run: Run) => Promise<void>> = {
  word: (run) => type(run),
  space: (run) => press(run, " "),
  send: (run) => press(run, "Enter"),
  palette: async (run) => {
    await run.page.keyboard.press("Control+k");
    await type(run, { on: "window" });
    await run.page.keyboard.press("Escape");
    await type(run);
  },
  jump: async (run) => {
    await run.page.keyboard.press("Control+k");
    await type(run, { word: run.random() < 0.5 ? "general" : "side", on: "window" });
    await press(run, "Enter", "window");
    await type(run);
  },
  help: async (run) => {
    // Until the page runs, only the keys of the palette work.
    if ((await run.page.locator("[data-early]").count()) > 0) return;
    await run.page.keyboard.press("Control+/");
    await type(run, { on: "window" });
    await run.page.keyboard.press("Escape");
    await type(run);
  },
  menu: (run) => openAndLeave(run, "your menu"),
  emoji: (run) => openAndLeave(run, "Insert an emoji"),
  details: (run) => openAndLeave(run, /^\d+ members?$/),
  direct: (run) => openAndLeave(run, "New direct message"),
  general: (run) => goTo(run, "general"),
  side: (run) => goTo(run, "side"),
  thread: async (run) => {
    await closeWindows(run);
    const button = run.page.getByRole("button", { name: /Open the thread/ });
    if (!(await button.isVisible())) return;
    await button.click();
    await type(run);
    if (run.random() < 0.5) await run.page.keyboard.press("Escape");
    await type(run);
  },
  edit: async (run) => {
    await run.page.keyboard.press("ArrowUp");
    // Where there is text already, the caret has gone to its beginning.
    await run.page.keyboard.press("Control+End");
    await type(run);
    await run.page.keyboard.press("Escape");
    await type(run);
  },
  blank: async (run) => {
    await run.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await type(run);
  },
  reload: async (run) => {
    await run.page.goto(run.path, { waitUntil: "commit" });
    await run.page.locator("textarea").first().waitFor();
    await type(run);
    await run.page.keyboard.press("Control+k");
    await type(run, { on: "window" });
    await run.page.keyboard.press("Escape");
    await type(run);
  },
};

/** Types a word; `on` tells what it must belong to where only one thing is right. */
async function type(run: Run, { word, on }: { word?: string; on?: Place } = {}): Promise<void> {
  const letter = () => String.fromCharCode(97 + Math.floor(run.random() * 26));
  for (const key of word ?? letter() + letter() + letter()) await press(run, key, on);
}

async function press({ page, pressed }: Run, key: string, on?: Place): Promise<void> {
  pressed.push({ key, ...(on && { on }) });
  await page.keyboard.press(key);
}

async function openAndLeave(run: Run, name: string | RegExp): Promise<void> {
  await closeWindows(run);
  const button = run.page.getByRole("button", { name }).and(run.page.locator(":not([inert] *)")).first();
  if (!(await button.isVisible())) return;
  await button.click();
  await type(run, { on: "window" });
  await run.page.keyboard.press("Escape");
  await type(run);
}

async function goTo(run: Run, name: "general" | "side"): Promise<void> {
  await closeWindows(run);
  const link = run.page.getByRole("link", { name });
  if (!(await link.isVisible())) return;
  const isHere = (await link.getAttribute("aria-current")) === "page";
  await link.click();
  await press(run, "x", isHere ? "nothing" : name);
}

const windows = 'dialog[open], [role="menu"], [role="dialog"]:not([role="region"] *)';

/** What is open lets no click through. */
async function closeWindows({ page }: Run): Promise<void> {
  await expect
    .poll(async () => {
      if ((await page.locator(windows).count()) === 0) return 0;
      await page.keyboard.press("Escape");
      return page.locator(windows).count();
    })
    .toBe(0);
}

/** Every key was pressed where it had to be, the fields hold what they must, and what was sent is what was meant. */
async function check(run: Run): Promise<void> {
  const { page, path, late, sent, said, pressed } = run;
  await expect.poll(() => page.evaluate(focusIsSeen)).toBe(true);
  await closeWindows(run);
  const noted = await takeNotes(page);
  const keys = noted.flatMap((one) => (one.type === "key" ? [one] : []));
  expect(keys.map(({ key }) => key)).toEqual(pressed.map(({ key }) => key));
  expect(keys.map(({ on }) => on)).toEqual(pressed.map(({ on }, index) => on ?? keys[index]?.on));
  const held = { general: "", side: "", thread: "" };
  follow(noted, { held, sent });

  late.isOn = false;
  await expect.poll(() => page.evaluate(keptDrafts)).toEqual(Object.values(held).filter(Boolean).sort());
  for (const [name, text] of [["side", held.side] as const, ["general", held.general] as const]) {
    if (text !== "" || name === "general") await page.getByRole("link", { name }).click();
    if (text !== "") await holdsAndClears(composer(page, name), text);
  }
  if (held.thread !== "") {
    await page.getByRole("button", { name: /Open the thread/ }).click();
    await holdsAndClears(page.getByRole("textbox", { name: "Reply in the thread" }), held.thread);
    await page.keyboard.press("Escape");
  }
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await takeNotes(page);
  await expect.poll(async () => latest(await said())).toEqual(latest(sent));
}

async function holdsAndClears(field: Locator, text: string): Promise<void> {
  await expect(field).toHaveValue(text);
  await field.fill("");
}

function latest(all: Record<Field, string[]>): string[][] {
  return [all.general, all.side, all.thread].map((one) => one.slice(-40));
}

/** Every text that is kept in this browser and not sent. */
function keptDrafts(): string[] {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith("parley/drafts/"));
  return keys.map((key) => localStorage.getItem(key) ?? "").sort();
}

/** Whether what has the focus is on the screen. */
function focusIsSeen(): boolean {
  const here = document.activeElement;
  return here !== null && here !== document.body && here.getClientRects().length > 0;
}

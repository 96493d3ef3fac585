import { setTimeout as delay } from "node:timers/promises";
import type { Browser, CDPSession, Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { repetitions, report } from "../support/trials";
import { composer, message } from "./support/conversation";
import { anyAnswer, lateCode } from "./support/lateness";
import { call, olgaAndPat, openAs } from "./support/people";
import { fastKeys, randomFrom } from "./support/typist";

/** `OVERLAY_SEED=7` replays the run with that seed, and no other. */
const onlySeed = Number(process.env.OVERLAY_SEED ?? 0);
const runs = onlySeed > 0 ? 1 : Number(process.env.OVERLAY_RUNS ?? repetitions({ once: 1, trials: 100 }));
const latestMs = repetitions({ once: 100, trials: 600 });
const kindsPerRun = repetitions({ once: 4, trials: 20 });

/** What the fields must hold in the end. */
type Texts = { general: string; side: string; thread: string };

type Run = {
  readonly page: Page;
  readonly keys: ReturnType<typeof fastKeys>;
  readonly random: () => number;
  readonly texts: Texts;
  readonly done: string[];
};

// Seeds replay; pictures of every key would take longer than the keys.
test.use({ trace: "off" });

test("what is typed before, while and after anything is open is in the right field, in order, however it closes", async ({
  browser,
  parley,
}) => {
  test.setTimeout(repetitions({ once: 120_000, trials: 14_400_000 }));
  const world = await openWorld(browser, parley);
  for (let seed = onlySeed || 1, end = seed + runs; seed < end; seed++) await runOnce(world, seed);
  report(`${runs} runs through ${Object.keys(overlays).length} kinds of overlays: no key lost, none elsewhere`);
});

type World = { readonly page: Page; readonly path: string; readonly cdp: CDPSession; readonly late: Late };
type Late = { random: () => number; isOn: boolean };

async function openWorld(browser: Browser, parley: Parley): Promise<World> {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  await call(parley, pat.token, `POST /api/messages/${root.id}/thread/replies`, { body: "First reply" });
  const { context, page } = await openAs(browser, parley, { who: olga });
  const path = `/w/${slug}/c/general`;
  const late: Late = { random: randomFrom(1), isOn: false };
  const isLateCode = await lateCode(page, path);
  await page.route(
    (url) => late.isOn && (isLateCode(url.href) || anyAnswer(url.href)),
    async (route) => {
      await delay(late.random() * latestMs);
      await route.continue().catch(() => {});
    },
  );
  return { page, path, late, cdp: await context.newCDPSession(page) };
}

/** Opens and closes one kind after another, in some order, each in one of its ways. Then the fields are looked at. */
async function runOnce({ page, path, cdp, late }: World, seed: number): Promise<void> {
  const random = randomFrom(seed);
  const keys = fastKeys(cdp);
  const run: Run = { page, keys, random, texts: { general: "", side: "", thread: "" }, done: [] };
  late.random = randomFrom(seed + 1_000_000);
  late.isOn = true;
  await page.goto(path);
  await expect(message(page, "Root")).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 + Math.floor(random() * 3) });
  try {
    for (const kind of shuffled(Object.keys(overlays), random).slice(0, kindsPerRun)) {
      run.done.push(kind);
      await word(run, "general");
      await overlays[kind]?.(run);
      await keys.settled();
    }
    await check(run);
  } catch (error) {
    throw new Error(`OVERLAY_SEED=${seed} failed after: ${run.done.join(" · ")}`, { cause: error });
  } finally {
    late.isOn = false;
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 }).catch(() => {});
  }
}

/** Each kind of overlay: it opens, something is typed, it closes in one of its ways, something is typed. */
const overlays: Record<string, (run: Run) => Promise<void>> = {
  emoji: async (run) => {
    const button = toolbar(run).getByRole("button", { name: "Insert an emoji" });
    await openBy(run, button);
    await word(run, null, "rocket");
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      toggle: () => clickAt(run, button),
      outside: () => clickAt(run, message(run.page, "Root")),
      enter: () => {
        run.texts.general += "🚀";
        run.keys.press("Enter");
      },
      choose: async () => {
        run.texts.general += "🚀";
        await run.page.getByRole("option", { name: "rocket", exact: true }).click();
      },
    });
    await word(run, "general");
  },
  "emoji, and again while it fades out": async (run) => {
    const button = toolbar(run).getByRole("button", { name: "Insert an emoji" });
    await clickAt(run, button);
    await word(run, null);
    run.keys.press("Escape");
    await word(run, "general");
    await clickAt(run, button);
    await word(run, null, "rocket");
    run.keys.press("Enter");
    run.texts.general += "🚀";
    await word(run, "general");
  },
  reaction: async (run) => {
    await message(run.page, "Root").hover();
    await message(run.page, "Root").getByRole("button", { name: "Add a reaction" }).first().click();
    await word(run, null, "rocket");
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      outside: () => clickAt(run, run.page.getByRole("heading", { level: 1 })),
      enter: () => run.keys.press("Enter"),
    });
    await word(run, "general");
  },
  "one's own menu": async (run) => {
    const button = run.page.getByRole("button", { name: /your menu/ });
    await openBy(run, button);
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      // The way around its end moves the focus a frame late.
      around: async () => {
        await run.page.getByRole("menu").waitFor();
        for (const key of ["ArrowUp", "ArrowDown", "ArrowUp", "Escape"] as const) run.keys.press(key);
      },
      toggle: () => clickAt(run, button),
      outside: () => clickAt(run, message(run.page, "Root")),
      window: async () => {
        await run.page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
        await word(run, null);
        run.keys.press("Escape");
      },
    });
    await word(run, "general");
  },
  "a message's menu": async (run) => {
    await message(run.page, "Root").click({ button: "right", position: { x: 200, y: 5 } });
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      outside: () => clickAt(run, run.page.getByRole("heading", { level: 1 })),
      quote: () => run.page.getByRole("menuitem", { name: "Quote" }).click(),
    });
    await word(run, "general");
  },
  members: async (run) => {
    const button = run.page.getByRole("button", { name: /^\d+ members?$/ });
    await openBy(run, button);
    await word(run, null);
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      toggle: () => clickAt(run, button),
      close: () => run.page.getByRole("button", { name: "Close the pane" }).last().click(),
    });
    await word(run, "general");
  },
  thread: async (run) => {
    await run.page.getByRole("button", { name: /Open the thread/ }).click();
    await word(run, "thread");
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      close: () => run.page.getByRole("button", { name: "Close the pane" }).last().click(),
    });
    await word(run, "general");
  },
  palette: async (run) => {
    run.keys.press("Control+k");
    await word(run, null);
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      outside: async () => {
        await run.keys.settled();
        await run.page.mouse.click(5, 5);
      },
    });
    await word(run, "general");
  },
  "there and back": async (run) => {
    run.keys.press("Control+k");
    await word(run, null, "side");
    run.keys.press("Enter");
    await composer(run.page, "side").waitFor();
    await word(run, "side");
    run.keys.press("Control+k");
    await word(run, null, "general");
    run.keys.press("Enter");
    await composer(run.page).waitFor();
    await word(run, "general");
  },
  direct: async (run) => {
    await openBy(run, run.page.getByRole("button", { name: "New direct message" }));
    await word(run, null);
    await closed(run, {
      escape: () => run.keys.press("Escape"),
      outside: async () => {
        await run.keys.settled();
        await run.page.mouse.click(5, 5);
      },
      close: () => run.page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click(),
    });
    await word(run, "general");
  },
  shortcuts: async (run) => {
    run.keys.press("Control+/");
    await word(run, null);
    run.keys.press("Escape");
    await word(run, "general");
  },
};

/** Types a word at once. It must be in this field in the end; null: in what is open, or nowhere. */
async function word({ keys, random, texts }: Run, field: keyof Texts | null, text?: string): Promise<void> {
  const letter = () => String.fromCharCode(97 + Math.floor(random() * 26));
  const typed = text ?? letter() + letter() + letter();
  for (const key of typed) keys.press(key);
  if (field !== null) texts[field] += typed;
}

/** With the mouse or with the keyboard. */
async function openBy(run: Run, button: Locator): Promise<void> {
  if (run.random() < 0.7) return clickAt(run, button);
  await run.keys.settled();
  await button.press("Enter");
}

/** Clicks without waiting for anything but the keys before. */
async function clickAt({ page, keys }: Run, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  await keys.settled();
  await page.mouse.click((box?.x ?? 0) + Math.min(200, (box?.width ?? 0) / 2), (box?.y ?? 0) + (box?.height ?? 0) / 2);
}

async function closed(run: Run, ways: Record<string, () => unknown>): Promise<void> {
  const names = Object.keys(ways);
  const name = names[Math.floor(run.random() * names.length)] ?? "";
  run.done.push(`by ${name}`);
  await ways[name]?.();
}

function toolbar({ page }: Run): Locator {
  return page.getByRole("main").getByRole("toolbar", { name: "Formatting" });
}

async function check({ page, texts }: Run): Promise<void> {
  await expect(composer(page)).toHaveValue(texts.general);
  await composer(page).fill("");
  await page.getByRole("link", { name: /side/ }).click();
  await expect(composer(page, "side")).toHaveValue(texts.side);
  await composer(page, "side").fill("");
  await page.getByRole("link", { name: /general/ }).click();
  await page.getByRole("button", { name: /Open the thread/ }).click();
  const reply = page.getByRole("textbox", { name: "Reply in the thread" });
  await expect(reply).toHaveValue(texts.thread);
  await reply.fill("");
  await page.keyboard.press("Escape");
  await expect(composer(page)).toHaveValue("");
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

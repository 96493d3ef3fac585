import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { repetitions, report } from "../support/trials";
import { composer, message } from "./support/conversation";
import { anyAnswer } from "./support/lateness";
import { call, openAs, owner, person, workspaceOf } from "./support/people";
import { notePresses, randomFrom, takePresses } from "./support/typist";

/** `TYPING_SEED=7` replays the run with that seed, and no other. */
const onlySeed = Number(process.env.TYPING_SEED ?? 0);
const runs = onlySeed > 0 ? 1 : repetitions({ once: 30, trials: 1000 });
const latestMs = repetitions({ once: 300, trials: 3000 });
const fields = ["general", "side", "thread"] as const;
type Field = (typeof fields)[number];
type Held = Record<Field, string>;

type World = {
  readonly parley: Parley;
  readonly page: Page;
  readonly token: string;
  readonly path: string;
  readonly channels: Readonly<Record<"general" | "side", string>>;
  readonly rootId: string;
  /** What the fields hold, and what was sent, as the keys and the focus at each of them say. */
  readonly held: Held;
  readonly sent: Record<Field, string[]>;
  /** What is over the rest, by what was done. */
  readonly random: () => number;
  readonly done: string[];
};

test("a key goes where the focus is seen, whatever is late, opens, closes or changes meanwhile", async ({
  browser,
  parley,
}) => {
  test.setTimeout(repetitions({ once: 180_000, trials: 14_400_000 }));
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const { id, slug, generalId } = await workspaceOf(parley, olga, [pat]);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  await call(parley, pat.token, `POST /api/messages/${root.id}/thread/replies`, { body: "First reply" });
  const { page } = await openAs(browser, parley, { who: olga });
  await notePresses(page);
  const late = { random: randomFrom(1), isOn: false };
  await page.route(
    (url) => late.isOn && (anyAnswer(url.href) || url.pathname.startsWith("/_next/static/chunks/")),
    async (route) => {
      await page.waitForTimeout(late.random() * latestMs);
      await route.continue().catch(() => {});
    },
  );
  const path = `/w/${slug}/c/general`;
  await page.goto(path);
  const sent: World["sent"] = { general: [], side: [], thread: [] };
  let keys = 0;
  for (let seed = onlySeed || 1; seed < (onlySeed || 1) + runs; seed++) {
    const world: World = {
      parley,
      page,
      token: olga.token,
      path,
      channels: { general: generalId, side: channel.id },
      rootId: root.id,
      held: { general: "", side: "", thread: "" },
      sent,
      random: randomFrom(seed),
      done: [],
    };
    late.random = randomFrom(seed + 1_000_000);
    late.isOn = true;
    try {
      keys += await run(world);
      late.isOn = false;
      await check(world);
    } catch (error) {
      throw new Error(`TYPING_SEED=${seed} failed after: ${world.done.join(" · ")}`, { cause: error });
    }
  }
  report(`${runs} runs, ${keys} keys, answers and code up to ${latestMs} ms late: none lost, none elsewhere`);
});

const steps: Record<string, (world: World) => Promise<void>> = {
  word: async (world) => void (await type(world)),
  space: async ({ page }) => page.keyboard.press("Space"),
  send: async ({ page, sent, held, ...world }) => {
    // Where the text stands is only known from the keys so far, so they are counted first.
    await count({ page, sent, held, ...world });
    const on = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
    const field: Field | undefined =
      on === "Message #general"
        ? "general"
        : on === "Message #side"
          ? "side"
          : on.startsWith("Reply in")
            ? "thread"
            : undefined;
    if (!field) return;
    await page.keyboard.press("Enter");
    const body = held[field].trim();
    if (body !== "") sent[field].push(body);
    if (body !== "") held[field] = "";
  },
  palette: async (world) => {
    await world.page.keyboard.press("Control+k");
    await type(world, { on: "window" });
    await world.page.keyboard.press("Escape");
    await type(world);
  },
  jump: async (world) => {
    const name = world.random() < 0.5 ? "general" : "side";
    await world.page.keyboard.press("Control+k");
    await world.page.keyboard.type(name);
    await world.page.keyboard.press("Enter");
    await type(world);
  },
  help: async (world) => {
    await world.page.keyboard.press("Control+/");
    await type(world, { on: "window" });
    await world.page.keyboard.press("Escape");
    await type(world);
  },
  menu: (world) => openAndLeave(world, "your menu"),
  emoji: (world) => openAndLeave(world, "Insert an emoji"),
  details: (world) => openAndLeave(world, "Details and members"),
  direct: (world) => openAndLeave(world, "New direct message"),
  general: (world) => follow(world, "general"),
  side: (world) => follow(world, "side"),
  thread: async (world) => {
    const button = world.page.getByRole("button", { name: /Open the thread/ });
    if (!(await button.isVisible())) return;
    await button.click();
    await type(world);
    if (world.random() < 0.5) await world.page.keyboard.press("Escape");
    await type(world);
  },
  edit: async (world) => {
    await world.page.keyboard.press("ArrowUp");
    await type(world);
    await world.page.keyboard.press("Escape");
    await type(world);
  },
  blank: async (world) => {
    await world.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await type(world);
  },
  reload: async (world) => {
    await count(world);
    await world.page.goto(world.path, { waitUntil: "commit" });
    await world.page.locator("textarea").first().waitFor();
    await type(world);
  },
};

/** Six steps, one after another, without waiting for any of them to be over. */
async function run(world: World): Promise<number> {
  const names = Object.keys(steps);
  for (let n = 0; n < 6; n++) {
    const name = names[Math.floor(world.random() * names.length)] ?? "word";
    world.done.push(name);
    await steps[name]?.(world);
  }
  await count(world);
  return world.done.join("").length;
}

/** Types a word. What it must go to is told where only one thing is right. */
async function type(world: World, { on }: { on?: string } = {}): Promise<void> {
  const word = Array.from({ length: 3 }, () => String.fromCharCode(97 + Math.floor(world.random() * 26))).join("");
  if (on !== undefined) await count(world);
  await world.page.keyboard.type(word);
  if (on === undefined) return;
  const presses = await takePresses(world.page);
  expect(presses.map((press) => press.on)).toEqual(presses.map(() => on));
}

async function openAndLeave(world: World, name: string): Promise<void> {
  const button = world.page.getByRole("button", { name }).first();
  if (!(await button.isVisible())) return;
  await button.click();
  await type(world, { on: "window" });
  await world.page.keyboard.press("Escape");
  await type(world);
}

async function follow(world: World, name: string): Promise<void> {
  const link = world.page.getByRole("link", { name });
  if (!(await link.isVisible())) return;
  const isHere = (await link.getAttribute("aria-current")) === "page";
  await link.click();
  await count(world);
  await world.page.keyboard.type("x");
  const presses = await takePresses(world.page);
  expect(presses.map((press) => press.on)).toEqual([isHere ? "nothing" : name]);
  world.held[name === "side" ? "side" : "general"] += "x";
}

/** Adds the keys since the last count to what the fields must hold. */
async function count({ page, held }: World): Promise<void> {
  const presses = await takePresses(page);
  const home = await page.evaluate(() => location.pathname.split("/")[4] ?? "");
  for (const { key, on } of presses) {
    const field = fields.find((one) => one === (on === "nothing" ? home : on));
    if (field) held[field] += key;
  }
}

/** Everything that is open is closed; then the fields hold what they must, and no more was sent than was meant. */
async function check({ page, path, held, sent, parley, token, channels, rootId }: World): Promise<void> {
  await expect
    .poll(async () => {
      await page.keyboard.press("Escape");
      return page.locator("dialog[open], [role=menu], [role=dialog]:not([role=region] *)").count();
    })
    .toBe(0);
  await expect(page.locator("[data-home]").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "general" })).toBeVisible();
  await page.getByRole("link", { name: "side" }).click();
  await expect(composer(page, "side")).toHaveValue(held.side);
  await composer(page, "side").fill("");
  await page.getByRole("link", { name: "general" }).click();
  await expect(composer(page)).toHaveValue(held.general);
  await composer(page).fill("");
  await message(page, "Root")
    .getByRole("button", { name: /Open the thread/ })
    .click();
  const reply = page.getByRole("textbox", { name: "Reply in the thread" });
  await expect(reply).toHaveValue(held.thread);
  await reply.fill("");
  await reply.press("Escape");
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  const bodies = async (route: string) =>
    (await call(parley, token, route)).messages
      .filter(
        ({ kind, thread_root_id, id }: { kind: string; thread_root_id: string; id: string }) =>
          kind === "message" && (route.includes("thread") ? id !== rootId : thread_root_id === id) && id !== rootId,
      )
      .map(({ body }: { body: string }) => body);
  await expect
    .poll(() => bodies(`GET /api/channels/${channels.general}/messages?limit=100`))
    .toEqual(sent.general.slice(-99));
  await expect
    .poll(() => bodies(`GET /api/channels/${channels.side}/messages?limit=100`))
    .toEqual(sent.side.slice(-100));
}

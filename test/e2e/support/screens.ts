import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { usages } from "../../../src/cli/usages.mjs";
import { type Parley, startParley } from "../../support/parley";
import { openSocket } from "../../support/streams";
import { launchBrowser } from "./browser";
import { openAs, type Person } from "./people";
import { type Story, shown, tellBeginning, tellCrowd, tellStory } from "./story";

// Photographs every screen at three widths, light and dark, so that somebody can look at them side by side. A screen is found by
// its address and by roles, and so outlives a change of looks.

const heights: Readonly<Record<number, number>> = { 390: 844, 820: 1180, 1440: 900, 2560: 1440 };
const themes = ["light", "dark"] as const;

type Screen = {
  readonly name: string;
  /** Null: nobody is signed in. */
  readonly who: Person | null;
  /** With one column, the list of conversations is a screen of its own. */
  readonly path: string | ((isNarrow: boolean) => string);
  /** Brings the screen into its state and waits for it. */
  readonly show: (page: Page) => Promise<unknown>;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", multiple: true },
    widths: { type: "string", default: "390,820,1440" },
    compact: { type: "boolean", default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error(`Usage: ${usages.screens}`);
const widths = values.widths.split(",").map(Number);
await mkdir(folder, { recursive: true });

const parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
const browser = await launchBrowser();
try {
  await photograph(browser, wanted(screensBefore(parley)), async () => {});
  const story = await tellStory(parley);
  // Some are online.
  for (const { token } of story.people.slice(0, 3))
    await openSocket(parley.url, { token, query: { workspace_id: story.workspace.id } }).opened;
  await photograph(browser, wanted(screensOf(story)), story.unread);
  const later = [
    ["first-run", tellBeginning],
    ["many-channels", tellCrowd],
  ] as const;
  for (const [name, tell] of later) {
    if (wanted([{ name }]).length === 0) continue;
    const { who, path } = await tell(parley);
    const isList = name === "many-channels";
    const screen = { name, who, path: (isNarrow: boolean) => (isNarrow && isList ? listOf(path) : path), show: ready };
    await photograph(browser, [screen], async () => {});
  }
} finally {
  await browser.close();
  await parley.close();
}

function wanted<S extends { readonly name: string }>(screens: readonly S[]): readonly S[] {
  return values.only === undefined ? screens : screens.filter(({ name }) => values.only?.includes(name));
}

/** Before Parley is set up. */
function screensBefore({ setupSecret }: Parley): readonly Screen[] {
  return [{ name: "set-up", who: null, path: `/setup#secret=${setupSecret}`, show: heading }];
}

function screensOf({ ada, inviteCode, paths }: Story): readonly Screen[] {
  const { conversation } = paths;
  const inEngine = { who: ada, path: conversation };
  const menu = { who: ada, path: (isNarrow: boolean) => (isNarrow ? listOf(conversation) : conversation) };
  return [
    { name: "conversation", ...inEngine, show: ready },
    { name: "thread", who: ada, path: paths.thread, show: (page) => page.getByText(shown.lastReply).first().waitFor() },
    { name: "palette", ...inEngine, show: openPalette },
    {
      name: "palette-typed",
      ...inEngine,
      show: async (page) => {
        await openPalette(page);
        await page.getByRole("combobox").fill("gr");
        await page
          .getByRole("option", { name: /Grace Hopper/ })
          .first()
          .waitFor();
      },
    },
    {
      name: "details",
      who: ada,
      path: `${conversation}/about`,
      show: (page) => page.getByLabel("Topic").waitFor(),
    },
    {
      name: "members",
      who: ada,
      path: `${conversation}/members`,
      show: (page) => page.getByRole("list", { name: "Members" }).getByText("Grace Hopper").waitFor(),
    },
    {
      name: "pins",
      who: ada,
      path: `${conversation}/pins`,
      show: (page) =>
        page
          .getByText(/Pinned by/)
          .first()
          .waitFor(),
    },
    {
      name: "person",
      ...inEngine,
      show: async (page) => {
        await ready(page);
        const name = page.getByRole("log").getByRole("button", { name: /^(Profile of )?Grace Hopper$/ });
        await name.first().click();
        await page.getByText("@grace-hopper").last().waitFor();
      },
    },
    { name: "direct", who: ada, path: paths.direct, show: ready },
    { name: "group", who: ada, path: paths.group, show: ready },
    { name: "empty-channel", who: ada, path: paths.empty, show: heading },
    { name: "scripts", who: ada, path: paths.scripts, show: ready },
    { name: "tables", who: ada, path: paths.tables, show: ready },
    { name: "preferences", ...menu, show: (page) => chooseOwn(page, /preferences/i) },
    { name: "profile", ...inEngine, show: (page) => run(page, "profile", /your profile/i) },
    { name: "bots", ...inEngine, show: (page) => run(page, "bots", /bots/i) },
    { name: "browse-channels", ...inEngine, show: (page) => run(page, "browse", /browse channels/i) },
    { name: "new-channel", ...inEngine, show: (page) => run(page, "create", /create a channel/i) },
    { name: "new-direct", ...inEngine, show: (page) => run(page, "direct", /new direct message/i) },
    { name: "invite", ...inEngine, show: (page) => run(page, "invite", /invite people/i) },
    {
      name: "offline",
      ...inEngine,
      show: async (page) => {
        await ready(page);
        await page.context().setOffline(true);
        await page
          .getByText(/offline/i)
          .first()
          .waitFor();
      },
    },
    { name: "sign-in", who: null, path: "/sign-in", show: heading },
    { name: "invite-page", who: null, path: `/invite/${inviteCode}`, show: heading },
    { name: "not-found", who: null, path: "/nowhere", show: heading },
  ];
}

/** Takes each screen at each width in each theme. `prepare` comes before each picture, which may read what was unread. */
async function photograph(browser: Browser, screens: readonly Screen[], prepare: () => Promise<void>): Promise<void> {
  for (const width of widths)
    for (const theme of themes)
      for (const { name, who, path, show } of screens) {
        await prepare();
        const { context, page } = await open(browser, who, { width, theme });
        const file = join(folder ?? "", `${name}-${width}-${theme}.png`);
        try {
          await page.goto(typeof path === "string" ? path : path(width < 768));
          await show(page);
          await picture(page, file);
        } catch (error) {
          process.stderr.write(`${file}: ${error instanceof Error ? error.message : error}\n`);
          await page.screenshot({ path: file });
          process.exitCode = 1;
        } finally {
          await context.close();
        }
      }
}

type Look = { readonly width: number; readonly theme: (typeof themes)[number] };

/** A window of this width; a narrow one is a phone's. */
async function open(
  browser: Browser,
  who: Person | null,
  { width, theme }: Look,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const options = {
    baseURL: parley.url,
    colorScheme: theme,
    viewport: { width, height: heights[width] ?? 900 },
    ...(width < 768 && { hasTouch: true, deviceScaleFactor: 2 }),
  };
  const made = who === null ? await signedOut(browser, options) : await openAs(browser, parley, { who, ...options });
  made.page.setDefaultTimeout(15_000);
  if (values.compact) await made.context.addInitScript(() => localStorage.setItem("parley.density", "compact"));
  return made;
}

async function signedOut(browser: Browser, options: object) {
  const context = await browser.newContext(options);
  return { context, page: await context.newPage() };
}

/** Once nothing loads and nothing moves. */
async function picture(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await expect(page.locator('[aria-busy="true"]').filter({ visible: true })).toHaveCount(0);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path, animations: "disabled" });
  process.stdout.write(`${path}\n`);
}

function heading(page: Page): Promise<void> {
  return page.getByRole("heading").first().waitFor();
}

/** The conversation is there. */
async function ready(page: Page): Promise<void> {
  const isList = new URL(page.url()).pathname.split("/").length === 3;
  if (isList) await page.getByRole("navigation").getByRole("link").first().waitFor();
  else
    await page
      .getByRole("log")
      .getByRole("article")
      .or(page.getByRole("heading", { level: 2 }))
      .first()
      .waitFor();
}

function listOf(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}

async function openPalette(page: Page): Promise<void> {
  await ready(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("option").first().waitFor();
}

/** Runs a command of the palette, which opens a window of the same name. */
async function run(page: Page, text: string, command: RegExp): Promise<void> {
  await openPalette(page);
  await page.getByRole("combobox").fill(text);
  await page.getByRole("option", { name: command }).first().click();
  await page.getByRole("dialog", { name: command }).waitFor();
}

/** Chooses from one's own menu at the foot of the list. */
async function chooseOwn(page: Page, item: RegExp): Promise<void> {
  await ready(page);
  await page.getByRole("button", { name: /your menu/ }).click();
  // A menu, or a sheet of buttons on a phone.
  await page
    .getByRole("menuitem", { name: item })
    .or(page.getByRole("button", { name: item }))
    .click();
  await page.getByRole("dialog", { name: item }).waitFor();
}

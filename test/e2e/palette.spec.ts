import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer } from "./support/conversation";
import { call, faultsOf, openAs, owner, type Person, person, type Workspace, workspaceOf } from "./support/people";

test("Ctrl+K and Enter go back and forth between two conversations, past what another tab opens", async ({
  browser,
  parley,
}) => {
  const world = await worldOf(parley);
  const { page, faults } = await openAt(browser, parley, world);
  const flip = async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Enter");
  };
  await page.keyboard.press("Control+k");
  await page.keyboard.type("graphics");
  await page.keyboard.press("Enter");
  await expect(composer(page, "graphics")).toBeFocused();
  for (const channel of ["general", "graphics", "general", "graphics"]) {
    await flip();
    await expect(composer(page, channel)).toBeFocused();
  }
  // A conversation with somebody is one as well, and what the other tab opens is not between.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("hg");
  await expect(page.getByRole("option").first()).toContainText("Harriet Grant");
  await page.keyboard.press("Enter");
  const toHarriet = page.getByRole("textbox", { name: "Message Harriet Grant" });
  await expect(toHarriet).toBeFocused();
  const other = await page.context().newPage();
  await other.goto(`/w/${world.slug}/c/grants`);
  await expect(composer(other, "grants")).toBeVisible();
  await flip();
  await expect(composer(page, "graphics")).toBeFocused();
  await flip();
  await expect(toHarriet).toBeFocused();

  // After a reload, too, and without a mouse all along.
  await flip();
  await expect(composer(page, "graphics")).toBeFocused();
  await page.reload();
  await expect(composer(page, "graphics")).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(section(page, "Recent").getByRole("option")).toHaveCount(3);
  expect(faults).toEqual([]);
});

test("results stand in named sections, people before groups of people, with what matches in bold", async ({
  browser,
  parley,
}) => {
  const world = await worldOf(parley);
  const { page } = await openAt(browser, parley, world);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Jump to" });
  const field = palette.getByRole("combobox", { name: "Find a conversation, a person or a command" });
  await expect(field).toBeFocused();
  await expect(palette.getByRole("listbox", { name: "Jump to" })).toBeVisible();
  await expect(section(page, "Actions").getByRole("option").first()).toHaveText("Browse channels");
  await expect(palette.getByRole("heading")).toHaveCount(0);

  await field.fill("gr");
  const people = section(page, "People").getByRole("option");
  await expect(people).toHaveText([
    /^GHGrace Hopper@grace/,
    /^HGHarriet Grant/,
    /^MHMargrethe Holm/,
    /Harriet Grant, Grace|Hopper, Harriet/,
  ]);
  await expect(section(page, "Channels").getByRole("option")).toHaveText([/^grants1 member/, /^graphics1 member/]);
  expect(await bold(people.nth(1))).toEqual(["Gr", "gr"]);
  expect(await bold(people.nth(2))).toEqual(["gr", "gr"]);
  await expect(people.first()).toHaveAttribute("aria-selected", "true");
  await expect(people.first()).toHaveAccessibleName(/Grace Hopper ?@grace-hopper/);

  // Words in any order, initials, letters without their marks, and other scripts.
  for (const [typed, name, marked] of [
    ["hopper gra", "Grace Hopper", ["Gra", "Hopper"]],
    ["hg", "Harriet Grant", ["H", "G"]],
    ["jorg", "Jörg Müller", ["Jörg"]],
    ["علي", "محمد علي", ["علي"]],
    ["太郎", "田中 太郎", ["太郎"]],
  ] as const) {
    await field.fill(typed);
    await expect(people.first()).toContainText(name);
    expect(await bold(people.first().locator("span[dir]").first())).toEqual(marked);
  }
  await field.fill("dark");
  await expect(section(page, "Actions").getByRole("option", { name: "Dark theme" })).toBeVisible();
  await field.fill("no such thing");
  await expect(palette.getByRole("status")).toHaveText(/^Nothing found\./);

  // What an input method has not finished is looked for as well.
  await field.fill("");
  const input = await page.context().newCDPSession(page);
  await input.send("Input.imeSetComposition", { text: "田中", selectionStart: 2, selectionEnd: 2 });
  await expect(people.first()).toContainText("田中 太郎");
  await input.send("Input.insertText", { text: "田中" });
  await expect(field).toHaveValue("田中");
});

test("the palette learns what is meant by a text, and forgets it with the person who signs out", async ({
  browser,
  parley,
}) => {
  const world = await worldOf(parley);
  const { page } = await openAt(browser, parley, world);
  const first = page.getByRole("option").first();
  await findGr(page);
  await expect(first).toContainText("Grace Hopper");
  const graphics = page.getByRole("option", { name: /graphics/ });
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(graphics).toHaveAttribute("aria-selected", "true", { timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(composer(page, "graphics")).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gr");
  await expect(first).toContainText("graphics");
  await page.keyboard.press("Escape");

  expect(await habits(page)).toBe(2);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sign out");
  await expect(first).toContainText("Sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  expect(await habits(page)).toBe(0);
});

test("the palette is 640 px wide with rows of 44 px, and on a phone it is at the top, can be tapped and closed", async ({
  browser,
  parley,
}) => {
  const world = await worldOf(parley);
  const { page } = await openAt(browser, parley, world);
  await findGr(page);
  const box = page.getByRole("dialog").locator("> div");
  const { x, y, width } = (await box.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  expect([x, y, width]).toEqual([(1280 - 640) / 2, 0.15 * 720, 640]);
  for (const row of await page.getByRole("option").all()) expect((await row.boundingBox())?.height).toBe(44);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  // The option that the keyboard makes active is in view.
  for (let n = 0; n < 5; n++) await page.keyboard.press("ArrowDown");
  await expect(page.locator('[role="option"][aria-selected="true"]')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();

  for (const colorScheme of ["light", "dark"] as const) {
    const phone = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, colorScheme };
    const { page: small, context } = await openAs(browser, parley, { who: world.olga, ...phone });
    await small.goto(`/w/${world.slug}`);
    await small.getByRole("button", { name: /Jump to/ }).tap();
    await expect(small.getByPlaceholder("Find anything")).toBeFocused();
    await small.getByRole("combobox").fill("wolf");
    const row = small.getByRole("option").first();
    await expect(row).toContainText("Wolfeschlegelsteinhausenbergerdorff");
    const wide = await small.getByRole("dialog").locator("> div").boundingBox();
    expect(wide).toEqual({ x: 0, y: 0, width: 390, height: 780 });
    expect((await row.boundingBox())?.width).toBeLessThanOrEqual(390);
    expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const close = await small.getByRole("button", { name: "Close" }).boundingBox();
    expect(Math.min(close?.width ?? 0, close?.height ?? 0)).toBeGreaterThanOrEqual(44);
    const { violations } = await new AxeBuilder({ page: small }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await small.getByRole("button", { name: "Close" }).tap();
    await expect(small.getByRole("dialog")).toHaveCount(0);
    await small.getByRole("button", { name: /Jump to/ }).tap();
    await small.getByRole("combobox").fill("graphics");
    await small.getByRole("option", { name: /graphics/ }).tap();
    await expect(small).toHaveURL(/\/c\/graphics$/);
    await context.close();
  }
});

type World = Workspace & { readonly olga: Person };

/** People whose names begin alike, two channels that do, too, and a conversation of three. */
async function worldOf(parley: Parley): Promise<World> {
  const olga = await owner(parley);
  const names = ["Grace Hopper", "Harriet Grant", "Margrethe Holm", "Jörg Müller", "محمد علي", "田中 太郎", long];
  const people = await Promise.all(names.map((name, n) => person(parley, `name${n}@example.org`, name)));
  const workspace = await workspaceOf(parley, olga, people);
  for (const name of ["graphics", "grants"])
    await call(parley, olga.token, `POST /api/workspaces/${workspace.id}/channels`, { name });
  const member_ids = people.slice(0, 2).map(({ id }) => id);
  await call(parley, olga.token, "POST /api/dms", { workspace_id: workspace.id, member_ids });
  return { ...workspace, olga };
}

const long = "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine the Elder of Philadelphia";

async function openAt(
  browser: Browser,
  parley: Parley,
  { olga, slug }: World,
): Promise<{ page: Page; faults: string[] }> {
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  return { page, faults };
}

/** Opens the palette with what begins with “gr”: people, a conversation and two channels. */
async function findGr(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gr");
  await expect(section(page, "Channels").getByRole("option")).toHaveCount(2);
}

function section(page: Page, name: string): Locator {
  return page.getByRole("group", { name, exact: true });
}

/** The parts of a row that are bolder than the row. */
function bold(row: Locator): Promise<string[]> {
  return row.evaluate((element) =>
    [...element.querySelectorAll("span")]
      .filter((part) => part.closest("[aria-hidden]") === null && getComputedStyle(part).fontWeight === "600")
      .map((part) => part.textContent),
  );
}

/** How many habits the browser keeps. */
function habits(page: Page): Promise<number> {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("parley.habit.")).length);
}

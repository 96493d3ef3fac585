import type { Browser, Locator, Page } from "@playwright/test";
import type { Density } from "../../src/ui/kit/theme";
import { estimateHeight } from "../../src/ui/timeline/estimate-height";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message, press } from "./support/conversation";
import { call, olgaAndPat, openAs, type Person } from "./support/people";
import { settled } from "./support/places";

const desk = { width: 1440, height: 900 };

test("a comfortable list shows at least 18 messages of one line at once, a compact one 30, and both guess their heights exactly", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  for (let n = 0; n < 48; n++) await say(parley, n % 8 < 4 ? pat : olga, generalId, `Line ${n}`);
  const root = await say(parley, pat, generalId, "With a thread");
  await call(parley, olga.token, `POST /api/messages/${root.id}/thread/replies`, { body: "A reply" });
  const liked = await say(parley, pat, generalId, "With a reaction");
  await call(parley, olga.token, `POST /api/messages/${liked.id}/reactions`, { emoji: "👍" });
  await say(parley, pat, generalId, "Two\n\nparagraphs");
  const { messages } = await call(parley, olga.token, `GET /api/channels/${generalId}/messages`);
  for (const [density, rowsMin] of [
    ["comfortable", 18],
    ["compact", 30],
  ] as const) {
    const page = await open(browser, parley, { who: olga, path: `/w/${slug}/c/general`, density });
    for (const text of ["With a thread", "With a reaction", "Two"]) {
      const row = message(page, text);
      const sent = messages.find(({ body }: { body: string }) => body.startsWith(text));
      const isGrouped = (await row.getByRole("button", { name: "Pat Pending", exact: true }).count()) === 0;
      expect((await boxOf(row)).height, text).toBe(
        estimateHeight(
          { type: "message", key: "", item: { message: { quoted_message_id: null, ...sent } }, isGrouped },
          density,
        ),
      );
    }
    await page.mouse.move(desk.width / 2, desk.height / 2);
    await page.mouse.wheel(0, -400);
    await settled(page);
    expect(await rowsInView(page)).toBeGreaterThanOrEqual(rowsMin);
    await page.close();
  }
});

test("prose, dividers and composer share one column, in the middle of a wide pane and as wide as a phone", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  await say(parley, pat, generalId, "A long line. ".repeat(60));
  await say(parley, pat, generalId, `\`\`\`\n${"a wide line of code ".repeat(20)}\n\`\`\``);
  const page = await open(browser, parley, { who: olga, path: `/w/${slug}/c/general` });
  for (const width of [1440, 2560, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    const pane = await boxOf(page.getByRole("main"));
    const columns = await Promise.all([
      columnOf(message(page, "A long line").locator("[data-row-ground]")),
      columnOf(page.getByText("Today", { exact: true })),
      columnOf(page.getByRole("main").locator("h2").last()),
      columnOf(composer(page)),
    ]);
    for (const { left, right } of columns) {
      expect(right - left, `${width} px`).toBe(Math.min(760, pane.width - 32));
      expect(left + right).toBeCloseTo(2 * pane.x + pane.width, 0);
    }
    const [row] = columns;
    const prose = await boxOf(message(page, "A long line").getByText("A long line."));
    expect(prose.x + prose.width).toBeLessThanOrEqual((row?.right ?? 0) + 0.5);
    const code = await boxOf(page.locator("pre").locator(".."));
    expect(code.x + code.width).toBeLessThanOrEqual(pane.x + pane.width - 16);
  }
});

test("space says which messages belong together, and a short conversation begins at the top", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  for (const body of ["One", "Two\n\nparagraphs"]) await say(parley, pat, generalId, body);
  const quoted = await say(parley, olga, generalId, "Three");
  await say(parley, olga, generalId, "Four", { quoted_message_id: quoted.id });
  const page = await open(browser, parley, { who: olga, path: `/w/${slug}/c/general` });
  await expect(message(page, "Four").getByRole("button", { name: "Olga Owner", exact: true })).toBeVisible();

  const ground = (text: string) => boxOf(message(page, text).first().locator("[data-row-ground]"));
  const [one, two, three] = [await ground("One"), await ground("Two"), await ground("Three")];
  expect(two.y - one.y - one.height).toBe(0);
  const first = await boxOf(message(page, "Two").getByText("Two"));
  const last = await boxOf(message(page, "Two").getByText("paragraphs"));
  expect(first.y - two.y).toBe(4);
  expect(two.y + two.height - last.y - last.height).toBe(4);
  expect(last.y - first.y - first.height).toBe(6);
  const name = await boxOf(message(page, "Three").first().getByRole("button", { name: "Olga Owner", exact: true }));
  expect(name.y - two.y - two.height).toBe(16);
  expect(three.y - two.y - two.height).toBe(12);

  const list = page.getByRole("log");
  expect((await boxOf(list)).y).toBe((await boxOf(list.locator(".."))).y);
  expect((await boxOf(list)).height).toBeLessThan((await boxOf(list.locator(".."))).height);
});

test("the day floats over the list only while its reader scrolls", async ({ browser, parley }) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  for (let n = 0; n < 40; n++) await say(parley, pat, generalId, `Line ${n}`);
  await call(parley, olga.token, `POST /api/channels/${generalId}/read`, { seq: 40 });
  const { page } = await openAs(browser, parley, { who: olga, viewport: desk });
  await page.clock.install({ time: Date.now() + 2 * 86_400_000 });
  await page.goto(`/w/${slug}/c/general`);
  const pill = page.locator("[data-day-pill]");
  await settled(page);
  await expect(pill).toHaveCSS("opacity", "0");
  await page.mouse.move(desk.width / 2, desk.height / 2);
  await page.mouse.wheel(0, -300);
  await expect(pill).toHaveCSS("opacity", "1");
  await expect(pill).toHaveCSS("opacity", "0");
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await say(parley, pat, generalId, "Comes in");
  await expect(message(page, "Comes in")).toBeInViewport();
  await expect(pill).toHaveCSS("opacity", "0");
});

test("the bar over a message stays in its row and offers what its reader uses most, and the menu has the rest", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  for (const body of ["Zero", "One", "Two"]) await say(parley, pat, generalId, body);
  await say(parley, olga, generalId, "Mine");
  const { page } = await openAs(browser, parley, { who: olga, viewport: desk, reducedMotion: "reduce" });
  await page.goto(`/w/${slug}/c/general`);
  const bar = (text: string) => message(page, text).getByRole("toolbar", { name: "Message actions" });
  const quick = (text: string) => bar(text).getByRole("button", { name: /^React with / });
  await message(page, "One").hover();
  await expect(quick("One")).toHaveText(["👍", "✅", "👀"]);
  const [inner, outer] = [await boxOf(bar("One")), await boxOf(message(page, "One").locator("[data-row-ground]"))];
  expect(inner.height).toBe(28);
  expect(inner.y).toBeGreaterThanOrEqual(outer.y);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height);
  // In a wide pane it hides nothing: the column ends 12 px before its ground does.
  await page.setViewportSize({ width: 1600, height: desk.height });
  await message(page, "One").hover();
  const [beside, ground] = [await boxOf(bar("One")), await boxOf(message(page, "One").locator("[data-row-ground]"))];
  expect(beside.x).toBeGreaterThanOrEqual(ground.x + ground.width - 12);
  expect(beside.x + beside.width).toBeLessThanOrEqual(1_600 - 15);
  await page.setViewportSize(desk);
  await message(page, "One").hover();

  await quick("One").nth(2).click();
  await expect(quick("One").nth(2)).toHaveAttribute("aria-pressed", "true");
  const reaction = message(page, "One").getByRole("button", { name: /1 person, including you/ });
  await expect(reaction).toHaveCSS("animation-duration", "0s");
  await message(page, "Two").hover();
  await expect(quick("Two")).toHaveText(["👀", "👍", "✅"]);
  // Where the focus is, the bar has stayed, and the emoji in their places.
  await quick("One").nth(2).click();
  await expect(reaction).toHaveCount(0);

  await press(page, "Mine", "More actions");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await expect(page.getByRole("textbox", { name: "Edit your message" })).toBeFocused();
});

async function say(parley: Parley, who: Person, channelId: string, body: string, more = {}) {
  return (await call(parley, who.token, `POST /api/channels/${channelId}/messages`, { body, ...more })).message;
}

type Opening = { who: Person; path: string; density?: Density };

async function open(browser: Browser, parley: Parley, { who, path, density = "comfortable" }: Opening): Promise<Page> {
  const { page } = await openAs(browser, parley, { who, viewport: desk });
  await page.addInitScript((density) => localStorage.setItem("parley.density", density), density);
  await page.goto(path);
  await settled(page);
  return page;
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not on the page.");
  return box;
}

/** The edges of the column in which an element stands. */
function columnOf(locator: Locator): Promise<{ left: number; right: number }> {
  return locator.evaluate((element) => {
    const column = element.closest(".measure, .measure-ground");
    if (!column) throw new Error("It stands in no column.");
    const { left, right } = column.getBoundingClientRect();
    const { paddingLeft, paddingRight } = getComputedStyle(column);
    return { left: left + Number.parseFloat(paddingLeft), right: right - Number.parseFloat(paddingRight) };
  });
}

function rowsInView(page: Page): Promise<number> {
  return page.getByRole("log").evaluate((log) => {
    const view = log.parentElement?.getBoundingClientRect();
    const rows = [...log.querySelectorAll("article")].map((row) => row.getBoundingClientRect());
    return rows.filter(({ top, bottom }) => view && top >= view.top && bottom <= view.bottom).length;
  });
}

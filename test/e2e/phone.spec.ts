import type { Browser, Locator } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { expectNothingInTheWay } from "./support/axe";
import { composer, message } from "./support/conversation";
import { fingerOn, pointIn } from "./support/finger";
import { call, olgaAndPat, openAs } from "./support/people";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("a long press on a message opens a sheet of six emoji, all emoji and the actions, and it has the focus until it closes", async ({
  browser,
  parley,
}) => {
  const { page, finger, path } = await world(browser, parley);
  await page.goto(path);
  const sheet = page.getByRole("dialog", { name: "Message actions" });
  const open = async (text = "Something to say") => {
    await finger.down(await pointIn(message(page, text).getByText(text), { x: 20, y: 8 }));
    await expect(sheet).toBeVisible();
    await finger.up();
    // Lifting the finger presses nothing that has come beneath it.
    await expect(sheet).toBeVisible();
  };

  await open();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("");
  expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  const reactions = sheet.getByRole("group", { name: "Add a reaction" }).getByRole("button");
  await expect(reactions).toHaveCount(7);
  await expect(reactions.last()).toHaveAccessibleName("All emoji");
  expect(await heightsBelow(reactions, 44)).toEqual([]);
  const actions = sheet.getByRole("list").getByRole("button");
  await expect(actions).toHaveText([
    "Reply in a thread",
    "Quote",
    "Copy link",
    "Copy text",
    "Pin to the channel",
    "Mark unread from here",
    "Edit",
    "Delete",
  ]);
  expect(await heightsBelow(actions, 48)).toEqual([]);
  await expectNothingInTheWay(page, "the sheet");

  await sheet.getByRole("button", { name: /React with thumbs up/ }).tap();
  await expect(sheet).toBeHidden();
  await expect(
    message(page, "Something to say").getByRole("button", { name: /1 person, including you/ }),
  ).toBeVisible();
  await expect(page.getByRole("toolbar", { name: "Message actions" })).toHaveCount(0);
  await expect(page.getByRole("textbox")).not.toBeFocused();

  // A tap outside, Esc, the way back, and a drag down
  await open();
  await page.touchscreen.tap(195, 60);
  await expect(sheet).toBeHidden();
  await open();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await open();
  await page.goBack();
  await expect(sheet).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await open();
  const from = await pointIn(sheet.getByRole("button", { name: "Copy link" }), { x: 100, y: 20 });
  await finger.down(from);
  // However fast it came, a finger that rests flicks nothing.
  await finger.drag({ x: from.x, y: from.y + 60 }, 2);
  await finger.up();
  await expect(sheet).toBeVisible();
  await finger.down(from);
  await finger.drag({ x: from.x, y: from.y + 240 });
  await finger.up();
  await expect(sheet).toBeHidden();

  // A finger that scrolls presses nothing.
  const at = await pointIn(message(page, "Something to say").getByText("Something to say"), { x: 20, y: 8 });
  await finger.down(at);
  await finger.drag({ x: at.x, y: at.y - 80 });
  await finger.up();
  await expect(sheet).toBeHidden();

  // An action that leads elsewhere takes the place of the sheet in the history.
  await open();
  await sheet.getByRole("button", { name: "Reply in a thread" }).tap();
  const thread = page.getByRole("complementary", { name: "Thread" });
  await expect(thread).toBeVisible();
  await expect(sheet).toBeHidden();
  await page.goBack();
  await expect(thread).toBeHidden();
  await expect(message(page, "Something to say")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("a button with a menu opens a sheet under a finger, whose actions lead on, and one's own has no keys", async ({
  browser,
  parley,
}) => {
  const { page, slug } = await world(browser, parley);
  await page.goto(`/w/${slug}`);
  const mine = page.getByRole("button", { name: "Olga Owner: your menu" });
  await mine.tap();
  const sheet = page.getByRole("dialog", { name: "Olga Owner: your menu" });
  await expect(sheet.getByRole("button", { name: "Preferences" })).toBeVisible();
  await expect(sheet.getByRole("button", { name: /Keyboard/ })).toHaveCount(0);
  expect(await heightsBelow(sheet.getByRole("list").getByRole("button"), 48)).toEqual([]);
  await expectNothingInTheWay(page, "the sheet");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(mine).toBeFocused();

  await mine.tap();
  await sheet.getByRole("button", { name: "Your profile" }).tap();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("dialog").getByLabel("Name", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add channels" }).tap();
  await page.getByRole("dialog", { name: "Add channels" }).getByRole("button", { name: "Browse channels" }).tap();
  await expect(page.getByRole("dialog", { name: "Browse channels" })).toBeVisible();
  await page.keyboard.press("Escape");
  await mine.tap();
  await sheet.getByRole("button", { name: "People", exact: true }).tap();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}/people$`));
});

test("however long a channel's name is, the empty composer has one line, and its button the accent once there is text", async ({
  browser,
  parley,
}) => {
  const { page, slug, olga, id } = await world(browser, parley);
  const name = "international-coordination-of-standards-for-everything-that-we-do";
  await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name });
  await page.goto(`/w/${slug}/c/${name}`);
  const field = composer(page, name);
  await expect(field).toBeVisible();
  const empty = await field.boundingBox();
  const send = page.getByRole("button", { name: "Send", exact: true });
  const ground = () => send.locator("span").evaluate((drawn) => getComputedStyle(drawn).backgroundColor);
  const grey = await ground();
  await expect(send).toBeDisabled();
  await field.fill("A");
  expect((await field.boundingBox())?.height).toBe(empty?.height);
  await expect.poll(ground).not.toBe(grey);
  expect((await send.locator("span").boundingBox())?.height).toBe(36);
  expect((await send.boundingBox())?.height).toBe(44);
});

test("a swipe from the left edge goes back to what keeps its place, and none begins in a wide table or with a mouse", async ({
  browser,
  parley,
}) => {
  const { page, finger, path, slug, rootId } = await world(browser, parley, 24);
  const swipe = async (from: { x: number; y: number }, byPx: number) => {
    await finger.down(from);
    await finger.drag({ x: from.x + byPx, y: from.y });
    await finger.up();
  };
  await page.goto(`/w/${slug}`);
  const link = page.getByRole("link", { name: "general", exact: true });
  await link.scrollIntoViewIfNeeded();
  const before = await link.boundingBox();
  await link.tap();
  const said = message(page, "Something to say");
  await expect(said).toBeVisible();
  await expect(link).toBeHidden();

  const table = message(page, "Wide").getByRole("group");
  const scrolled = () => table.evaluate(({ scrollLeft }) => scrollLeft);
  await swipe(await pointIn(table, { x: 250, y: 20 }), -150);
  await expect.poll(scrolled).toBeGreaterThan(50);
  const farPx = await scrolled();
  await swipe(await pointIn(table, { x: 4, y: 20 }), 200);
  await expect.poll(scrolled).toBeLessThan(farPx);
  await page.mouse.move(6, 300);
  await page.mouse.down();
  await page.mouse.move(250, 300, { steps: 5 });
  await page.mouse.up();
  await swipe({ x: 6, y: 300 }, 80);
  await expect(link).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`${path}$`));

  await finger.down({ x: 6, y: 300 });
  await finger.drag({ x: 200, y: 300 });
  await expect(link).toBeVisible();
  expect((await said.boundingBox())?.x).toBeGreaterThan(150);
  await finger.up();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}$`));
  await expect(said).toBeHidden();
  expect(await link.boundingBox()).toEqual(before);

  await page.goto(`${path}/t/${rootId}`);
  const thread = page.getByRole("complementary", { name: "Thread" });
  await expect(message(thread, "Something to say")).toBeVisible();
  await swipe({ x: 6, y: 300 }, 200);
  await expect(thread).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  expect((await page.getByRole("main").boundingBox())?.x).toBe(0);
  await expect(page.getByRole("textbox")).not.toBeFocused();
});

test("sheets and panes come in 180 ms, and at once for those who want less motion", async ({ browser, parley }) => {
  const { page, finger, path } = await world(browser, parley);
  await page.goto(path);
  const sheet = page.getByRole("dialog", { name: "Message actions" });
  for (const [reducedMotion, times] of [
    ["no-preference", ["0.18s", "0.18s"]],
    ["reduce", ["0s", "0s"]],
  ] as const) {
    await page.emulateMedia({ reducedMotion });
    await finger.down(await pointIn(message(page, "Something to say").getByText("Something to say"), { x: 20, y: 8 }));
    await expect(sheet).toBeVisible();
    await finger.up();
    const box = sheet.locator("> div");
    const sheetTime = await box.evaluate((element) => getComputedStyle(element).animationDuration);
    await sheet.getByRole("button", { name: "Reply in a thread" }).tap();
    const thread = page.getByRole("complementary", { name: "Thread" });
    const paneTime = await thread.evaluate((element) => getComputedStyle(element).animationDuration);
    expect([sheetTime, paneTime]).toEqual(times);
    await thread.getByRole("button", { name: "Back" }).tap();
    await expect(thread).toBeHidden();
  }
});

/** A channel with something to say and a wide table, on the owner's phone. */
async function world(browser: Browser, parley: Parley, channels = 0) {
  const { olga, id, slug, generalId } = await olgaAndPat(parley);
  const columns = Array.from({ length: 20 }, (_, index) => `column${index}`);
  for (let index = 0; index < channels; index += 1)
    await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: `a-${index}` });
  let rootId = "";
  for (const body of [`Wide\n\n|${columns.join("|")}|\n|${"-|".repeat(20)}\n|1|`, "Something to say"])
    rootId = (await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body })).message.id;
  const { page, context } = await openAs(browser, parley, { who: olga, ...phone });
  return { page, context, finger: await fingerOn(page), olga, id, slug, rootId, path: `/w/${slug}/c/general` };
}

/** The names of the buttons that a finger would miss. */
async function heightsBelow(buttons: Locator, px: number): Promise<string[]> {
  return buttons.evaluateAll(
    (all, px) =>
      all
        .filter((one) => one.getBoundingClientRect().height < px)
        .map((one) => one.getAttribute("aria-label") ?? one.textContent ?? ""),
    px,
  );
}

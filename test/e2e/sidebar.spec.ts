import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { expectNothingInTheWay } from "./support/axe";
import { composer, message } from "./support/conversation";
import { call, olgaAndPat, openAs, type Person, person } from "./support/people";

test("a conversation is starred by right click or key, a section collapses, and both show on the person's other device and after a reload", async ({
  browser,
  parley,
}) => {
  const { olga, slug } = await world(parley, ["alpha", "bravo"]);
  const { page } = await openAs(browser, parley, { who: olga });
  const { page: other } = await openAs(browser, parley, { who: olga });
  for (const one of [page, other]) {
    await one.goto(`/w/${slug}/c/general`);
    await expect(composer(one)).toBeFocused();
  }

  await link(page, "bravo").click({ button: "right" });
  await expectNothingInTheWay(page, "the sidebar");
  await page.getByRole("menuitem", { name: "Star" }).click();
  await expect(composer(page)).toBeFocused();
  for (const one of [page, other]) await expect.poll(() => namesIn(one, "Starred")).toEqual(["bravo"]);
  expect(await namesIn(page, "Channels")).toEqual(["alpha", "general"]);

  // By key, the focus goes with the row, since another place on the page would be somewhere else.
  await link(page, "alpha").focus();
  await page.keyboard.press("ContextMenu");
  await expect(page.getByRole("menuitem", { name: "Star" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(() => namesIn(page, "Starred")).toEqual(["bravo", "alpha"]);
  await expect(link(page, "alpha")).toBeFocused();

  const heading = other.getByRole("button", { name: "Starred", exact: true });
  await heading.click();
  await expect(heading).toHaveAttribute("aria-expanded", "false");
  await expect(section(other, "Starred").getByRole("link")).toHaveCount(0);
  await expect(section(page, "Starred").getByRole("link")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Starred", exact: true })).toHaveAttribute("aria-expanded", "false");
  await expectNothingInTheWay(page, "the sidebar");
});

test("a collapsed section still shows what is unread and what is open, and the switch Unreads shows nothing else", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, ids } = await world(parley, ["alpha", "bravo", "charlie"]);
  await call(parley, pat.token, `POST /api/channels/${ids.bravo}/messages`, { body: "News" });
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/alpha`);
  await page.getByRole("button", { name: "Channels", exact: true }).click();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo"]);
  await page.getByRole("button", { name: "Channels", exact: true }).click();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo", "charlie", "general"]);

  const unreads = page.getByRole("switch", { name: "Unreads" });
  await expect(unreads).toHaveAccessibleName("Unreads 1 unread conversation");
  await unreads.focus();
  await page.keyboard.press("Space");
  await expect(unreads).toBeChecked();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo"]);
  await expect(page.getByRole("button", { name: "Direct messages", exact: true })).toBeHidden();
  await expectNothingInTheWay(page, "the sidebar");
  await page.reload();
  await expect(unreads).toBeChecked();
  // What was read goes with the next move, and not while it is open.
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(composer(page, "bravo")).toBeFocused();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["bravo"]);
  await unreads.click();
  await expect.poll(() => namesIn(page, "Channels")).toHaveLength(4);
});

test("a row moves by dragging and by Alt+Shift+arrows, keeps the focus, and stays there whatever is unread, on every device", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, ids } = await world(parley, ["alpha", "bravo", "charlie"]);
  const { page } = await openAs(browser, parley, { who: olga });
  const { page: other } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await other.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  await expect(composer(other)).toBeFocused();

  await link(page, "charlie").focus();
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "charlie", "bravo", "general"]);
  await expect(page.getByText("Moved to 2 of 4").first()).toBeAttached();
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo", "general", "charlie"]);
  await expect(link(page, "charlie")).toBeFocused();
  // Where there is no other place, the row wants nothing, and takes no key of whoever has gone on to write.
  await link(page, "alpha").focus();
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await composer(page).click();
  await page.keyboard.type("ab");
  await page.keyboard.press("Enter");
  await expect(message(page, "ab")).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await expect(page).toHaveURL(/\/c\/general$/);

  await dragTo(page, link(page, "charlie"), link(page, "alpha"));
  await page.mouse.up();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["charlie", "alpha", "bravo", "general"]);
  // A drag is no click, and Escape takes one back.
  await expect(page).toHaveURL(/\/c\/general$/);
  await dragTo(page, link(page, "charlie"), link(page, "bravo"));
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(page.locator("[data-drop], [data-dragged]")).toHaveCount(0);
  await expect(page).toHaveURL(/\/c\/general$/);
  await link(page, "bravo").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Move down" }).click();
  const moved = ["charlie", "alpha", "general", "bravo"];
  for (const one of [page, other]) await expect.poll(() => namesIn(one, "Channels")).toEqual(moved);

  await call(parley, pat.token, `POST /api/channels/${ids.bravo}/messages`, { body: "News" });
  await expect(link(page, /bravo/)).toHaveAccessibleName(/1 unread message/);
  expect(await namesIn(page, "Channels")).toEqual(moved);
  await page.reload();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(moved);
});

test("a long press opens the sheet of a row, and lifting the finger opens nothing", async ({ browser, parley }) => {
  const { olga, slug } = await world(parley, ["alpha"]);
  const { page, context } = await openAs(browser, parley, {
    who: olga,
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 780 },
  });
  await page.goto(`/w/${slug}`);
  const box = await link(page, "alpha").boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  const cdp = await context.newCDPSession(page);
  const point = { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 20 };
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
  const sheet = page.getByRole("dialog", { name: "Conversation: alpha" });
  await expect(sheet.getByRole("button", { name: "Star" })).toBeVisible();
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await sheet.getByRole("button", { name: "Star" }).tap();
  await expect.poll(() => namesIn(page, "Starred")).toEqual(["alpha"]);
  await expect(page).toHaveURL(new RegExp(`/w/${slug}$`));
});

test("unread conversations beyond the edges of a long list are counted there, and a press scrolls to the nearest", async ({
  browser,
  parley,
}) => {
  const names = Array.from({ length: 40 }, (_, index) => `room-${String(index).padStart(2, "0")}`);
  const { olga, pat, slug, ids } = await world(parley, names);
  for (const name of ["room-00", "room-01", "room-39"])
    await call(parley, pat.token, `POST /api/channels/${ids[name]}/messages`, { body: "News" });
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 1200, height: 700 } });
  await page.goto(`/w/${slug}/c/room-20`);
  await expect(link(page, "room-20")).toBeInViewport();
  const above = page.getByRole("button", { name: "unread above" });
  const below = page.getByRole("button", { name: "unread below" });
  await link(page, "room-39").scrollIntoViewIfNeeded();
  await expect(above).toHaveText("2 unread above");
  // The pill covers no row that the list has scrolled to.
  const [pill, last] = [await above.boundingBox(), await link(page, /room-39/).boundingBox()];
  if (!pill || !last) throw new Error("They are not there.");
  expect(last.y).toBeGreaterThan(pill.y + pill.height);
  await expect(below).toBeHidden();
  await expectNothingInTheWay(page, "the sidebar");
  await above.click();
  await expect(link(page, /room-01/)).toBeInViewport();
  await expect(below).toHaveText("1 unread below");
  // A press by key takes the focus to the row, since the button goes.
  await below.focus();
  await page.keyboard.press("Enter");
  await expect(link(page, /room-39/)).toBeFocused();
  await expect(below).toBeHidden();
});

test("the sidebar is as wide as it is dragged or moved by keys, within its bounds, before the page runs after a reload", async ({
  browser,
  parley,
}) => {
  const { olga, slug } = await world(parley, []);
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 1440, height: 800 } });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  const edge = page.getByRole("separator", { name: "Width of the sidebar" });
  const width = async () => (await page.getByRole("navigation", { name: "Conversations" }).boundingBox())?.width;
  await expect(edge).toHaveAttribute("aria-valuenow", "264");
  // A rail of other workspaces may stand before the sidebar.
  const x = ((await edge.boundingBox())?.x ?? 0) + 4;
  await page.mouse.click(x, 300);
  expect(await page.evaluate(() => localStorage.getItem("parley.width.sidebar"))).toBeNull();
  await page.mouse.move(x, 300);
  await page.mouse.down();
  await page.mouse.move(x + 46, 320, { steps: 3 });
  await page.mouse.up();
  await expect.poll(width).toBe(310);
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", "294");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await expect.poll(width).toBe(360);
  await page.keyboard.press("Home");
  await expect(edge).toHaveAttribute("aria-valuenow", "220");

  const shifts = `new PerformanceObserver((list) => { window.shift = (window.shift ?? 0) + list.getEntries().reduce((sum, one) => sum + one.value, 0); }).observe({ type: "layout-shift", buffered: true });`;
  await page.addInitScript(shifts);
  await page.reload();
  await expect(composer(page)).toBeFocused();
  await expect.poll(width).toBe(220);
  expect(await page.evaluate(() => Reflect.get(window, "shift") ?? 0)).toBeLessThan(0.02);
  await edge.dblclick();
  await expect.poll(width).toBe(264);
});

test("Ctrl+Z takes back a star, a move and what was marked as read, each of which says that it was done", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, ids } = await world(parley, ["alpha", "bravo"]);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();

  await link(page, "bravo").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Star" }).click();
  await expect.poll(() => namesIn(page, "Starred")).toEqual(["bravo"]);
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo", "general"]);

  await dragTo(page, link(page, "bravo"), link(page, "alpha"));
  await page.mouse.up();
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["bravo", "alpha", "general"]);
  await page.keyboard.press("Control+z");
  await expect.poll(() => namesIn(page, "Channels")).toEqual(["alpha", "bravo", "general"]);

  for (let index = 0; index < 60; index += 1)
    await call(parley, pat.token, `POST /api/channels/${ids.alpha}/messages`, { body: `News ${index}\n\nand more` });
  await link(page, "alpha").click();
  await expect(page.getByRole("log").getByText("News 0", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Marked as read").first()).toBeVisible();
  await expect(link(page, "alpha")).not.toHaveAttribute("data-unread", "");
  await page.keyboard.press("Control+z");
  await expect(link(page, "alpha")).toHaveAttribute("data-unread", "");
});

test("the row of what is open is in view, also when it comes later than the conversation", async ({
  browser,
  parley,
}) => {
  const names = Array.from({ length: 30 }, (_, index) => `alpha-${index}`);
  const { olga, pat, id, slug } = await world(parley, names);
  await call(parley, pat.token, `POST /api/workspaces/${id}/channels`, { name: "zulu", kind: "public" });
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 1200, height: 600 } });
  await page.goto(`/w/${slug}/c/zulu`);
  await page.getByRole("button", { name: "Join" }).first().click();
  await expect(link(page, "zulu")).toBeInViewport();
});

test("a group shows how many people it has, a person their presence, and a workspace without channels what to do", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, id } = await world(parley, []);
  const sam = await person(parley, "sam@example.org", "Sam Second");
  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  await call(parley, sam.token, `POST /api/invites/${invite.code}/accept`);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(page.getByText("Press + to write to someone.")).toBeVisible();
  for (const member_ids of [[pat.id], [pat.id, sam.id]])
    await call(parley, olga.token, "POST /api/dms", { workspace_id: id, member_ids });
  await expect(link(page, /^offline Pat Pending$/i)).toBeVisible();
  const group = link(page, "Pat Pending, Sam Second");
  await expect(group.locator(".avatar")).toHaveText(["", "2"]);
  // The newest stands on top, and stays there when somebody writes in another.
  await expect.poll(() => namesIn(page, "Direct messages")).toEqual(["Pat Pending, Sam Second", "Pat Pending"]);
});

type World = Awaited<ReturnType<typeof olgaAndPat>> & { readonly ids: Readonly<Record<string, string>> };

/** Olga's workspace with these channels beside the general one, all of them Pat's too. */
async function world(parley: Parley, names: readonly string[]): Promise<World & { readonly pat: Person }> {
  const made = await olgaAndPat(parley);
  const ids: Record<string, string> = {};
  for (const name of names) {
    const { channel } = await call(parley, made.olga.token, `POST /api/workspaces/${made.id}/channels`, { name });
    await call(parley, made.pat.token, `POST /api/channels/${channel.id}/join`);
    ids[name] = channel.id;
  }
  return { ...made, ids };
}

function link(page: Page, name: string | RegExp): Locator {
  return page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name });
}

function section(page: Page, name: string): Locator {
  return page.getByRole("list", { name, exact: true });
}

/** The names of a section's rows, from top to bottom, without what is said of them. */
function namesIn(page: Page, name: string): Promise<string[]> {
  return section(page, name).locator("a > span[dir]").allTextContents();
}

/** Leaves the button down. */
async function dragTo(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error("A row is not on screen.");
  await page.mouse.move(start.x + 80, start.y + 14);
  await page.mouse.down();
  await page.mouse.move(end.x + 80, end.y + 14, { steps: 5 });
  await expect(page.locator("[data-drop]")).toHaveCount(1);
}

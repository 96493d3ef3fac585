import type { Browser, Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { holdBack, lateCodeButCalls } from "./support/lateness";
import { call, faultsOf, olgaAndPat, openAs } from "./support/people";
import { widths } from "./support/places";

type Options = { readonly width?: number; readonly hasMessages?: boolean };

/** Olga in a workspace with Pat, whose bot is there and who is in another time zone. */
async function world(browser: Browser, parley: Parley, { width = 1440 }: Options = {}) {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  await call(parley, pat.token, "PATCH /api/me", { status: "Away until Tuesday", time_zone: "Asia/Tokyo" });
  await call(parley, pat.token, `POST /api/workspaces/${id}/bots`, { display_name: "Build bot" });
  await call(parley, olga.token, `PATCH /api/channels/${generalId}`, {
    topic: `See [the plan](${parley.url}/w/${slug}/people) and https://example.org`,
  });
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Hello from Pat" });
  const { page } = await openAs(browser, parley, {
    who: olga,
    viewport: { width, height: 800 },
    timezoneId: "Europe/Berlin",
  });
  const path = `/w/${slug}/c/general`;
  return { page, path, slug, olga, pat, workspaceId: id, generalId, faults: faultsOf(page) };
}

const details = (page: Page): Locator => page.getByRole("complementary", { name: "Details" });
const tab = (page: Page, name: RegExp | string): Locator => details(page).getByRole("tab", { name });
const opener = (page: Page): Locator => page.getByRole("button", { name: "Details", exact: true });

for (const width of widths)
  test(`the details are a part of the address: tabs, back, reload and a link keep them, ${width} px wide`, async ({
    browser,
    parley,
  }) => {
    const { page, path, faults } = await world(browser, parley, { width });
    await page.goto(path);
    await expect(message(page, "Hello from Pat")).toBeVisible();
    await opener(page).click();
    await expect(page).toHaveURL(`${path}/about`);
    await expect(tab(page, "About")).toBeFocused();
    await expect(tab(page, "About")).toHaveAttribute("aria-selected", "true");

    // By keys, and by the mouse.
    await page.keyboard.press("ArrowRight");
    await expect(page).toHaveURL(`${path}/members`);
    await expect(tab(page, "Members 3")).toBeFocused();
    await expect(details(page).getByRole("listitem")).toHaveCount(3);
    await tab(page, "Pins").click();
    await expect(page).toHaveURL(`${path}/pins`);
    await expect(details(page)).toContainText("Nothing is pinned here yet");
    await page.reload();
    await expect(tab(page, "Pins")).toHaveAttribute("aria-selected", "true");
    if (width < 1024) await expect(page.getByRole("main")).toBeHidden();
    else await expect(composer(page)).toBeFocused();

    // The tabs are one place: back leads out of them all.
    await page.goBack();
    await expect(page).toHaveURL(path);
    await expect(details(page)).toHaveCount(0);
    await expect(message(page, "Hello from Pat")).toBeVisible();
    await page.goForward();
    await expect(tab(page, "Pins")).toHaveAttribute("aria-selected", "true");

    // Where the pane covers the conversation, its way out is Back.
    await details(page)
      .getByRole("button", { name: width < 1024 ? "Back" : "Close the pane" })
      .click();
    await expect(details(page)).toHaveCount(0);
    await expect(page).toHaveURL(path);
    expect(faults).toEqual([]);
  });

test("name, topic and purpose are saved one by one, by Enter or by leaving, and Esc takes a change back", async ({
  browser,
  parley,
}) => {
  const { page, path, slug, olga, workspaceId, generalId, faults } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/workspaces/${workspaceId}/channels`, { name: "taken" });
  const channel = async () => (await call(parley, olga.token, `GET /api/channels/${generalId}`)).channel;
  await page.goto(`${path}/about`);
  const field = (name: string) => details(page).getByRole("textbox", { name, exact: true });

  // A row leads to the members. A field says how it saves while one is in it.
  await expect(details(page).getByText("Saves when you leave")).toHaveCount(3);
  await expect(details(page).getByText("Saves when you leave").filter({ visible: true })).toHaveCount(0);
  await details(page).getByRole("button", { name: "3 members" }).press("Enter");
  await expect(tab(page, "Members 3")).toHaveAttribute("aria-selected", "true");
  await tab(page, "About").click();
  await field("Purpose").focus();
  await expect(details(page).getByText("Saves when you leave").filter({ visible: true })).toHaveCount(1);
  await expect(field("Purpose")).toHaveAccessibleDescription("Saves when you leave the field");

  await field("Purpose").fill("What everybody should know");
  await field("Purpose").press("Enter");
  await expect(details(page).getByText("Saved")).toBeVisible();
  expect((await channel()).purpose).toBe("What everybody should know");
  await field("Topic").fill("Plans for the day");
  await field("Name").focus();
  await expect(page.getByRole("main").getByText("Plans for the day", { exact: true })).toBeVisible();
  expect((await channel()).topic).toBe("Plans for the day");

  // After a fault, Enter tries again with the same text.
  const faulty = await holdBack(page, (url) => url.includes("channels.update"));
  await faulty.fail();
  await field("Purpose").fill("What everybody knows");
  await field("Purpose").press("Enter");
  await expect(details(page).getByRole("alert")).toBeVisible();
  await page.unrouteAll();
  await field("Purpose").press("Enter");
  await expect.poll(async () => (await channel()).purpose).toBe("What everybody knows");
  await expect(details(page).getByRole("alert")).toHaveCount(0);

  // What somebody else made of it before the answer came is shown, too.
  const answer = { release: () => {} };
  await page.route(/channels\.update/, async (route) => {
    const response = await route.fetch();
    await new Promise<void>((resolve) => {
      answer.release = resolve;
    });
    await route.fulfill({ response });
  });
  await field("Topic").fill("My plans");
  await field("Topic").press("Enter");
  await expect.poll(async () => (await channel()).topic).toBe("My plans");
  await call(parley, olga.token, `PATCH /api/channels/${generalId}`, { topic: "Plans for the day" });
  await expect(page.getByRole("main").getByText("Plans for the day", { exact: true })).toBeVisible();
  answer.release();
  await expect(field("Topic")).toHaveValue("Plans for the day");
  await page.unrouteAll({ behavior: "wait" });

  // Esc takes back, and closes the pane only when there is nothing to take back.
  await field("Topic").fill("Plans for tomorrow");
  await field("Topic").press("Escape");
  await expect(field("Topic")).toHaveValue("Plans for the day");
  expect((await channel()).topic).toBe("Plans for the day");

  // What is refused stays, with the reason beside it, and takes no key from where one writes by then.
  await field("Name").fill("taken");
  await composer(page).click();
  await page.keyboard.type("Meanwhile");
  await expect(field("Name")).toHaveAccessibleDescription("Another channel has this name.");
  await expect(field("Name")).toHaveValue("taken");
  await expect(composer(page)).toHaveValue("Meanwhile");
  await field("Name").fill("everyone");
  await field("Name").press("Enter");
  await expect(page).toHaveURL(`/w/${slug}/c/everyone/about`);
  await expect(field("Name")).toBeFocused();
  await expect(composer(page, "everyone")).toHaveValue("Meanwhile");
  await field("Name").press("Escape");
  await expect(details(page)).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("a person's card says who and where they are, stands in the same pane, and leads to a conversation", async ({
  browser,
  parley,
}) => {
  const { page, path, faults, olga, pat } = await world(browser, parley);
  await page.goto(path);
  await page.getByRole("button", { name: "3 members" }).click();
  await expect(details(page).getByRole("textbox", { name: "Find a member" })).toBeFocused();
  await page.keyboard.type("pend");
  await expect(details(page).getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const card = page.getByRole("complementary", { name: "Profile" });
  await expect(page).toHaveURL(`${path}/p/${pat.id}`);
  await expect(card).toBeFocused();
  await expect(details(page)).toHaveCount(0);
  for (const text of ["Pat Pending", "@pat-pending", "Away until Tuesday", "local time", "Member", "Build bot"])
    await expect(card.getByText(text).first()).toBeVisible();

  // The members are behind it.
  await card.getByRole("button", { name: "Back" }).click();
  await expect(tab(page, /^Members/)).toHaveAttribute("aria-selected", "true");
  await page.goForward();
  await card.getByRole("button", { name: /Build bot/ }).click();
  await expect(card.getByText("Belongs to")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);

  await message(page, "Hello from Pat").getByText("Pat Pending", { exact: true }).first().click();
  await card.getByRole("button", { name: "Message", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Message Pat Pending" })).toBeFocused();
  await opener(page).click();
  await expect(details(page).getByText("Away until Tuesday")).toBeVisible();

  // One's own card shows a change at once, though no event tells of a status.
  await page.goto(`${path}/p/${olga.id}`);
  await card.getByRole("button", { name: "Change your profile" }).click();
  await page.getByRole("dialog").getByLabel("Status").fill("Back at noon");
  await page.keyboard.press("Enter");
  await expect(card.getByText("Back at noon")).toBeVisible();
  expect(faults).toEqual([]);
});

test("a long list of people goes on after a page that failed, keeps the row with the focus, and begins anew with each filter", async ({
  browser,
  parley,
}) => {
  const { page, slug, olga, workspaceId, faults } = await world(browser, parley);
  for (let from = 0; from < 120; from += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const display_name = `Bot ${String(from + index).padStart(3, "0")}`;
        return call(parley, olga.token, `POST /api/workspaces/${workspaceId}/bots`, { display_name });
      }),
    );
  const secondPage = await holdBack(page, (url) => /members\.list.*cursor/.test(decodeURIComponent(url)));
  await secondPage.fail();
  await page.goto(`/w/${slug}/people`);
  const find = page.getByRole("textbox", { name: "Find people by name or handle" });
  const rowOf = (name: RegExp) => page.getByRole("list", { name: "People" }).getByRole("button", { name });
  await find.focus();
  await expect(rowOf(/Bot 000/)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(rowOf(/Bot 099/)).toBeFocused();
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await page.unrouteAll();
  await again.click();
  await expect(again).toBeHidden();
  await rowOf(/Bot 099/).focus();
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(rowOf(/Pat Pending ?@/)).toBeFocused({ timeout: 500 });
  }).toPass();

  await rowOf(/Pat Pending ?@/).hover();
  await page.mouse.wheel(0, -20_000);
  await expect(rowOf(/Bot 000/)).toBeInViewport();
  await expect(rowOf(/Pat Pending ?@/)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(rowOf(/Olga Owner ?@/)).toBeFocused();
  await expect(rowOf(/Olga Owner ?@/)).toBeInViewport();

  await page.keyboard.type("bot");
  await expect(find).toHaveValue("bot");
  await expect(rowOf(/Bot 000/)).toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await expect(rowOf(/Bot 000/)).toBeFocused();
  expect(faults).toEqual([]);
});

test("the directory finds anybody, is walked with the keys, and shows a person beside it", async ({
  browser,
  parley,
}) => {
  const { page, path, slug, pat, faults } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("people");
  await expect(page.getByRole("option", { name: "People", exact: true })).toBeVisible();
  await page.getByRole("option", { name: "People", exact: true }).click();
  await expect(page).toHaveURL(`/w/${slug}/people`);
  await expect(page).toHaveTitle(/People · /);
  const find = page.getByRole("textbox", { name: "Find people by name or handle" });
  const rows = page.getByRole("list", { name: "People" }).getByRole("listitem");
  await expect(find).toBeFocused();
  await expect(rows).toHaveCount(3);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(rows.last().getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Home");
  await expect(rows.first().getByRole("button").first()).toBeFocused();
  // Text finds its way to the filter.
  await page.keyboard.type("pat");
  await expect(find).toHaveValue("pat");
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/w/${slug}/people/p/${pat.id}`);
  const card = page.getByRole("complementary", { name: "Profile" });
  await expect(card).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(rows.first().getByRole("button").first()).toBeFocused();
  await find.fill("nobody of this name");
  await expect(page.getByText("Nobody found.")).toBeVisible();
  await page.goBack();
  await expect(card).toBeVisible();
  await page.reload();
  await expect(card.getByText("Away until Tuesday")).toBeVisible();
  expect(faults).toEqual([]);
});

for (const width of widths)
  test(`a list of people is as it was left, on the way back and forward, ${width} px wide`, async ({
    browser,
    parley,
  }) => {
    const { page, path, slug, workspaceId, pat, faults } = await world(browser, parley, { width });
    for (let n = 10; n < 30; n++)
      await call(parley, pat.token, `POST /api/workspaces/${workspaceId}/bots`, { display_name: `Bot ${n}` });
    const card = page.getByRole("complementary", { name: "Profile" });
    const directory = page.getByRole("list", { name: "People" });
    const topOf = (list: Locator) => list.evaluate((element) => element.parentElement?.scrollTop);
    await page.goto(path);
    await expect(message(page, "Hello from Pat")).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("people");
    await page.getByRole("option", { name: "People", exact: true }).click();
    await expect(page).toHaveURL(`/w/${slug}/people`);
    await expect(directory.getByRole("listitem").first()).toBeVisible();
    await directory.evaluate((element) => element.parentElement?.scrollTo(0, 300));
    await page.goBack();
    await expect(message(page, "Hello from Pat")).toBeVisible();
    await page.goForward();
    await expect.poll(() => topOf(directory)).toBe(300);
    const find = page.getByRole("textbox", { name: "Find people by name or handle" });
    await find.fill("bot 17");
    await expect(directory.getByRole("listitem")).toHaveCount(1);
    await page.goBack();
    await expect(message(page, "Hello from Pat")).toBeVisible();
    await page.goForward();
    await expect(find).toHaveValue("bot 17");
    await expect(directory.getByRole("listitem")).toHaveCount(1);

    await page.goBack();
    await opener(page).click();
    await tab(page, /Members/).click();
    const filter = details(page).getByRole("textbox");
    await filter.fill("pat");
    await expect(details(page).getByRole("listitem")).toHaveCount(1);
    await details(page)
      .getByRole("listitem")
      .getByRole("button", { name: /Pat Pending/ })
      .first()
      .click();
    await expect(card).toBeVisible();
    await page.goBack();
    await expect(filter).toHaveValue("pat");
    await expect(details(page).getByRole("listitem")).toHaveCount(1);

    // What is opened anew begins anew.
    await page.goBack();
    await expect(details(page)).toHaveCount(0);
    await opener(page).click();
    await tab(page, /Members/).click();
    await expect(filter).toHaveValue("");
    expect(faults).toEqual([]);
  });

test("what is typed while the details load is in the filter, or else where one writes", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  const code = await holdBack(page, await lateCodeButCalls(page, path));
  // Whatever is wanted early would hold back the end of loading, too.
  await page.goto(path, { waitUntil: "commit" });
  await page.getByRole("button", { name: "3 members" }).click();
  await expect(details(page)).toBeFocused();
  await page.keyboard.type("pat");
  await code.release();
  await expect(details(page).getByRole("textbox", { name: "Find a member" })).toHaveValue("pat");
  await expect(details(page).getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();

  // The second press of the same button closes what the first one opened.
  await opener(page).click();
  await page.keyboard.type("On");
  await opener(page).click();
  await page.keyboard.type("ward");
  await expect(details(page)).toHaveCount(0);
  await expect(composer(page)).toHaveValue("Onward");
});

test("a name in a message is a button for the mouse and for keys, and the comma after it stays in its line", async ({
  browser,
  parley,
}) => {
  const { page, path, generalId, olga, pat } = await world(browser, parley);
  const lines = Array.from({ length: 30 }, (_, index) => `${"x".repeat(70 + index)} @pat-pending, can you`);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: lines.join("\n\n") });
  await page.goto(path);
  const names = page.getByRole("log").getByRole("button", { name: "@Pat Pending" });
  await expect(names).toHaveCount(lines.length);
  const parted = await names.evaluateAll((all) =>
    all.filter((name) => {
      const comma = document.createRange();
      const text = name.nextSibling;
      if (!text) return true;
      comma.setStart(text, 0);
      comma.setEnd(text, 1);
      const bottom = [...name.getClientRects()].at(-1)?.bottom ?? 0;
      return comma.getBoundingClientRect().top >= bottom;
    }),
  );
  expect(parted).toEqual([]);
  await names.last().press("Enter");
  await expect(page).toHaveURL(`${path}/p/${pat.id}`);
  await page.keyboard.press("Escape");
  await names.last().click();
  await expect(page).toHaveURL(`${path}/p/${pat.id}`);
});

test("the pane is made wider and narrower by its edge, within bounds, and this device remembers it", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  await page.goto(`${path}/about`);
  const edge = page.getByRole("separator", { name: "Width of the pane" });
  const widthPx = async () => (await details(page).boundingBox())?.width;
  await expect.poll(widthPx).toBe(360);
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(widthPx).toBe(376);
  await page.keyboard.press("End");
  await expect.poll(widthPx).toBe(640);
  await page.keyboard.press("Home");
  await expect.poll(widthPx).toBe(320);
  const box = await edge.boundingBox();
  if (!box) throw new Error("There is no edge.");
  await page.mouse.move(box.x + box.width / 2, 300);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 100, 300, { steps: 3 });
  await page.mouse.up();
  await expect.poll(widthPx).toBe(420);
  await page.reload();
  await expect.poll(widthPx).toBe(420);
  await edge.dblclick();
  await expect.poll(widthPx).toBe(360);
});

test("the header shows who is there and the topic with its links, and no pins to those who have none", async ({
  browser,
  parley,
}) => {
  const { page, path, slug, olga, generalId } = await world(browser, parley);
  await page.goto(path);
  const header = page.getByRole("main").locator("header");
  await expect(header.getByRole("button", { name: "3 members" })).toBeVisible();
  await expect(header.getByRole("link", { name: "https://example.org" })).toHaveAttribute("target", "_blank");
  await header.getByRole("link", { name: "the plan" }).click();
  await expect(page).toHaveURL(`/w/${slug}/people`);
  await page.goBack();
  await expect(header.getByRole("button", { name: "Pinned messages" })).toBeVisible();
  await call(parley, olga.token, `PATCH /api/channels/${generalId}`, { topic: "" });
  await expect(header.getByRole("link")).toHaveCount(0);
});

test("the details go along to another conversation and leave the focus to its composer; a thread does not", async ({
  browser,
  parley,
}) => {
  const { page, path, slug, workspaceId, olga, pat, generalId, faults } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/workspaces/${workspaceId}/channels`, { name: "design", kind: "public" });
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, {
    body: "A root",
  });
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await opener(page).click();
  await tab(page, /Members/).click();
  await expect(details(page).getByRole("listitem")).toHaveCount(3);
  await page.getByRole("link", { name: "design" }).click();
  await expect(page).toHaveURL(`/w/${slug}/c/design/members`);
  await expect(details(page).getByRole("heading", { name: "#design" })).toBeVisible();
  await expect(details(page).getByRole("listitem")).toHaveCount(1);
  await expect(composer(page, "design")).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(`${path}/members`);
  await page.goto(`${path}/t/${root.id}`);
  await expect(page.getByRole("complementary", { name: "Thread" })).toBeVisible();
  await page.getByRole("link", { name: "design" }).click();
  await expect(page).toHaveURL(`/w/${slug}/c/design`);
  await expect(page.getByRole("complementary")).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("an address whose pane names nothing says so at once, and offers nothing to write in", async ({
  browser,
  parley,
}) => {
  const { page, path, slug, workspaceId, olga, generalId } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/workspaces/${workspaceId}/channels`, { name: "design", kind: "public" });
  const { message: root } = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, {
    body: "A root",
  });
  for (const missing of [`${path}/t/msg_nope`, `/w/${slug}/c/design/t/${root.id}`]) {
    await page.goto(missing);
    const thread = page.getByRole("complementary", { name: "Thread" });
    await expect(thread.getByText("There is no such thread here")).toBeVisible();
    await expect(thread.getByRole("textbox")).toHaveCount(0);
    await expect(thread.getByRole("checkbox")).toHaveCount(0);
  }
  const asked: string[] = [];
  page.on("request", (request) => /members\.get/.test(request.url()) && asked.push(request.url()));
  await page.goto(`${path}/p/usr_nobody`);
  await expect(page.getByText("This person cannot be found")).toBeVisible();
  expect(asked.length).toBe(1);
  await page.goto(`${path}/zzz`);
  await expect(page).toHaveURL(path);
  await expect(composer(page)).toBeVisible();
});

test("what stands in for people, members, pins, a thread or a card moves nothing when it goes, at any width", async ({
  browser,
  parley,
}) => {
  const { path, slug, olga, pat, generalId } = await world(browser, parley);
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, {
    body: "A root",
  });
  await call(parley, olga.token, `POST /api/messages/${root.id}/thread/replies`, { body: "A reply" });
  await call(parley, olga.token, `POST /api/channels/${generalId}/pins`, { message_id: root.id });
  for (const width of [390, 1440]) {
    const { page } = await openAs(browser, parley, { who: olga, viewport: { width, height: 844 } });
    await page.addInitScript(shifts);
    for (const [address, shown] of [
      [`/w/${slug}/people`, page.getByRole("list", { name: "People" }).getByRole("listitem").first()],
      [`${path}/members`, details(page).getByRole("listitem").first()],
      [`${path}/pins`, details(page).getByText("A root")],
      [`${path}/t/${root.id}`, page.getByText("A reply").last()],
      [`${path}/p/${pat.id}`, page.getByText("Build bot").last()],
      [path, message(page, "A root")],
    ] as const) {
      await page.goto(address);
      await expect(shown).toBeVisible();
      expect([address, width, (await page.evaluate(() => Number(Reflect.get(window, "shift") ?? 0))) <= 0.02]).toEqual([
        address,
        width,
        true,
      ]);
    }
  }
});

/** Adds up what moves without anybody's doing. */
const shifts = `new PerformanceObserver((list) => { window.shift = (window.shift ?? 0) + list.getEntries().reduce((sum, one) => sum + one.value, 0); }).observe({ type: "layout-shift", buffered: true });`;

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { composer } from "./support/conversation";
import { openAs } from "./support/people";
import { startTown, type Town } from "./support/town";

let town: Town;

test.beforeAll(async () => {
  town = await startTown({ people: 1_200, members: 900, channels: 60, directs: 5 });
});
test.afterAll(() => town.close());

const rowsMax = 60;

for (const width of [1440, 390])
  test(`a long list of people has the rows near the view alone, and asks for as many pages as were scrolled to, ${width} px wide`, async ({
    browser,
  }) => {
    const { page } = await openAs(browser, town.parley, { who: town.olga, viewport: { width, height: 900 } });
    // By the size of a page: the faces in the header are asked for by the same name, and in one request with others.
    const asked = requestsFor(page, /limit%22%3A[12]00\b/);
    await page.goto(`/w/${town.slug}/c/everyone/members`);
    const rows = page.getByRole("list", { name: "Members" }).getByRole("listitem");
    await expect(rows.first()).toHaveAttribute("aria-setsize", "901");
    expect(await rows.count()).toBeLessThan(rowsMax);
    // The first page comes once, and perhaps anew with the boot.
    await page.waitForLoadState("networkidle");
    const first = asked();
    expect([1, 2]).toContain(first);

    // A hundred first, then two hundred at a time.
    await scrollToEnd(rows, 901);
    expect(await rows.count()).toBeLessThan(rowsMax);
    expect(asked() - first).toBe(5);

    // The server filters, and what is found begins at its top.
    const filter = page.getByRole("textbox", { name: "Find a member" });
    await filter.fill("00077");
    await expect(rows).toHaveCount(1);
    await filter.fill("");
    await expect(rows.first()).toContainText("Olga Owner");
    if (width < 1000) return;

    await composer(page, "everyone").click();
    await page.keyboard.type("beside the members");
    await expect(composer(page, "everyone")).toHaveValue("beside the members");

    // Back from a person, the beginning alone is asked for again, however far it was scrolled.
    const before = asked();
    await rows.nth(1).getByRole("button").first().click();
    const card = page.getByRole("complementary", { name: "Profile" });
    await expect(card.getByRole("heading", { name: /^Resident/ })).toBeVisible();
    await card.getByRole("button", { name: "Back" }).click();
    await expect(rows.first()).toContainText("Olga Owner");
    await expect.poll(() => asked() - before).toBe(3);
    await filter.fill("00078");
    await expect(rows).toHaveCount(1);
    expect(asked() - before).toBe(4);
  });

test("the directory is walked to its end by keyboard, and asks for nothing again when the network is back", async ({
  browser,
}) => {
  const { page, context } = await openAs(browser, town.parley, { who: town.olga });
  const asked = requestsFor(page, /\/members\.list\b.*limit/);
  await page.goto(`/w/${town.slug}/people`);
  const rows = page.getByRole("list", { name: "People" }).getByRole("listitem");
  await expect(rows.first()).toHaveAttribute("aria-setsize", "1201");
  await page.keyboard.press("ArrowDown");
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(rows.last()).toHaveAttribute("aria-posinset", "1201", { timeout: 200 });
  }).toPass();
  expect(await rows.count()).toBeLessThan(rowsMax);
  await expect(rows.last().getByRole("button").first()).toBeFocused();
  const before = asked();
  await context.setOffline(true);
  await expect(page.getByText("You’re offline")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("You’re offline")).toHaveCount(0);
  await page.getByRole("textbox", { name: "Find people by name or handle" }).fill("resident 00042");
  await expect(rows).toHaveCount(1);
  expect(asked() - before).toBe(1);
});

test("a sidebar of many conversations draws only the row whose conversation changed", async ({ browser }) => {
  const { page } = await openAs(browser, town.parley, { who: town.olga });
  await page.goto(`/w/${town.slug}/c/general`);
  const links = page.getByRole("navigation", { name: "Conversations" }).locator("[data-conversation]");
  await expect(links).toHaveCount(67);
  await links.last().scrollIntoViewIfNeeded();
  await expect(links.last()).toBeInViewport();
  // Who is online comes after the rows.
  const directs = page.locator('[data-conversation^="dm_"]');
  await expect(directs.getByRole("img", { name: /Online|Away|Offline/ })).toHaveCount(await directs.count());
  await composer(page).click();
  const changes = await watchNodes(page);
  await page.keyboard.type("a");
  await expect(composer(page)).toHaveValue("a");
  expect(await changes()).toEqual([]);
});

/** How many requests a page has sent to these addresses. */
function requestsFor(page: Page, address: RegExp): () => number {
  let count = 0;
  page.on("request", (request) => {
    count += request.url().match(new RegExp(address, "g"))?.length ?? 0;
  });
  return () => count;
}

async function scrollToEnd(rows: Locator, total: number): Promise<void> {
  await expect(async () => {
    await rows.last().evaluate((row) => {
      const scroller = row.closest("ul")?.parentElement;
      scroller?.scrollTo(0, scroller.scrollHeight);
    });
    await expect(rows.last()).toHaveAttribute("aria-posinset", String(total), { timeout: 200 });
  }).toPass();
}

/** Watches the sidebar's rows. Says which of them have changed since. */
async function watchNodes(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const changed = new Set<string>();
    Object.assign(window, { changed });
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const row = element?.closest<HTMLElement>("[data-conversation]");
        if (row) changed.add(row.dataset.conversation ?? "");
      }
    });
    const list = document.querySelector("[data-section]")?.parentElement;
    if (list) observer.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () => page.evaluate(() => [...((window as unknown as { changed: Set<string> }).changed ?? [])]);
}

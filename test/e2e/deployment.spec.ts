import { expect, type Page } from "@playwright/test";
import { composer, say } from "./support/conversation";
import { inTurn, test } from "./support/deployment";
import { openAs } from "./support/people";

const isScript = (path: string) => path.startsWith("/_next/static/");

/** Code that comes after the page stays away until it is wanted. */
async function fetchNothingAhead(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
}

test("a tab that is open over a deployment says so, keeps what was written, and opens windows after it is reloaded", async ({
  browser,
  deployment,
}) => {
  const { address, roads, old, next, who, workspace } = deployment;
  roads.lead(() => old);
  const { page } = await openAs(browser, address, { who });
  await fetchNothingAhead(page);
  await page.goto(`/w/${workspace.slug}/c/general`);
  await composer(page).fill("Half a thought");
  await expect(page.getByText("Parley was updated.")).toBeHidden();

  roads.lead(() => next);
  await expect(page.getByText("Parley was updated.")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+/");
  const dialog = page.getByRole("dialog", { name: "Parley was updated" });
  await expect(dialog.getByRole("alert")).toContainText("Reload the page to open this.");
  await dialog.getByRole("button", { name: "Reload" }).click();

  await expect(composer(page)).toHaveText("Half a thought");
  await page.keyboard.press("ControlOrMeta+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expect(page.getByText("Parley was updated.")).toBeHidden();
});

test("a tab learns of a deployment from the next answer, while its connection lasts", async ({
  browser,
  deployment,
}) => {
  const { address, roads, old, nextBuild, who, workspace } = deployment;
  roads.lead(() => old);
  const { page } = await openAs(browser, address, { who });
  await page.goto(`/w/${workspace.slug}/c/general`);
  await page.route("**/api/trpc/**", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "x-parley-build": nextBuild } });
  });
  await say(page, "Is there anything new?");
  await expect(page.getByText("Parley was updated.")).toBeVisible();
  // What is on its way when the page closes is nobody's answer.
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a window whose code one server does not have opens from the other", async ({ browser, deployment }) => {
  const { address, roads, old, who, workspace } = deployment;
  roads.lead(() => old);
  const { page } = await openAs(browser, address, { who });
  await fetchNothingAhead(page);
  await page.goto(`/w/${workspace.slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  roads.lead(inTurn(deployment));
  await page.keyboard.press("ControlOrMeta+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("a page whose scripts are gone is reloaded once, then says so, and comes up once they are back", async ({
  browser,
  deployment,
}) => {
  const { address, roads, old, next, who, workspace } = deployment;
  const path = `/w/${workspace.slug}/c/general`;
  roads.lead((asked) => (isScript(asked) ? next : old));
  const before = roads.asked.get(path) ?? 0;
  const { page } = await openAs(browser, address, { who });
  await page.goto(path);
  await page.getByRole("textbox", { name: "Message" }).fill("Written early");
  const fault = page.getByRole("alert").filter({ hasText: "This page could not be loaded." });
  await expect(fault).toBeVisible({ timeout: 20_000 });
  expect((roads.asked.get(path) ?? 0) - before).toBe(2);

  roads.lead(() => old);
  await fault.getByRole("button", { name: "Reload" }).click();
  await expect(composer(page)).toHaveText("Written early");
  await expect(fault).toBeHidden();
});

test("a page is not reloaded by itself while somebody has typed what it would lose", async ({
  browser,
  deployment,
}) => {
  const { address, roads, old, next } = deployment;
  roads.lead((asked) => (isScript(asked) ? next : old));
  const before = roads.asked.get("/sign-in") ?? 0;
  const page = await browser.newPage({ baseURL: address.url });
  await page.goto("/sign-in");
  await page.getByRole("textbox").first().fill("ada@example.org");
  await expect(page.getByRole("alert").filter({ hasText: "This page could not be loaded." })).toBeVisible();
  expect((roads.asked.get("/sign-in") ?? 0) - before).toBe(1);
  await expect(page.getByRole("textbox").first()).toHaveValue("ada@example.org");
  await page.context().close();
});

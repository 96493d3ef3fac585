import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { expectNothingInTheWay } from "./support/axe";
import { composer } from "./support/conversation";
import { call, openAs, owner, person, workspaceOf } from "./support/people";

const steps = (page: Page) => page.getByRole("list", { name: "First steps" });
const step = (page: Page, title: string) => steps(page).getByRole("listitem").filter({ hasText: title });

test("the owner of a workspace where nobody else is yet has four steps, which are ticked once they are done", async ({
  browser,
  parley,
}) => {
  test.setTimeout(90_000);
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const { id, slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(page.getByRole("heading", { name: "Welcome to Test workspace" })).toBeVisible();
  await expect(steps(page).getByRole("listitem")).toHaveCount(4);
  await expect(steps(page).getByRole("button")).toHaveText(["Invite people", "New channel", "Copy command", "New bot"]);
  await expect(step(page, "Bring your history")).toContainText("npm run import");
  await expect(steps(page).getByText("(done)")).toHaveCount(0);
  const widths = await steps(page)
    .getByRole("button")
    .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().width));
  expect(new Set(widths).size).toBe(1);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await step(page, "Bring your history").getByRole("button").click();
  await expect(step(page, "Bring your history").getByRole("button")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("npm run import -- slack-export.zip");
  await expectNothingInTheWay(page, "the first steps");

  await step(page, "Create a channel").getByRole("button").click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("design");
  await page.keyboard.press("Enter");
  await expect(composer(page, "design")).toBeVisible();
  await page.goto(`/w/${slug}/c/general`);
  await expect(step(page, "Create a channel")).toContainText("(done)");

  await step(page, "Add a bot").getByRole("button").press("Enter");
  await expect(page.getByRole("dialog", { name: "Bots and tokens" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(step(page, "Add a bot").getByRole("button")).toBeFocused();
  await call(parley, olga.token, `POST /api/workspaces/${id}/bots`, { display_name: "Build bot" });
  await expect(step(page, "Add a bot")).toContainText("(done)");

  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  await call(parley, pat.token, `POST /api/invites/${invite.code}/accept`);
  await expect(step(page, "Invite your team")).toContainText("(done)");
  await expect(step(page, "Bring your history")).not.toContainText("(done)");

  await page.getByRole("button", { name: "Hide these steps" }).click();
  await expect(steps(page)).toHaveCount(0);
  await gotoWithPeople(page, `/w/${slug}/c/general`);
  await expect(steps(page)).toHaveCount(0);
  // So they are on her other device, and nothing of it stays on this one for whoever signs in next.
  const { page: other } = await openAs(browser, parley, { who: olga });
  await gotoWithPeople(other, `/w/${slug}/c/general`);
  await expect(steps(other)).toHaveCount(0);
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("steps")));
  expect(kept).toEqual([]);
});

/** Opens a conversation, and waits for the answer by which its first steps would show. */
async function gotoWithPeople(page: Page, path: string): Promise<void> {
  const people = page.waitForResponse(/members\.list/);
  await page.goto(path);
  await (await people).finished();
  await expect(page.getByRole("heading", { name: "Welcome to Test workspace" })).toBeVisible();
  await expect(composer(page)).toBeVisible();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

test("a member finds people and channels there, no bots to make; a guest and the owner of a full workspace find neither", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const gus = await person(parley, "gus.guest@example.org", "Gus Guest");
  const { id, slug, generalId } = await workspaceOf(parley, olga, [pat]);
  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {
    role: "guest",
    channel_ids: [generalId],
  });
  await call(parley, gus.token, `POST /api/invites/${invite.code}/accept`);
  const { page: his } = await openAs(browser, parley, { who: pat });
  await his.goto(`/w/${slug}/c/general`);
  await expect(steps(his).getByRole("button")).toHaveText(["Find people", "Browse channels"]);
  await steps(his).getByRole("button", { name: "Browse channels" }).click();
  await expect(his.getByRole("dialog", { name: "Browse channels" })).toBeVisible();
  await his.keyboard.press("Escape");
  await steps(his).getByRole("button", { name: "Find people" }).click();
  await expect(his.getByRole("dialog", { name: "New direct message" })).toBeVisible();
  for (const who of [gus, olga]) {
    const { page } = await openAs(browser, parley, { who });
    await gotoWithPeople(page, `/w/${slug}/c/general`);
    await expect(steps(page)).toHaveCount(0);
  }
});

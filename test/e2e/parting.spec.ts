import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer } from "./support/conversation";
import { call, openAs, owner, type Person, person, type Workspace, workspaceOf } from "./support/people";

/** Somebody of their own in two workspaces, who has begun to write in the second and looks at the first. */
async function inTwo(parley: Parley, page: Page, who: Person): Promise<{ first: Workspace; second: Workspace }> {
  const olga = await owner(parley);
  const first = await workspaceOf(parley, olga, [who]);
  const second = await workspaceOf(parley, olga, [who]);
  await call(parley, olga.token, `PATCH /api/workspaces/${second.id}`, { name: "Second workspace" });
  await page.goto(`/w/${second.slug}/c/general`);
  await composer(page).fill("Half a thought");
  await page.goto(`/w/${first.slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  return { first, second };
}

const endings = {
  "is removed": {
    end: async (parley: Parley, who: Person, { id }: Workspace) =>
      call(parley, (await owner(parley)).token, `DELETE /api/workspaces/${id}/members/${who.id}`),
    sentence: "You were removed from Test workspace.",
  },
  "leaves elsewhere": {
    end: (parley: Parley, who: Person, { id }: Workspace) =>
      call(parley, who.token, `POST /api/workspaces/${id}/leave`),
    sentence: "You have left Test workspace.",
  },
};

for (const [name, { end, sentence }] of Object.entries(endings)) {
  test(`whoever ${name} is told so in an open tab, chooses another workspace, and finds the draft of that one`, async ({
    browser,
    parley,
  }) => {
    await owner(parley);
    const who = await person(parley, `${name.replace(" ", "-")}@example.org`, "Pat Pending");
    const { page } = await openAs(browser, parley, { who });
    const { first, second } = await inTwo(parley, page, who);
    await end(parley, who, first);
    await expect(page.getByRole("heading", { name: sentence })).toBeVisible();
    await page.getByRole("link", { name: "Go to Second workspace" }).click();
    await expect(composer(page)).toHaveText("Half a thought");
    expect(new URL(page.url()).pathname).toBe(`/w/${second.slug}/c/general`);

    // It is told once: from then on the start leads to where they are.
    await page.goto("/");
    await expect(composer(page)).toBeVisible();
    expect(page.url()).toContain(`/w/${second.slug}`);
  });
}

test("whoever is removed from their only workspace while they are offline is told so, and how to get another", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const who = await person(parley, "only@example.org", "Only One");
  const { id, slug } = await workspaceOf(parley, olga, [who]);
  const { page, context } = await openAs(browser, parley, { who });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  await context.setOffline(true);
  await call(parley, olga.token, `DELETE /api/workspaces/${id}/members/${who.id}`);
  await context.setOffline(false);
  await expect(
    page.getByRole("heading", { name: /^You (were removed from|no longer belong to) Test workspace\.$/ }),
  ).toBeVisible();
  await expect(page.getByText("ask someone there for an invite link")).toBeVisible();

  // Who signs in after them in this tab is not told what became of them.
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const next = await person(parley, "next@example.org", "Next One");
  await context.addCookies([{ name: "cc_session", value: next.token, url: parley.url, httpOnly: true }]);
  await page.goto("/");
  await expect(page.getByText("ask someone there for an invite link")).toBeVisible();
  await expect(page.getByText("Test workspace")).toHaveCount(0);
});

test("whoever opens a workspace that they were removed from meanwhile is told so", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const who = await person(parley, "later@example.org", "Later");
  const { page } = await openAs(browser, parley, { who });
  const { first } = await inTwo(parley, page, who);
  await page.goto("about:blank");
  await call(parley, olga.token, `DELETE /api/workspaces/${first.id}/members/${who.id}`);
  await page.goto(`/w/${first.slug}/c/general`);
  await expect(page.getByRole("heading", { name: `You no longer belong to ${first.slug}.` })).toBeVisible();
  await expect(page.getByRole("link", { name: "Go to Second workspace" })).toBeVisible();
});

test("whose session ends elsewhere is told so at the sign-in, and their drafts wait", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const who = await person(parley, "twice@example.org", "Twice");
  const other = await person(parley, "twice@example.org", "Twice");
  const { slug } = await workspaceOf(parley, olga, [who]);
  const { page, context } = await openAs(browser, parley, { who });
  await page.goto(`/w/${slug}/c/general`);
  await composer(page).fill("Half a thought");
  await call(parley, other.token, "DELETE /api/auth/sessions");
  await expect(page.getByText("Your session has ended. Sign in to continue.")).toBeVisible();
  await context.addCookies([{ name: "cc_session", value: other.token, url: parley.url, httpOnly: true }]);
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toHaveText("Half a thought");
});

test("signing out in one tab says so in the others, and not in the tab itself", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const who = await person(parley, "tabs@example.org", "Tabs");
  const { slug } = await workspaceOf(parley, olga, [who]);
  const { page, context } = await openAs(browser, parley, { who });
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(`/w/${slug}/c/general`);
    await expect(composer(tab)).toBeVisible();
  }
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other.getByText("Your session has ended. Sign in to continue.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Your session has ended.")).toHaveCount(0);
});

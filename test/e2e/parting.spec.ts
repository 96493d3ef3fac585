import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { anyAnswer, holdBack } from "./support/lateness";
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
  await expect(page.getByRole("heading", { name: /^Welcome to / })).toBeVisible();
  // The page hears the stream, which alone tells how a membership ends.
  await call(parley, olga.token, `POST /api/channels/${first.generalId}/messages`, { body: "You are here" });
  await expect(message(page, "You are here")).toBeVisible();
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
  test(`a person who ${name} sees a notice in an open tab, chooses another workspace, and finds the draft of that one`, async ({
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

test("a person who is removed from their only workspace while offline sees a notice, and how to get another", async ({
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

test("a person who opens a workspace that they were removed from sees a notice", async ({ browser, parley }) => {
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

test("a person whose session ends elsewhere sees a notice at the sign-in, and their drafts wait", async ({
  browser,
  parley,
}) => {
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

test("a person whose session ended while they were away sees a notice as well, and comes back to the same place", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const who = await person(parley, "away@example.org", "Away");
  const { slug, generalId } = await workspaceOf(parley, olga, [who]);
  const { message: root } = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, {
    body: "Root",
  });
  const { page } = await openAs(browser, parley, { who });
  const places = [
    `/w/${slug}/c/general`,
    `/w/${slug}/c/general?m=${root.id}`,
    `/w/${slug}/c/general/t/${root.id}`,
    "/",
  ];
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  for (const place of places) {
    const session = (await page.context().cookies()).find(({ name }) => name === "cc_session");
    await page.goto("about:blank");
    await call(parley, session?.value ?? null, "POST /api/auth/logout");
    await page.goto(place);
    await expect(page.getByText("Your session has ended. Sign in to continue.")).toBeVisible();
    await page.getByLabel("E-mail address").fill("away@example.org");
    await page.getByRole("button", { name: "Ask for a link" }).click();
    await page.getByRole("link", { name: "Open the mailbox" }).click();
    await page
      .getByRole("link", { name: /away@example\.org/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(composer(page)).toBeVisible();
    expect(page.url()).toBe(parley.url + (place === "/" ? `/w/${slug}/c/general` : place));
  }
  // A browser in which nobody was signed in is told nothing.
  const stranger = await (await browser.newContext({ baseURL: parley.url })).newPage();
  await stranger.goto(places[0] ?? "");
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(stranger.getByText("Your session has ended.")).toHaveCount(0);
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

test("signing out without a workspace leaves nothing in the tab that the person wrote", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const who = await person(parley, "gone@example.org", "Gone Soon");
  const { id, slug } = await workspaceOf(parley, olga, [who]);
  const { page } = await openAs(browser, parley, { who });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  const answers = await holdBack(page, anyAnswer);
  await page.reload();
  await page.getByRole("textbox").fill("Half a thought");
  const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await expect.poll(kept).toContain("Half a thought");
  await call(parley, olga.token, `DELETE /api/workspaces/${id}/members/${who.id}`);
  await answers.release();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await kept()).not.toContain("Half a thought");
});

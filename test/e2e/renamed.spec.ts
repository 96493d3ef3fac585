import type { Browser } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { call, faultsOf, openAs, owner, person, workspaceOf } from "./support/people";

test("the members of a renamed channel keep reading and writing there, and its address follows", async ({
  browser,
  parley,
}) => {
  const { page, world, rename, faults } = await openRoom(browser, parley);
  await page.goto(`${world.path}/c/plans`);
  await composer(page, "plans").pressSequentially("Half a");
  await rename("roadmap");
  await expect(page).toHaveURL(`${world.path}/c/roadmap`);
  await expect(composer(page, "roadmap")).toBeFocused();
  await page.keyboard.type(" thought");
  await expect(composer(page, "roadmap")).toHaveValue("Half a thought");
  await expect(page).toHaveTitle(/#roadmap/);

  await message(page, "The root")
    .getByRole("button", { name: /1 reply/ })
    .click();
  await expect(page.getByRole("complementary")).toContainText("A reply");
  await rename("future");
  await expect(page).toHaveURL(`${world.path}/c/future/t/${world.rootId}`);
  await expect(page.getByRole("complementary")).toContainText("A reply");
  await page.goBack();
  await expect(page).toHaveURL(`${world.path}/c/future`);
  await expect(composer(page, "future")).toHaveValue("Half a thought");
  expect(faults).toEqual([]);
});

test("old names of a channel and a workspace lead there from links, history and a browser that never knew them", async ({
  browser,
  parley,
}) => {
  const { page, world, rename, olga, faults } = await openRoom(browser, parley);
  const old = `${world.path}/c/plans`;
  await page.goto(old);
  await expect(message(page, "The root")).toBeVisible();
  await call(parley, olga.token, `POST /api/channels/${world.generalId}/messages`, {
    body: `See ${parley.url}${old}?m=${world.rootId} and ${parley.url}${old}/t/${world.rootId}`,
  });
  await page.getByRole("link", { name: /general/ }).click();
  await expect(composer(page)).toBeVisible();
  await rename("roadmap");
  await rename("future");

  await page.getByRole("log").getByRole("link").nth(0).click();
  await expect(page).toHaveURL(`${world.path}/c/future?m=${world.rootId}`);
  await expect(message(page, "The root")).toBeInViewport();
  await page.goBack();
  await page.getByRole("log").getByRole("link").nth(1).click();
  await expect(page.getByRole("complementary")).toContainText("A reply");
  await expect(page).toHaveURL(`${world.path}/c/future/t/${world.rootId}`);

  const slug = `renamed-${world.id.slice(-8).toLowerCase()}`;
  await call(parley, olga.token, `PATCH /api/workspaces/${world.id}`, { slug });
  await expect(page).toHaveURL(`/w/${slug}/c/future/t/${world.rootId}`);
  await expect(page.getByRole("complementary")).toContainText("A reply");
  const { page: fresh } = await openAs(browser, parley, { who: olga });
  await fresh.goto(`${world.path}/c/roadmap/t/${world.rootId}`);
  await expect(fresh.getByRole("complementary")).toContainText("A reply");
  await expect(fresh).toHaveURL(`/w/${slug}/c/future/t/${world.rootId}`);
  await fresh.goto(`${world.path}/c/nowhere`);
  await expect(fresh.getByText("This conversation cannot be found")).toBeVisible();
  expect(faults).toEqual([]);
});

test("an address is read as a name is, and says the name as it is", async ({ browser, parley }) => {
  const { page, world, olga, faults } = await openRoom(browser, parley);
  for (const name of ["Wide Two", "Café"]) {
    await call(parley, olga.token, `POST /api/workspaces/${world.id}/channels`, { name });
  }
  for (const [ref, name] of [
    ["General", "general"],
    ["%23general", "general"],
    ["Wide%20Two", "wide-two"],
    ["WIDE-TWO", "wide-two"],
    ["Caf%C3%89", "café"],
    ["cafe%CC%81", "café"],
  ] as const) {
    await page.goto(`${world.path}/c/${ref}`);
    await expect(page.getByRole("main").getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page).toHaveURL(`${world.path}/c/${encodeURIComponent(name)}`);
  }
  await page.goto(`${world.path}/c/${"long".repeat(40)}`);
  await expect(page.getByRole("main").getByText("This conversation cannot be found")).toBeVisible();
  expect(faults).toEqual([]);
});

test("an old name belongs to the channel that has it now, and says nothing of a private one", async ({
  browser,
  parley,
}) => {
  const { page, world, rename, olga } = await openRoom(browser, parley);
  await rename("roadmap");
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${world.id}/channels`, { name: "plans" });
  await call(parley, olga.token, `POST /api/channels/${channel.id}/messages`, { body: "The new plans" });
  await page.goto(`${world.path}/c/plans`);
  await expect(message(page, "The new plans")).toBeVisible();
  const secret = await call(parley, olga.token, `POST /api/workspaces/${world.id}/channels`, {
    name: "merger",
    kind: "private",
  });
  await call(parley, olga.token, `PATCH /api/channels/${secret.channel.id}`, { name: "merged" });
  for (const name of ["merger", "merged", "never-was"]) {
    await page.goto(`${world.path}/c/${name}`);
    await expect(page.getByText("This conversation cannot be found")).toBeVisible();
    await expect(page).toHaveURL(`${world.path}/c/${name}`);
  }
});

/** Pat in a workspace of Olga's with a channel that Olga renames. */
async function openRoom(browser: Browser, parley: Parley) {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const workspace = await workspaceOf(parley, olga, [pat]);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${workspace.id}/channels`, {
    name: "plans",
  });
  await call(parley, pat.token, `POST /api/channels/${channel.id}/join`);
  const { message: root } = await call(parley, olga.token, `POST /api/channels/${channel.id}/messages`, {
    body: "The root",
  });
  await call(parley, olga.token, `POST /api/messages/${root.id}/thread/replies`, { body: "A reply" });
  const { page } = await openAs(browser, parley, { who: pat });
  const rename = (name: string) => call(parley, olga.token, `PATCH /api/channels/${channel.id}`, { name });
  const world = { ...workspace, path: `/w/${workspace.slug}`, rootId: root.id };
  return { page, world, rename, olga, faults: faultsOf(page) };
}

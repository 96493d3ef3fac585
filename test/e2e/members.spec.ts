import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer } from "./support/conversation";
import { holdBack } from "./support/lateness";
import { call, openAs, owner, type Person, person, workspaceOf } from "./support/people";

/** A private channel of the owner's and of Ben's; Grace, Łukasz, a namesake and a bot are in the workspace alone. */
async function inSecret(parley: Parley, name: string) {
  const olga = await owner(parley);
  const people: Person[] = [];
  for (const [one, address] of [
    ["Ben Bitdiddle", "ben"],
    ["Grace Hopper", "grace"],
    ["Łukasz Żółć", "lukasz"],
    ["Grace Hopper", "other-grace"],
  ])
    people.push(await person(parley, `${address}-${name}@example.org`, one ?? ""));
  const [ben, grace, lukasz] = people;
  if (!ben || !grace || !lukasz) throw new Error("nobody is there");
  const workspace = await workspaceOf(parley, olga, people);
  const bots = `POST /api/workspaces/${workspace.id}/bots`;
  await call(parley, olga.token, bots, { display_name: "Build bot", scopes: ["bot:write"] });
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${workspace.id}/channels`, {
    name: "secret",
    kind: "private",
  });
  await call(parley, olga.token, `POST /api/channels/${channel.id}/members`, { user_id: ben.id });
  const members = async (): Promise<string[]> => {
    const { members: found } = await call(parley, olga.token, `GET /api/channels/${channel.id}/members`);
    return found.map(({ display_name }: { display_name: string }) => display_name);
  };
  return { olga, ben, grace, lukasz, workspace, channel, path: `/w/${workspace.slug}/c/secret`, members };
}

async function openDetails(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^\d+ members?$/ }).click();
  return page.getByRole("complementary", { name: "Details" });
}

function rowsIn(details: Locator): Locator {
  return details.getByRole("list", { name: "Members" }).getByRole("listitem");
}

test("“Add people” in a private channel adds to this channel, and offers those who are not in it, each once", async ({
  browser,
  parley,
}) => {
  const { olga, path, members } = await inSecret(parley, "adding");
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(path);
  await page.getByRole("button", { name: "Add people" }).click();
  const dialog = page.getByRole("dialog", { name: "Add people to #secret" });
  const field = dialog.getByRole("combobox", { name: "Name or handle" });
  await expect(field).toBeFocused();
  await expect(dialog.getByRole("option")).toHaveCount(4);
  await expect(dialog.getByRole("option", { name: "Olga Owner" })).toHaveCount(0);
  await expect(dialog.getByRole("option", { name: "Ben Bitdiddle" })).toHaveCount(0);
  await expect(dialog.getByRole("option", { name: "Grace Hopper" })).toHaveCount(2);
  await field.fill("ben");
  await expect(dialog.getByText("Nobody was found who is not already in #secret.")).toBeVisible();
  await field.fill("zzz");
  await expect(dialog.getByText("Nobody found. Try part of the name or handle.")).toBeVisible();
  await field.fill("zolc lukasz");
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Remove Łukasz Żółć" })).toBeVisible();
  await field.fill("lukasz");
  await expect(dialog.getByText("Nobody was found")).toBeVisible();
  await field.fill("hg");
  await expect(dialog.getByRole("option")).toHaveCount(2);
  await page.keyboard.press("Enter");
  await field.fill("grace");
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("2 people were added to #secret.")).toBeVisible();
  await expect(dialog).toBeHidden();
  expect((await members()).sort()).toEqual(["Ben Bitdiddle", "Grace Hopper", "Olga Owner", "Łukasz Żółć"]);

  await page.getByRole("button", { name: "Add people" }).click();
  await dialog.getByRole("button", { name: "Invite to the workspace" }).click();
  await expect(page.getByRole("dialog", { name: "Invite people to Test workspace" })).toBeVisible();
});

test("a member who is no manager adds people, too, and is told whom to ask for others", async ({ browser, parley }) => {
  const { ben, path, members } = await inSecret(parley, "member");
  const { page } = await openAs(browser, parley, { who: ben });
  await page.goto(path);
  const details = await openDetails(page);
  await expect(details.getByRole("button", { name: /^Remove / })).toHaveCount(0);
  await details.getByRole("button", { name: "Add people" }).click();
  const dialog = page.getByRole("dialog", { name: "Add people to #secret" });
  await expect(dialog.getByText("needs an invite link. Ask its owner or a moderator.")).toBeVisible();
  await dialog.getByRole("combobox").fill("build");
  await dialog.getByRole("option", { name: "Build bot" }).click();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(rowsIn(details).filter({ hasText: "Build bot" })).toBeVisible();
  expect(await members()).toContain("Build bot");
});

test("members are found and removed by keyboard, the focus stays among them, and a removal can be undone", async ({
  browser,
  parley,
}) => {
  const { olga, ben, grace, lukasz, channel, path, members } = await inSecret(parley, "removing");
  const add = ({ id }: Person) => call(parley, olga.token, `POST /api/channels/${channel.id}/members`, { user_id: id });
  await add(grace);
  const { page } = await openAs(browser, parley, { who: olga });
  const { page: bens } = await openAs(browser, parley, { who: ben });
  await bens.goto(path);
  await expect(composer(bens, "secret")).toBeVisible();
  await page.goto(path);
  const details = await openDetails(page);
  const rows = rowsIn(details);
  await expect(rows).toHaveCount(3);
  // Who comes while the list is open is in it, too.
  await add(lukasz);
  await expect(rows).toHaveCount(4);
  await expect(details.getByRole("tab", { name: "Members 4" })).toBeVisible();
  await expect(rows.filter({ hasText: "Olga Owner" })).toContainText("Owner · you");
  await expect(details.getByRole("button", { name: "Remove Olga Owner" })).toHaveCount(0);

  await details.getByRole("textbox", { name: "Find a member" }).fill("bitdiddle ben");
  await expect(rows).toHaveCount(1);
  await details.getByRole("textbox", { name: "Find a member" }).fill("");
  await expect(rows).toHaveCount(4);
  await details.getByRole("textbox", { name: "Find a member" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(details.getByRole("button", { name: /^Offline Ben|^Online Ben|^Ben Bitdiddle/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(details.getByRole("button", { name: "Remove Ben Bitdiddle" })).toBeFocused();

  // Escape keeps Ben, and the window.
  await page.keyboard.press("Enter");
  await expect(details.getByText("Remove Ben Bitdiddle? They can no longer read #secret")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details.getByRole("button", { name: "Remove Ben Bitdiddle" })).toBeFocused();

  // So does a key that is held or pressed twice, and a double click.
  for (let n = 1; n <= 4; n++) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(details.getByRole("button", { name: "Keep", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  const ofBen = details.getByRole("button", { name: "Remove Ben Bitdiddle" });
  await expect(ofBen).toBeFocused();
  await ofBen.dblclick();
  const keep = details.getByRole("button", { name: "Keep", exact: true });
  await expect(keep).toBeVisible();
  expect(await members()).toContain("Ben Bitdiddle");

  await keep.focus();
  await page.keyboard.press("Tab");
  await expect(details.getByRole("button", { name: "Remove", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Ben Bitdiddle was removed from #secret.")).toBeVisible();
  await expect(details.getByRole("button", { name: "Remove Grace Hopper" })).toBeFocused();
  await expect(rows).toHaveCount(3);
  await expect(bens.getByText("This conversation cannot be found")).toBeVisible();
  expect(await members()).not.toContain("Ben Bitdiddle");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(4);
  await expect(composer(bens, "secret")).toBeVisible();
});

test("people who were added after their window was closed leave the window that is open by then", async ({
  browser,
  parley,
}) => {
  const { olga, path, members } = await inSecret(parley, "late");
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(path);
  const details = await openDetails(page);
  await details.getByRole("button", { name: "Add people" }).click();
  const dialog = page.getByRole("dialog", { name: "Add people to #secret" });
  await dialog.getByRole("combobox", { name: "Name or handle" }).fill("zolc");
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  const answer = await holdBack(page, (url) => url.includes("channels.addMember"));
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Your profile" }).click();
  const profile = page.getByRole("dialog", { name: "Your profile" });
  await profile.getByLabel("Status").fill("Half a word");
  await answer.release();
  await expect(page.getByText("Łukasz Żółć was added to #secret.")).toBeVisible();
  await expect(profile.getByLabel("Status")).toHaveValue("Half a word");
  expect(await members()).toContain("Łukasz Żółć");
});

test("on a phone a member is removed with a finger, and the last one is told what leaving means", async ({
  browser,
  parley,
}) => {
  const { olga, path, members } = await inSecret(parley, "phone");
  const { page } = await openAs(browser, parley, {
    who: olga,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await page.goto(path);
  await page.getByRole("button", { name: "Details", exact: true }).tap();
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("tab", { name: /^Members/ }).tap();
  const remove = details.getByRole("button", { name: "Remove Ben Bitdiddle" });
  await remove.scrollIntoViewIfNeeded();
  const box = await remove.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await remove.tap();
  await details.getByRole("button", { name: "Keep" }).tap();
  await remove.tap();
  await details.getByRole("button", { name: "Remove", exact: true }).tap();
  await expect(rowsIn(details)).toHaveCount(1);
  expect(await members()).toEqual(["Olga Owner"]);

  await details.getByRole("tab", { name: "About" }).tap();
  await details.getByRole("button", { name: "Leave the channel" }).tap();
  await expect(details.getByText("You are its last member")).toBeVisible();
  await details.getByRole("button", { name: "Stay" }).tap();
  await expect(details.getByRole("button", { name: "Leave the channel" })).toBeFocused();
});

test("nobody who has left is offered for a new conversation, and nobody twice", async ({ browser, parley }) => {
  const { olga, grace, workspace } = await inSecret(parley, "gone");
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${workspace.slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  const open = async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("new direct");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("combobox", { name: "Name or handle" }).fill("hopper grace");
  };
  await open();
  const options = page.getByRole("dialog").getByRole("option");
  await expect(options).toHaveCount(2);
  await page.keyboard.press("Escape");
  await call(parley, olga.token, `DELETE /api/workspaces/${workspace.id}/members/${grace.id}`);
  await expect(async () => {
    await open();
    await expect(options).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
});

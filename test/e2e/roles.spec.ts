import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { expectNothingInTheWay } from "./support/axe";
import { call, faultsOf, openAs, owner, person, workspaceOf } from "./support/people";

/** A workspace of Olga's with Mia, Grace and a bot in it. */
async function world(parley: Parley, name: string) {
  const olga = await owner(parley);
  const mia = await person(parley, `mia-${name}@example.org`, "Mia Moore");
  const grace = await person(parley, `grace-${name}@example.org`, "Grace Hopper");
  const { id, slug } = await workspaceOf(parley, olga, [mia, grace]);
  await call(parley, olga.token, `POST /api/workspaces/${id}/bots`, { display_name: "Build bot" });
  const roleOf = async ({ id: userId }: { id: string }): Promise<string> =>
    (await call(parley, olga.token, `GET /api/workspaces/${id}/members/${userId}`)).member.role;
  return { olga, mia, grace, workspaceId: id, path: `/w/${slug}/people`, roleOf };
}

const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: name });
const changes = (page: Page): Locator => page.getByRole("button", { name: /^Change the role of / });

test("the owner gives roles in the directory by keyboard alone, and Ctrl+Z takes the last one back", async ({
  browser,
  parley,
}) => {
  const { olga, mia, path, roleOf } = await world(parley, "keys");
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await page.goto(path);
  // Nobody changes their own role, and a bot keeps its own.
  await expect(changes(page)).toHaveCount(2);
  await page.keyboard.type("mia");
  await expect(page.getByRole("list", { name: "People" }).getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  const button = page.getByRole("button", { name: "Change the role of Mia Moore" });
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem")).toHaveText(["Make a moderator", "Make a guest"]);
  await expect(page.getByRole("menuitem", { name: "Make a moderator" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Mia Moore is now a moderator.")).toBeVisible();
  await expect(rowOf(page, "Mia Moore")).toContainText("Moderator");
  await expect(button).toBeFocused();
  expect(await roleOf(mia)).toBe("moderator");

  await page.keyboard.press("Control+z");
  await expect(page.getByText("Mia Moore is now a member.")).toBeVisible();
  await expect(rowOf(page, "Mia Moore")).not.toContainText("Moderator");
  expect(await roleOf(mia)).toBe("member");
  expect(faults).toEqual([]);
});

test("a role is given on a person's card, and offered to those alone who may give it", async ({ browser, parley }) => {
  const { olga, mia, grace, workspaceId, path, roleOf } = await world(parley, "card");
  const { page: mias } = await openAs(browser, parley, { who: mia, viewport: { width: 1440, height: 900 } });
  await mias.goto(path);
  await expect(rowOf(mias, "Grace Hopper")).toBeVisible();
  await expect(changes(mias)).toHaveCount(0);

  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 390, height: 800 } });
  await page.goto(`${path}/p/${mia.id}`);
  const card = page.getByRole("complementary", { name: "Profile" });
  await card.getByRole("button", { name: "Member: change the role of Mia Moore" }).click();
  await page.getByRole("menuitem", { name: "Make a moderator" }).click();
  await expect(card.getByRole("button", { name: "Moderator: change the role of Mia Moore" })).toBeVisible();
  expect(await roleOf(mia)).toBe("moderator");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNothingInTheWay(page, `a card with a role, ${colorScheme}`);
  }

  // From then on Mia gives the roles below her own to those below her, without loading anything anew.
  await expect(changes(mias)).toHaveCount(1);
  await changes(mias).click();
  await expect(mias.getByRole("menuitem")).toHaveText(["Make a guest"]);
  await mias.getByRole("menuitem", { name: "Make a guest" }).click();
  await expect(rowOf(mias, "Grace Hopper")).toContainText("Guest");
  expect(await roleOf(grace)).toBe("guest");
  await mias.goto(`${path}/p/${olga.id}`);
  const owners = mias.getByRole("complementary", { name: "Profile" });
  await expect(owners.getByText("Owner", { exact: true })).toBeVisible();
  await expect(owners.getByRole("button", { name: /change the role/ })).toHaveCount(0);

  // What has become forbidden meanwhile is said, and shows what is.
  await mias.goto(`${path}/p/${grace.id}`);
  await owners.getByRole("button", { name: "Guest: change the role of Grace Hopper" }).click();
  await mias.route(/members\.update/, async (route) => {
    await call(parley, olga.token, `PATCH /api/workspaces/${workspaceId}/members/${mia.id}`, { role: "member" });
    await route.continue();
  });
  await mias.getByRole("menuitem", { name: "Make a member" }).click();
  await expect(mias.getByTitle("You may not change this member's role.")).toBeVisible();
  await expect(owners.getByRole("button", { name: /change the role/ })).toHaveCount(0);
  await expect(owners.getByText("Guest", { exact: true })).toBeVisible();
});

import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { startMailServer } from "../support/mail";
import { type Parley, startParley } from "../support/parley";
import { expectNothingInTheWay } from "./support/axe";
import { call, openAs, owner, workspaceOf } from "./support/people";

async function openInvites(page: Page) {
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  return page.getByRole("dialog");
}

async function works(parley: Parley, link: string): Promise<boolean> {
  return (await fetch(`${parley.url}/api/invites/${link.split("/").at(-1)}`)).ok;
}

test("the invites that work are listed with their terms and their maker; a new link takes the place of the old one, and revoking ends it", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { id, slug } = await workspaceOf(parley, olga, []);
  for (const { id: one } of (await call(parley, olga.token, `GET /api/workspaces/${id}/invites`)).invites)
    await call(parley, olga.token, `DELETE /api/invites/${one}`);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const dialog = await openInvites(page);
  const list = dialog.getByRole("list", { name: "Active links" });
  await expect(dialog.getByText("There are no active links.")).toBeVisible();
  await dialog.getByLabel("Who can use it").selectOption({ label: "One person" });
  await dialog.getByRole("button", { name: "Create an invite link" }).click();
  await expect(dialog.getByLabel("Invite link")).toBeFocused();
  const first = await dialog.getByLabel("Invite link").inputValue();
  await expect(dialog.getByRole("button", { name: "Create another link" })).toBeEnabled();
  await page.keyboard.press("Escape");

  // A link is shown once: the list cannot show it again.
  await openInvites(page);
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list).toContainText("For members, created by Olga Owner on");
  await expect(list).toContainText(/not used yet, for one person · until/);
  await expect(dialog.getByLabel("Invite link")).toHaveCount(0);
  await expectNothingInTheWay(page, "the invites");

  await list.getByRole("button", { name: "Replace link" }).click();
  await expect(list.getByLabel("Invite link")).toBeFocused();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list).toContainText(/not used yet, for one person · until/);
  const second = await list.getByLabel("Invite link").inputValue();
  expect(second).not.toBe(first);
  expect([await works(parley, first), await works(parley, second)]).toEqual([false, true]);

  // To revoke asks first, and the focus is on the way back.
  await list.getByRole("button", { name: "Revoke" }).click();
  await expect(list.getByRole("button", { name: "Keep it" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(list.getByRole("button", { name: "Revoke" })).toBeFocused();
  await list.getByRole("button", { name: "Revoke" }).click();
  await list.getByRole("button", { name: "Revoke" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(0);
  expect(await works(parley, second)).toBe(false);
  await expect(dialog.getByLabel("E-mail addresses")).toHaveCount(0);
});

test("where Parley sends mail, invites go to addresses, and what is none is said beside the field", async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const mail = await startMailServer();
  const parley = await startParley({ PARLEY_RATE_LIMITS: "off", SMTP_URL: mail.url });
  try {
    const olga = await owner(parley);
    const { slug } = await workspaceOf(parley, olga, []);
    const { page } = await openAs(browser, parley, { who: olga });
    await page.goto(`/w/${slug}/c/general`);
    const dialog = await openInvites(page);
    const field = dialog.getByRole("textbox", { name: "E-mail addresses" });
    await field.fill("grace@example.org, radia");
    await field.press("Enter");
    await expect(field).toHaveAccessibleDescription(
      /E-mail addresses must look like name@example\.org, and “radia” does not\.$/,
    );
    await expect(field).toBeFocused();
    expect(mail.received.items).toEqual([]);
    await field.fill("grace@example.org, radia@example.org");
    await dialog.getByRole("button", { name: "Send invites" }).click();
    await expect(dialog.getByRole("status")).toHaveText("2 invites are on their way.");
    await expect(field).toHaveValue("");
    // What a success has emptied is no fault.
    await expect(field).not.toHaveAttribute("aria-invalid", "true");
    await expect(dialog).not.toContainText("must not be empty");
    const sent = await mail.received.until((all) => all.length === 2);
    expect(sent.flatMap(({ recipients }) => recipients).sort()).toEqual(["grace@example.org", "radia@example.org"]);
    expect(sent[0]?.mail.subject).toBe("Olga Owner invites you to Test workspace");
    const [link = ""] = /https?:\S+\/invite\/\S+/.exec(sent[0]?.mail.text ?? "") ?? [];
    await expect(dialog.getByRole("list", { name: "Active links" })).not.toContainText(link);

    const newcomer = await (await browser.newContext({ baseURL: parley.url })).newPage();
    await newcomer.goto(link);
    await expect(newcomer.getByRole("heading", { name: "Join Test workspace" })).toBeVisible();
    await expect(newcomer.getByText("Olga Owner invites you.")).toBeVisible();
  } finally {
    await parley.close();
    await mail.close();
  }
});

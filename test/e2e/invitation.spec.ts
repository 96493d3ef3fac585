import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { type Parley, startParley } from "../support/parley";
import { call, openAs, owner, type Person } from "./support/people";

/** A Parley where people come by invitation and its owner makes workspaces, though it is on one machine. */
async function withInvitation(run: (parley: Parley) => Promise<void>): Promise<void> {
  const parley = await startParley({
    PARLEY_RATE_LIMITS: "off",
    PARLEY_REGISTRATION: "invited",
    PARLEY_WORKSPACES: "owner",
  });
  try {
    await run(parley);
  } finally {
    await parley.close();
  }
}

test("people come by the owner's invite alone; who is removed stays out until they are invited again", async ({
  browser,
}) => {
  await withInvitation(async (parley) => {
    const olga = await owner(parley);
    const { page: hers } = await openAs(browser, parley, { who: olga });
    await hers.goto("/");
    await hers.getByRole("button", { name: "Invite people" }).click();
    await hers.getByRole("dialog").getByRole("button", { name: "Create an invite link" }).click();
    await expect(hers.getByLabel("Invite link")).toBeFocused();
    const link = await hers.getByLabel("Invite link").inputValue();
    await expect(hers.getByText("This link expires in 7 days. Up to 25 people can use it.")).toBeVisible();
    await expect(hers.getByLabel("E-mail addresses")).toHaveCount(0);
    await hers.keyboard.press("Escape");

    const ben = await newPage(browser, parley);
    await ben.goto("/sign-in");
    await expect(ben.getByText("This Parley is by invitation only.")).toBeVisible();
    for (const address of ["ben@example.org", "olga@example.org"]) {
      await ben.getByLabel("E-mail address").fill(address);
      await ben.getByRole("button", { name: "Ask for a link" }).click();
      await expect(ben.getByText(`If ${address} may sign in here, a link for it is in the mailbox`)).toBeVisible();
      await ben.getByRole("button", { name: "Use another address" }).click();
    }
    await parley.program().says(/Sign-in link for olga@example\.org/);
    expect(parley.program().output()).not.toContain("Sign-in link for ben@example.org");

    await ben.goto(link);
    await ben.getByLabel("Your name").fill("Ben Bitdiddle");
    await ben.getByLabel("E-mail address").fill("ben@example.org");
    await ben.getByRole("button", { name: "Ask for a link" }).click();
    await expect(ben.getByText("ben@example.org")).toBeVisible();
    const [, token = ""] = await parley.program().says(/Sign-in link for ben@example\.org .*#t=(\S+)/);
    await ben.goto(`/auth/confirm#t=${token}`);
    await ben.getByRole("button", { name: "Sign in" }).click();
    await ben.getByRole("button", { name: "Join" }).click();
    await expect(ben.getByRole("textbox", { name: "Message #general" })).toBeVisible();

    await remove(parley, olga, "ben-bitdiddle");
    await ben.goto("about:blank");
    await ben.goto(link);
    await expect(ben.getByRole("heading", { name: "This invite does not work" })).toBeVisible();
    await ben.goto("/");
    await expect(ben.getByText("Ask someone in your team for an invite link and open it.")).toBeVisible();
    await expect(ben.getByRole("button", { name: "Create a workspace" })).toHaveCount(0);

    await ben.goto(await inviteGuest(hers));
    await ben.getByRole("button", { name: "Join" }).click();
    await expect(ben.getByRole("textbox", { name: "Message #general" })).toBeVisible();
  });
});

/** The owner invites guests to one channel, in the dialog. */
async function inviteGuest(page: Page): Promise<string> {
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Guests/ }).check();
  await expect(dialog.getByRole("button", { name: "Create an invite link" })).toBeDisabled();
  await expect(dialog.getByLabel("The link expires").getByRole("option")).toHaveText([
    "In 1 day",
    "In 7 days",
    "In 30 days",
  ]);
  await dialog.getByRole("checkbox", { name: "#general" }).check();
  await dialog.getByLabel("Who can use it").selectOption({ label: "One person" });
  await dialog.getByRole("button", { name: "Create an invite link" }).click();
  await expect(dialog.getByText("This link expires in 7 days. One person can use it.")).toBeVisible();
  return dialog.getByLabel("Invite link").inputValue();
}

async function remove(parley: Parley, { token }: Person, handle: string): Promise<void> {
  const { workspaces } = await call(parley, token, "GET /api/workspaces");
  const at = `/api/workspaces/${workspaces[0].id}/members`;
  const { members } = await call(parley, token, `GET ${at}?q=${handle}`);
  await call(parley, token, `DELETE ${at}/${members[0].user_id}`);
}

async function newPage(browser: Browser, parley: Parley): Promise<Page> {
  return (await browser.newContext({ baseURL: parley.url })).newPage();
}

import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { call, faultsOf, openAs, owner, person, type Workspace, workspaceOf } from "./support/people";

type Wrong = {
  /** Empties every field before the form is handed in, where it comes filled. */
  readonly empties?: readonly string[];
  readonly submit: string;
  /** What stands beside which field, in their order. */
  readonly faults: Readonly<Record<string, string>>;
};

/** Hands a form in, and finds what is wrong beside its fields, read out with them, with the focus on the first. */
async function findsFaults(page: Page, { empties = [], submit, faults }: Wrong): Promise<void> {
  for (const label of empties) await page.getByLabel(label, { exact: true }).fill("");
  await page.getByRole("button", { name: submit, exact: true }).click();
  for (const [label, fault] of Object.entries(faults)) {
    const field = page.getByLabel(label, { exact: true });
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(new RegExp(`${fault.replace(/[.?]/g, "\\$&")}$`));
    await expect(page.getByText(fault)).toBeVisible();
  }
  const [first = ""] = Object.keys(faults);
  await expect(page.getByLabel(first, { exact: true })).toBeFocused();
  expect(await page.evaluate(() => [...document.forms].every(({ noValidate }) => noValidate))).toBe(true);
}

test("the forms before a workspace say what is wrong beside their fields", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { id } = await workspaceOf(parley, olga, []);
  const page = await (await browser.newContext({ baseURL: parley.url })).newPage();
  await page.goto("/sign-in");
  const address = "This is not an e-mail address. One looks like name@example.org.";
  await findsFaults(page, {
    submit: "Ask for a link",
    faults: { "E-mail address": "E-mail address must not be empty." },
  });
  for (const wrong of ["ana", "ana@", "@example.org", "ana b@example.org", "a@b@c", "ana@-x.org", "ana@exa mple.org"]) {
    await page.getByLabel("E-mail address").fill(wrong);
    await findsFaults(page, { submit: "Ask for a link", faults: { "E-mail address": address } });
  }
  // What is right again says nothing any more.
  await page.getByLabel("E-mail address").fill("ana@example.org");
  await expect(page.getByLabel("E-mail address")).not.toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(address)).toBeHidden();

  // What is set up is not set up again, with a link of then or without one.
  for (const address of ["/setup#secret=wrong", "/setup"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Parley is set up already" })).toBeVisible();
    await expect(page.getByRole("textbox")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/sign-in");
  }

  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  await page.goto(`/invite/${invite.code}`);
  await findsFaults(page, {
    submit: "Ask for a link",
    faults: { "E-mail address": "E-mail address must not be empty." },
  });

  const lonely = await person(parley, "alone@example.org", "Alone");
  const { page: other } = await openAs(browser, parley, { who: lonely });
  await other.goto("/");
  await findsFaults(other, {
    submit: "Create a workspace",
    faults: { "Workspace name": "Workspace name must not be empty." },
  });
});

test("the forms of a workspace say what is wrong beside their fields, by their own rules and the server's", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const pat = await person(parley, "pat.form@example.org", "Pat Form");
  const workspace = await workspaceOf(parley, olga, [pat]);
  const { user } = await call(parley, pat.token, "GET /api/me");
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await opened(page, workspace);

  await page.getByRole("button", { name: "Add channels" }).click();
  await page.getByRole("menuitem", { name: "Create a channel" }).click();
  await findsFaults(page, { submit: "Create", faults: { Name: "Name must not be empty." } });
  await page.getByLabel("Name", { exact: true }).fill(" ");
  await findsFaults(page, { submit: "Create", faults: { Name: "Name must not be empty." } });
  await page.getByLabel("Name", { exact: true }).fill("- _");
  await findsFaults(page, { submit: "Create", faults: { Name: "Name must hold a letter or a digit." } });
  await page.getByLabel("Name", { exact: true }).fill("general");
  await findsFaults(page, {
    submit: "Create",
    faults: { Name: "Another channel has this name." },
  });
  await page.getByLabel("Name", { exact: true }).fill("what?");
  await findsFaults(page, {
    submit: "Create",
    faults: { Name: "Name may hold letters, digits, '-', '_' and '.'." },
  });
  // Drawing the form again does not bring back what was said of another text.
  await page.getByLabel("Name", { exact: true }).fill("what");
  await page.getByLabel("Purpose").fill("Anything");
  await expect(page.getByText("Name may hold letters")).toBeHidden();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Your profile" }).click();
  await findsFaults(page, {
    empties: ["Name", "Handle"],
    submit: "Save",
    faults: { Name: "Name must not be empty.", Handle: "Handle must not be empty." },
  });
  await page.getByLabel("Name", { exact: true }).fill("Olga Owner");
  await page.getByLabel("Handle", { exact: true }).fill("o!");
  await findsFaults(page, {
    submit: "Save",
    faults: { Handle: "Handle must be 2 to 32 of a-z, 0-9, _ and -, starting with a letter or digit." },
  });
  await page.getByLabel("Handle", { exact: true }).fill(user.handle);
  await findsFaults(page, { submit: "Save", faults: { Handle: "Somebody already has this handle." } });
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Bots and tokens" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create a bot" }).click();
  await findsFaults(page, { submit: "Make the bot", faults: { "Bot name": "Bot name must not be empty." } });
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Details", exact: true }).click();
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("");
  await name.press("Enter");
  await expect(name).toHaveAccessibleDescription("Name must not be empty.");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  expect(faults).toEqual([]);
});

test("what is typed into the profile stays when the server cannot be asked again", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Your profile" }).click();
  const status = page.getByRole("dialog").getByLabel("Status");
  await status.fill("On holiday until");
  let failed = 0;
  await page.route(/me\.get/, async (route) => {
    await route.abort("connectionfailed");
    failed += 1;
  });
  // It is asked for a second time before it counts as failed, which the next frames show.
  await expect.poll(() => failed, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  await page.evaluate(() => new Promise<void>((go) => requestAnimationFrame(() => requestAnimationFrame(() => go()))));
  await expect(status).toHaveValue("On holiday until");
});

async function opened(page: Page, { slug }: Workspace): Promise<void> {
  await page.goto(`/w/${slug}/c/general`);
  await expect(page.getByRole("textbox", { name: "Message #general" })).toBeVisible();
}

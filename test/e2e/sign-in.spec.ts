import { expect, test } from "../support/e2e";
import { startParley } from "../support/parley";
import { freePort } from "../support/ports";
import { call, openAs, owner, person, workspaceOf } from "./support/people";

test("opening a sign-in link signs nobody in; its button does, once", async ({ browser, parley, request }) => {
  const olga = await owner(parley);
  await workspaceOf(parley, olga, []);
  const { token } = await call(parley, null, "POST /api/auth/magic/request", { email: "olga@example.org" });
  const link = `${parley.url}/auth/confirm#t=${token}`;

  // What a mail scanner does.
  for (const method of ["HEAD", "GET"]) await request.fetch(link, { method });
  const scanner = await browser.newContext();
  const scanned = await scanner.newPage();
  await scanned.goto(link);
  await expect(scanned.getByText("olga@example.org")).toBeVisible();
  expect(await scanner.cookies()).toEqual([]);
  // Neither the address bar nor the history has the secret, and a reload does not lose it.
  await expect(scanned).toHaveURL(`${parley.url}/auth/confirm`);
  await scanned.reload();
  await expect(scanned.getByText("olga@example.org")).toBeVisible();

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/w\//);
  const cookies = (await context.cookies()).map(({ name, httpOnly }) => `${name} ${httpOnly}`);
  expect(cookies.sort()).toEqual(["cc_session true", "parley_browser true"]);

  await scanned.getByRole("button", { name: "Sign in" }).click();
  await expect(scanned.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await scanned.getByRole("link", { name: "Ask for a new link" }).click();
  await expect(scanned.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await scanner.cookies()).toEqual([]);
});

test("signing in leads back to where somebody was going, and never off the site", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const page = await (await browser.newContext({ baseURL: parley.url })).newPage();
  async function signIn() {
    await page.getByLabel("E-mail address").fill("olga@example.org");
    await page.getByRole("button", { name: "Ask for a link" }).click();
    await page.getByRole("link", { name: "Open the mailbox" }).click();
    await page
      .getByRole("link", { name: /olga@example\.org/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await page.goto(`/w/${slug}/c/general`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn();
  await expect(page).toHaveURL(`${parley.url}/w/${slug}/c/general`);
  // The page would notice that it is signed out, and go somewhere else at the same time.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await page.goto("/sign-in?next=%2F%09%2Fevil.example/");
  await signIn();
  await expect(page).toHaveURL(new RegExp(`^${parley.url}/w/`));
});

test("the link of a start opens the mailbox to its own browser, and no other browser on the machine sees a link", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const parley = await startParley({ PARLEY_RATE_LIMITS: "off", PARLEY_LOCAL_TOKENS: "" });
  try {
    await owner(parley);
    await parley.restart();
    const [, link = ""] = await parley.program().says(/Open it: (\S+)/);
    const near = await (await browser.newContext({ baseURL: parley.url })).newPage();
    await near.goto(link);
    await expect(near.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await near.getByLabel("E-mail address").fill("olga@example.org");
    await near.getByRole("button", { name: "Ask for a link" }).click();

    const stranger = await (await browser.newContext({ baseURL: parley.url })).newPage();
    await stranger.goto("/sign-in");
    await stranger.getByLabel("E-mail address").fill("olga@example.org");
    await stranger.getByRole("button", { name: "Ask for a link" }).click();
    await expect(stranger.getByRole("heading", { name: "Get your sign-in link" })).toBeVisible();
    await expect(stranger.getByText("on the console where Parley was started")).toBeVisible();
    await expect(stranger.getByRole("link", { name: "Open the mailbox" })).toHaveCount(0);
    await stranger.goto("/mailbox");
    await expect(
      stranger.getByText("This page opens for the owner, and in the browser that opened the link"),
    ).toBeVisible();
    await stranger.goto("/start#secret=mbx_wrong");
    await expect(stranger.getByRole("heading", { name: "This link does not work" })).toBeVisible();
    await expect(stranger).toHaveURL(`${parley.url}/start`);
    // Another link may be put into the address of the page that is there.
    await stranger.goto("/start#secret=mbx_wrong-too");
    await expect(stranger).toHaveURL(`${parley.url}/start`);
    expect(await stranger.context().cookies()).toEqual([]);

    await near.getByRole("link", { name: "Open the mailbox" }).click();
    await near.getByRole("link", { name: "Sign in as olga@example.org" }).first().click();
    await near.getByRole("button", { name: "Sign in" }).click();
    await expect(near).toHaveURL(new RegExp(`^${parley.url}/w/`));
    await near.goto(link);
    await expect(near).toHaveURL(new RegExp(`^${parley.url}/w/`));

    // The next start lets its own browser in, and neither the link nor the cookie of this one.
    await near.goto("about:blank");
    await parley.restart();
    const [, next = ""] = await parley.program().says(/Open it: (\S+)/);
    expect(next).not.toBe(link);
    await near.context().clearCookies({ name: "cc_session" });
    await near.goto("/mailbox");
    await expect(
      near.getByText("This page opens for the owner, and in the browser that opened the link"),
    ).toBeVisible();
    await near.goto(link);
    await expect(near.getByRole("heading", { name: "This link does not work" })).toBeVisible();
    await near.goto(next);
    await expect(near.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await near.goto("/mailbox");
    await expect(near.getByText("Nobody has asked for a link yet.")).toBeVisible();
  } finally {
    await parley.close();
  }
});

test("where no mail is sent and others come in, the sign-in page promises none, and says who has the link", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const address = "http://chat.example.org";
  const port = String(await freePort());
  const parley = await startParley({ PARLEY_URL: address, PARLEY_LOCAL_TOKENS: "", PORT: port });
  try {
    const place = { email: "olga@example.org", display_name: "Olga", workspace_name: "Acme" };
    const here = { ...parley, url: `http://127.0.0.1:${port}` };
    await call(here, null, "POST /api/setup", { secret: parley.setupSecret, ...place });
    const context = await browser.newContext();
    await context.route(`${address}/**`, async (route) => {
      const url = route.request().url().replace(address, here.url);
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    const page = await context.newPage();
    for (const email of ["olga@example.org", "nobody@example.org"]) {
      await page.goto(`${address}/sign-in`);
      await expect(page.getByText("then get it from the person who runs this Parley")).toBeVisible();
      await expect(page.getByText(/we send|we sent/i)).toHaveCount(0);
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Ask for a link" }).click();
      await expect(page.getByRole("heading", { name: "Get the link from the operator" })).toBeVisible();
      await expect(page.getByText(`If ${email} may sign in here, ask the person who runs`)).toBeVisible();
    }
  } finally {
    await parley.close();
  }
});

test("signing out ends the session at once and forgets what this device kept", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const who = await person(parley, "olga@example.org", "Olga Owner");
  const { page } = await openAs(browser, parley, { who });
  await page.goto(`/w/${slug}/c/general`);
  await page.getByRole("textbox", { name: "Message #general" }).fill("Half a thought");
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const answer = await fetch(`${parley.url}/api/me`, { headers: { authorization: `Bearer ${who.token}` } });
  expect(answer.status).toBe(401);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("somebody without a workspace is told how to get one, and can make one", async ({ browser, parley }) => {
  await owner(parley);
  const who = await person(parley, "lonely@example.org", "Lonely");
  const { page } = await openAs(browser, parley, { who });
  await page.goto("/");
  await expect(page.getByText("ask someone there for an invite link")).toBeVisible();
  await page.getByLabel("Workspace name").fill("Just me");
  await page.getByRole("button", { name: "Create a workspace" }).click();
  await expect(page.getByRole("heading", { name: "Welcome to Just me" })).toBeVisible();
});

test("a person changes the address that they sign in with, by a link to each of the two", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const mia = await person(parley, "mia@old.example", "Mia");
  const { slug } = await workspaceOf(parley, olga, [mia]);
  const { page } = await openAs(browser, parley, { who: mia });
  await page.goto(`/w/${slug}/c/general`);
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Your profile" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("You sign in with mia@old.example.")).toBeVisible();
  await dialog.getByRole("button", { name: "Change address" }).click();
  const field = dialog.getByLabel("New e-mail address");
  await expect(field).toBeFocused();
  await field.fill("mia@old.example");
  await field.press("Enter");
  await expect(dialog.getByText("New e-mail address is your address already.")).toBeVisible();
  await field.fill("mia@new.example");
  await field.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("mia@old.example and mia@new.example");

  const confirmed = await (await browser.newContext({ baseURL: parley.url })).newPage();
  for (const [name, result] of [
    ["mia@new.example: new address", "Confirmed"],
    ["mia@old.example: change of address", "Your address is changed"],
  ] as const) {
    await confirmed.goto("/mailbox");
    await confirmed.getByRole("link", { name }).click();
    await expect(confirmed.getByText("mia@new.example")).toBeVisible();
    await expect(confirmed).toHaveURL(`${parley.url}/auth/email`);
    await confirmed.getByRole("button", { name: "Confirm the change" }).click();
    await expect(confirmed.getByRole("heading", { name: result })).toBeVisible();
  }
  await expect(dialog.getByText("You sign in with mia@new.example.")).toBeVisible();
});

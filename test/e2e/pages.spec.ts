import { expect, test } from "../support/e2e";
import { composer } from "./support/conversation";
import { faultsOf, openAs, owner, person, workspaceOf } from "./support/people";

test("pages run under a policy that allows no inline script but their own", async ({ context }) => {
  const violations: string[] = [];
  context.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  for (const path of ["/", "/sign-in", "/w/some/where", "/there-is-no-such-page", "/sign-in/there-is-none"]) {
    // Each in a page of its own: some lead on to others by themselves.
    const page = await context.newPage();
    const response = await page.goto(path, { waitUntil: "networkidle" });
    expect(response?.headers()["content-security-policy"]).toMatch(/script-src 'self' ('sha256-[^']+' ?)+; style-src/);
    expect(response?.headers()["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
  }
  expect(violations).toEqual([]);
});

test("an address without a page has one of ours, with the status 404 and a way back, for whoever looks", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const stranger = await (await browser.newContext({ baseURL: parley.url })).newPage();
  const { page: hers } = await openAs(browser, parley, { who: olga });
  const paths = [
    "/nowhere",
    "/sign-in/x",
    "/setup/x/y",
    "/invite/a/b",
    "/auth",
    "/w.html",
    "/nö/ü?a=b",
    "/a%20b",
    "/%2e%2e%2fx",
  ];
  for (const page of [stranger, hers]) {
    const faults = faultsOf(page);
    for (const path of page === hers ? paths.slice(0, 2) : paths) {
      const response = await page.goto(path);
      expect([path, response?.status()]).toEqual([path, 404]);
      await expect(page.getByRole("heading", { name: "There is no page here" })).toBeVisible();
      await expect(page).toHaveTitle("There is no page here · Parley");
    }
    await page.getByRole("link", { name: "Go to Parley" }).click();
    expect(faults).toEqual([]);
  }
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(composer(hers)).toBeVisible();
  await hers.goto("/w");
  await expect(composer(hers)).toBeVisible();

  // Without scripts it says the same.
  const plain = await (await browser.newContext({ baseURL: parley.url, javaScriptEnabled: false })).newPage();
  await plain.goto("/nowhere");
  await expect(plain.getByRole("link", { name: "Go to Parley" })).toBeVisible();

  await hers.goto(`/w/${slug}/c/nowhere`);
  await expect(hers.getByText("This conversation cannot be found")).toBeVisible();
  await hers.getByRole("link", { name: "Go to your conversations" }).click();
  await expect(composer(hers)).toBeVisible();
  await hers.goto("/w/nowhere/c/general");
  await hers.getByRole("link", { name: /^Go to / }).click();
  await expect(composer(hers)).toBeVisible();
  const { page: lonely } = await openAs(browser, parley, { who: await person(parley, "no@example.org", "No") });
  await lonely.goto("/w/nowhere/c/general");
  await expect(lonely.getByRole("heading", { name: "You are not in a workspace yet" })).toBeVisible();
});

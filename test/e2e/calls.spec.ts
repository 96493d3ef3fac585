import { expect, test } from "../support/e2e";
import { composer, message, press, say } from "./support/conversation";
import { call, olgaAndPat, openAs } from "./support/people";

test("the app asks the server over tRPC, boot, sign-in and uploads, and nothing else", async ({ browser, parley }) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Something to react to" });
  const { page } = await openAs(browser, parley, { who: olga });
  const paths = new Set<string>();
  page.on("request", (request) => paths.add(new URL(request.url()).pathname));
  page.on("websocket", (socket) => paths.add(new URL(socket.url()).pathname));

  await page.goto("/");
  await page.waitForURL(/\/w\//);
  await page.goto(`/w/${slug}/c/general`);
  await say(page, "Hello");
  await press(page, "Something to react to", "Add a reaction");
  await page.getByRole("combobox", { name: "Search emoji" }).fill("tada");
  await page.keyboard.press("Enter");
  await expect(message(page, "Something").getByRole("button", { name: /^tada/ })).toBeVisible();
  await press(page, "Something to react to", "Reply in a thread");
  await page.getByRole("textbox", { name: "Reply in the thread" }).fill("Hm");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("pat");
  await page.getByRole("option", { name: /Pat Pending/ }).click();
  await expect(page).toHaveURL(/\/d\//);
  for (const item of ["Your profile", "Where you are signed in", "Invite people", "Bots and tokens"]) {
    await page.getByRole("button", { name: /your menu/ }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeVisible();

  const api = [...paths].filter((path) => path.startsWith("/api/"));
  expect(api.some((path) => path.startsWith("/api/trpc"))).toBe(true);
  expect(api.filter((path) => !/^\/api\/(trpc|boot$|auth\/|uploads)/.test(path))).toEqual([]);
});

import { expect, test } from "../support/e2e";
import { composer, message } from "./support/conversation";
import { call, faultsOf, olgaAndPat, openAs } from "./support/people";

test("everything in a conversation can be done without a mouse", async ({ browser, parley }) => {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "First from Pat" });
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Second from Pat" });
  const { page } = await openAs(browser, parley, { who: olga, permissions: ["clipboard-read", "clipboard-write"] });
  const faults = faultsOf(page);
  const { keyboard } = page;
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();

  await keyboard.type("Typed blind");
  await keyboard.press("Enter");
  await expect(message(page, "Typed blind")).toBeVisible();

  // From the text back to the list, and up to the first message.
  await keyboard.press("Shift+F6");
  await expect(message(page, "Typed blind")).toBeFocused();
  await keyboard.press("k");
  await keyboard.press("ArrowUp");
  await expect(message(page, "First from Pat")).toBeFocused();
  await keyboard.press("+");
  await expect(message(page, "First from Pat").getByRole("button", { name: /^thumbs up: 1 person/ })).toBeVisible();
  await keyboard.press("l");
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  await keyboard.press("r");
  const reply = page.getByRole("textbox", { name: "Reply in the thread" });
  await expect(reply).toBeFocused();
  await keyboard.type("A reply by keyboard");
  await keyboard.press("Enter");
  await expect(page.getByRole("complementary").getByText("A reply by keyboard")).toBeVisible();
  await keyboard.press("Escape");
  await expect(reply).toBeHidden();
  await expect(message(page, "First from Pat")).toBeFocused();

  // ↑ edits the last message; Esc gives up.
  await composer(page).focus();
  await keyboard.press("ArrowUp");
  await expect(page.getByRole("textbox", { name: "Edit your message" })).toBeFocused();
  await keyboard.press("End");
  await keyboard.type(", then edited");
  await keyboard.press("Enter");
  await expect(message(page, "Typed blind, then edited")).toBeVisible();
  await expect(composer(page)).toBeFocused();

  // The palette leads elsewhere, Alt with arrows back.
  await keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await keyboard.type("side");
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/c\/side$/);
  await expect(composer(page, "side")).toBeFocused();
  await keyboard.press("Alt+ArrowUp");
  await expect(page).toHaveURL(/\/c\/general$/);
  await expect(composer(page)).toBeFocused();

  // While a notice stands, F6 leads to its buttons first.
  await expect(page.getByText("Link copied")).toBeHidden();
  await keyboard.press("F6");
  await expect(page.getByRole("navigation").locator(":focus")).toBeVisible();
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.goto(link);
  await expect(message(page, "First from Pat")).toBeInViewport();
  expect(faults).toEqual([]);
});

test("what is unread shows in sidebar and title, and Esc or looking at it reads it", async ({ browser, parley }) => {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  await call(parley, pat.token, `POST /api/channels/${channel.id}/join`);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/side`);
  await expect(composer(page, "side")).toBeVisible();
  const { user } = await call(parley, olga.token, "GET /api/me");
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: `@${user.handle} look here` });
  const link = page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: /general/ });
  await expect(link).toContainText("1 mention");
  await expect(page).toHaveTitle(/^\(1\) /);
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(page).toHaveURL(/\/c\/general$/);
  await expect(page.getByText("New messages from here")).toBeAttached();
  await expect(link).not.toContainText("1 mention");
  await expect(page).toHaveTitle(/^#general/);
  const readSeq = async () => {
    const { channels } = await call(parley, olga.token, `GET /api/workspaces/${id}/channels`);
    return channels.find((one: { id: string }) => one.id === generalId).last_read_seq;
  };
  await expect.poll(readSeq).toBe(1);
});

import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message, press } from "./support/conversation";
import { anyAnswer, holdBack } from "./support/lateness";
import { call, olgaAndPat, openAs } from "./support/people";

test("coming back to a draft, one writes on at its end or where one was, whichever way one comes", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  const { keyboard } = page;
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await keyboard.type("Half");
  const ways = {
    "the palette": async (name: string) => {
      await keyboard.press("Control+k");
      await keyboard.type(name);
      await expect(page.getByRole("option", { name }).first()).toBeVisible();
      await keyboard.press("Enter");
    },
    "the list": (name: string) => page.getByRole("link", { name }).click(),
    "the keys": () => keyboard.press("Alt+ArrowDown"),
    "the history": () => page.goBack(),
  };
  let written = "Half";
  for (const [name, go] of Object.entries(ways)) {
    await ways["the list"]("side");
    await expect(composer(page, "side")).toBeFocused();
    await go("general");
    await expect(composer(page)).toBeFocused();
    await keyboard.type(` by ${name}`);
    written += ` by ${name}`;
    await expect(composer(page)).toHaveValue(written);
  }

  // Where one was, after going away in the middle.
  for (let n = 0; n < 3; n++) await keyboard.press("ArrowLeft");
  await ways["the palette"]("side");
  await expect(composer(page, "side")).toBeFocused();
  await ways["the palette"]("general");
  await expect(composer(page)).toBeFocused();
  await keyboard.type("!");
  await expect(composer(page)).toHaveValue(`${written.slice(0, -3)}!${written.slice(-3)}`);
  await page.reload();
  await expect(composer(page)).toHaveValue(`${written.slice(0, -3)}!${written.slice(-3)}`);
  await expect(composer(page)).toBeFocused();
  expect(await caretOf(page)).toMatchObject({ fromEnd: 0 });
});

test("a long draft shows where one writes on, and the caret keeps its place while its conversation comes", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  const long = Array.from({ length: 60 }, (_, n) => `Line ${n}`).join("\n");
  await page.goto(path);
  await composer(page).fill(long);
  await page.getByRole("link", { name: "side" }).click();
  await expect(composer(page, "side")).toBeFocused();
  await page.getByRole("link", { name: "general" }).click();
  await expect(composer(page)).toBeFocused();
  await expect.poll(() => caretOf(page)).toEqual({ fromEnd: 0, isAtBottom: true });
  await page.keyboard.press("Control+Home");
  await page.getByRole("link", { name: "side" }).click();
  await expect(composer(page, "side")).toBeFocused();
  await page.goBack();
  await expect.poll(() => caretOf(page)).toEqual({ fromEnd: long.length, isAtBottom: false });

  const answers = await holdBack(page, anyAnswer);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Message", exact: true })).toBeFocused();
  await page.keyboard.type("abc");
  await page.keyboard.press("ArrowLeft");
  await answers.release();
  await expect(composer(page)).toHaveValue(`${long}abc`);
  await expect(composer(page)).toBeFocused();
  await expect.poll(() => caretOf(page)).toEqual({ fromEnd: 1, isAtBottom: true });
});

test("on a phone and in a thread, the first key after coming back goes to the end of the draft", async ({
  browser,
  parley,
}) => {
  const { page, path, generalId, olga } = await world(browser, parley, {
    viewport: { width: 390, height: 800 },
    hasTouch: true,
  });
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  await page.goto(path);
  await composer(page).fill("On the phone");
  await message(page, "Root").focus();
  await page.keyboard.press("t");
  const reply = page.getByRole("textbox", { name: "Reply in the thread" });
  await reply.fill("In the thread");
  for (const field of [composer(page), reply]) {
    if (field === reply) await page.goForward();
    else await page.goBack();
    await field.evaluate((area) => area.focus());
    await page.keyboard.type(" on");
  }
  await expect(reply).toHaveValue("In the thread on");
  await page.goBack();
  await expect(composer(page)).toHaveValue("On the phone on");
});

test("an edit that waits goes on where it was left", async ({ browser, parley }) => {
  const { page, path, generalId, olga } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "First words" });
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  const { keyboard } = page;
  await keyboard.press("ArrowUp");
  await keyboard.type(" changed");
  await keyboard.press("Control+ArrowLeft");
  await page.getByRole("link", { name: "side" }).click();
  await expect(composer(page, "side")).toBeFocused();
  await page.getByRole("link", { name: "general" }).click();
  await expect(composer(page)).toBeFocused();
  await keyboard.press("ArrowUp");
  await keyboard.type("well ");
  await expect(page.getByRole("textbox", { name: "Edit your message" })).toHaveValue("First words well changed");
});

test("the words of an edit whose message is deleted elsewhere are offered below it", async ({ browser, parley }) => {
  const { page, path, generalId, olga } = await world(browser, parley);
  const sent = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "First words" });
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type(" and more");
  await expect(page.getByRole("textbox", { name: "Edit your message" })).toHaveValue("First words and more");
  await call(parley, olga.token, `DELETE /api/messages/${sent.message.id}`);
  const offered = page.getByRole("status").filter({ hasText: "You wrote this, and it was not sent" });
  await expect(offered).toContainText("First words and more");
  await offered.getByRole("button", { name: "Bring it back" }).click();
  await expect(composer(page)).toHaveValue("First words and more");
});

test("a draft is one in all tabs, and what is sent in one is gone in the others", async ({ browser, parley }) => {
  const { page, path, generalId, olga } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(path);
    await expect(composer(tab)).toBeFocused();
  }
  await page.keyboard.type("From one");
  await expect(composer(other)).toHaveValue("From one");
  await other.keyboard.type(" and the other");
  await expect(composer(page)).toHaveValue("From one and the other");
  await page.keyboard.press("Enter");
  await expect(message(other, "From one and the other")).toBeVisible();
  await expect(composer(other)).toHaveValue("");
  await other.reload();
  await expect(composer(other)).toHaveValue("");

  // In a thread, too, and for a conversation that the other tab does not show.
  for (const tab of [page, other]) await press(tab, "Root", "Reply in a thread");
  const reply = (tab: Page) => tab.getByRole("textbox", { name: "Reply in the thread" });
  await reply(page).fill("In the thread");
  await expect(reply(other)).toHaveValue("In the thread");
  await reply(other).press("Enter");
  await expect(reply(page)).toHaveValue("");
  await other.getByRole("link", { name: "side" }).click();
  await composer(other, "side").fill("Aside");
  await expect(page.getByRole("link", { name: "side" }).getByRole("img", { name: "Has a draft" })).toBeVisible();
  await composer(other, "side").press("Enter");
  await expect(page.getByRole("link", { name: "side" }).getByRole("img", { name: "Has a draft" })).toBeHidden();
});

test("what a draft quotes and where it also goes is kept with its text, and shown in every tab", async ({
  browser,
  parley,
}) => {
  const { page, path, generalId, olga } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  const other = await page.context().newPage();
  for (const tab of [page, other]) await tab.goto(path);
  await message(page, "Root").focus();
  await page.keyboard.press(">");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("with quote");
  for (const tab of [page, other]) await expect(tab.getByText("Quoting Olga")).toBeVisible();

  // The caret stays on its words.
  for (let n = 0; n < 5; n++) await page.keyboard.press("ArrowLeft");
  await expect(composer(other)).toHaveValue("with quote");
  await composer(other).press("Home");
  await composer(other).pressSequentially("now ");
  await expect(composer(page)).toHaveValue("now with quote");
  expect(await caretOf(page)).toMatchObject({ fromEnd: 5 });
  await page.getByRole("link", { name: "side" }).click();
  await expect(composer(page, "side")).toBeFocused();
  await expect(page.getByText("Quoting Olga")).toBeHidden();
  await page.getByRole("link", { name: "general" }).click();
  await expect(page.getByText("Quoting Olga")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Quoting Olga")).toBeVisible();

  await press(page, "Root", "Reply in a thread");
  await page.getByRole("textbox", { name: "Reply in the thread" }).fill("To both");
  await page.getByRole("checkbox", { name: /also send/i }).check();
  await page.getByRole("button", { name: "Close the pane" }).click();
  await press(page, "Root", "Reply in a thread");
  await expect(page.getByRole("checkbox", { name: /also send/i })).toBeChecked();

  await composer(other).press("Enter");
  await expect(message(other, "now with quote")).toContainText("Root");
  for (const tab of [page, other]) await expect(tab.getByText("Quoting Olga")).toBeHidden();
  const { messages } = await call(parley, olga.token, `GET /api/channels/${generalId}/messages`);
  expect(messages.at(-1)).toMatchObject({ body: "now with quote", quoted_body_snapshot: "Root" });
});

test("of two texts that were written at the same time both stay within reach", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  await page.context().addInitScript(holdWhatTabsTell);
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(path);
    await expect(composer(tab)).toBeFocused();
  }
  // Neither page hears of the other's text before its own is written.
  for (const tab of [page, other]) await tab.evaluate(() => window.dispatchEvent(new Event("tabs-apart")));
  for (const [n, tab] of [page, other].entries()) await writeAtOnce(tab, `Text number ${n + 1}`);
  for (const tab of [page, other]) await tab.evaluate(() => window.dispatchEvent(new Event("tabs-together")));
  const texts = async () => [await composer(page).inputValue(), await composer(other).inputValue()];
  const offered = page.getByRole("status").filter({ hasText: "You wrote this, and it was not sent" });
  await expect(offered).toBeVisible();
  await expect.poll(async () => new Set(await texts()).size).toBe(1);
  const [winner = ""] = await texts();
  const loser = winner.endsWith("1") ? "Text number 2" : "Text number 1";
  await expect(offered).toContainText(loser);
  await offered.getByRole("button", { name: "Bring it back" }).click();
  for (const tab of [page, other]) await expect(composer(tab)).toHaveValue(loser);
  await expect(offered).toContainText(winner);
  await other.getByRole("button", { name: "Discard it" }).click();
  await expect(offered).toBeHidden();
});

test("a tab that comes back from the history shows what another has written and sent meanwhile", async ({
  browser,
  parley,
}) => {
  const { page, path, olga, generalId } = await world(browser, parley);
  await page.goto(path);
  await composer(page).fill("As it was");
  const key = await page.evaluate(() => Object.keys(localStorage).find((key) => key.includes("/drafts/")) ?? "");
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    // Two seconds and more pass in the history.
    const { now } = Date;
    Date.now = () => now.call(Date) + 60_000;
  });
  await page.evaluate((key) => {
    localStorage.setItem(key, "As it became");
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  }, key);
  await expect(composer(page)).toHaveValue("As it became");
  await page.evaluate((key) => {
    Date.now = (
      (now) => () =>
        now() + 60_000
    )(Date.now);
    localStorage.removeItem(key);
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  }, key);
  await expect(composer(page)).toHaveValue("");
  expect((await call(parley, olga.token, `GET /api/channels/${generalId}/messages`)).messages).toEqual([]);
});

test("when somebody else signs in with the same browser, open tabs go on in their name with their drafts alone", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId } = await world(browser, parley);
  await page.goto(path);
  await composer(page).fill("Olga's own");
  const context = page.context();
  await context.addCookies([{ name: "cc_session", value: pat.token, url: parley.url, httpOnly: true }]);
  const pats = await context.newPage();
  await pats.goto(path);
  await expect(composer(pats)).toBeVisible();
  await expect(composer(pats)).toHaveValue("");
  await expect(composer(page)).toHaveValue("");
  await expect(page.getByRole("button", { name: "Pat Pending: your menu" })).toBeVisible();
  await composer(page).fill("Pat's own");
  await expect(composer(pats)).toHaveValue("Pat's own");
  await composer(page).press("Enter");
  await expect(message(pats, "Pat's own")).toBeVisible();
  const { messages } = await call(parley, pat.token, `GET /api/channels/${generalId}/messages`);
  expect(messages.map(({ author_id }: { author_id: string }) => author_id)).toEqual([pat.id]);
});

test("what could not be sent in one tab is sent once, whichever tabs try, and signing out forgets every draft", async ({
  browser,
  parley,
}) => {
  const { page, path, olga, generalId } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  const context = page.context();
  await context.route(/trpc\/[^?]*messages\.send/, (route) => route.abort("connectionfailed"));
  for (let n = 1; n <= 5; n++) {
    await page.keyboard.type(`Unsent ${n}`);
    await page.keyboard.press("Enter");
  }
  const other = await context.newPage();
  await other.goto(path);
  await expect(message(other, "Unsent 5")).toBeVisible();
  await context.unroute(/trpc\/[^?]*messages\.send/);
  const bodies = async () =>
    (await call(parley, olga.token, `GET /api/channels/${generalId}/messages`)).messages.map(
      ({ body }: { body: string }) => body,
    );
  await expect.poll(bodies, { timeout: 30_000 }).toEqual([1, 2, 3, 4, 5].map((n) => `Unsent ${n}`));
  for (const tab of [page, other]) await expect(message(tab, "Unsent 5")).toHaveCount(1);

  await composer(other).fill("Not for others");
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("Not for others");
});

type Options = { viewport?: { width: number; height: number }; hasTouch?: boolean };

async function world(browser: Parameters<typeof openAs>[0], parley: Parley, options: Options = {}) {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  await call(parley, pat.token, `POST /api/channels/${channel.id}/join`);
  const { page } = await openAs(browser, parley, { who: olga, ...options });
  return { page, olga, pat, generalId, path: `/w/${slug}/c/general` };
}

/** Where the caret is in the field that has the focus, and whether its text is scrolled to the end. */
function caretOf(page: Page) {
  return page.evaluate(() => {
    const area = document.activeElement;
    if (!(area instanceof HTMLTextAreaElement)) return null;
    const { value, selectionStart, scrollHeight, scrollTop, clientHeight } = area;
    return { fromEnd: value.length - selectionStart, isAtBottom: scrollHeight - scrollTop - clientHeight < 2 };
  });
}

/** What a page tells the other tabs between two events waits for the second one. */
function holdWhatTabsTell() {
  const { postMessage } = BroadcastChannel.prototype;
  const held: (() => void)[] = [];
  let isApart = false;
  BroadcastChannel.prototype.postMessage = function (value) {
    if (isApart) held.push(() => postMessage.call(this, value));
    else postMessage.call(this, value);
  };
  window.addEventListener("tabs-apart", () => {
    isApart = true;
  });
  window.addEventListener("tabs-together", () => {
    isApart = false;
    for (const tell of held.splice(0)) tell();
  });
}

/** Types a text in one tick. */
function writeAtOnce(page: Page, text: string) {
  return page.evaluate((text) => document.execCommand("insertText", false, text), text);
}

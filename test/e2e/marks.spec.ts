import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { call, olgaAndPat, openAs, type Person } from "./support/people";

test("what comes in before one's eyes never shows as unread, at any width, and shows as soon as one looks elsewhere", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId, olga } = await world(browser, parley, 1440);
  await page.goto(path);
  await expect(message(page, "Before")).toBeVisible();
  await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(1);
  await noteUnread(page);
  const say = (body: string) => call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body });
  for (const [n, width] of [1440, 820, 390].entries()) {
    await page.setViewportSize({ width, height: 800 });
    for (let m = 1; m <= 14; m++) await say(`Number ${m}`);
    await say(`At ${width} px for @olga-owner\n\n${"A long line. ".repeat(100)}`);
    await expect(message(page, `At ${width} px`)).toBeVisible();
    await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(15 * n + 16);
  }
  // One's own from another device.
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "From my phone" });
  await expect(message(page, "From my phone")).toBeVisible();
  expect(await unreadNoted(page)).toEqual([]);

  await page.getByRole("log").evaluate((log) => log.parentElement?.scrollTo(0, 0));
  await expect(page.getByRole("button", { name: "Jump to latest" })).toBeVisible();
  await say("Below");
  await expect.poll(() => page.title()).toMatch(/^• /);
  await page.getByRole("button", { name: /Jump to latest|new message/ }).click();
  await expect.poll(() => page.title()).not.toMatch(/^• /);
  await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(48);
  await lookAway(page);
  await say("Behind my back");
  await expect.poll(() => page.title()).toMatch(/^• /);
});

test("a reply that is sent to the channel, too, is no news to whoever reads its thread on a phone, and all else is", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId, olga, rootId } = await world(browser, parley, 390);
  await page.goto(`${path}/t/${rootId}`);
  const thread = page.getByRole("complementary", { name: "Thread" });
  await expect(thread.getByText("Before")).toBeVisible();
  await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(1);
  await noteUnread(page);
  const reply = (body: string) =>
    call(parley, pat.token, `POST /api/messages/${rootId}/thread/replies`, { body, also_send_to_channel: true });
  for (let n = 1; n <= 5; n++) await reply(`Reply ${n}`);
  await expect(thread.getByText("Reply 5")).toBeVisible();
  await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(6);
  expect(await unreadNoted(page)).toEqual([]);
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Not in the thread" });
  await expect.poll(() => page.title()).toMatch(/^• /);
  await reply("Reply 6");
  await expect(thread.getByText("Reply 6")).toBeVisible();
  expect(await page.title()).toMatch(/^• /);
});

const goings = {
  "the tab is closed": (page: Page) => page.close({ runBeforeUnload: true }),
  "one goes to another site": (page: Page) => page.goto("about:blank").then(() => {}),
  "the page is hidden": (page: Page) =>
    page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    }),
  "the page is frozen": (page: Page) => page.evaluate(() => void document.dispatchEvent(new Event("freeze"))),
};

for (const [name, go] of Object.entries(goings))
  test(`what was read in the last moments before ${name} is read`, async ({ browser, parley }) => {
    const { page, path, generalId, olga } = await world(browser, parley, 1440);
    // The request of the mark is on its way, and never arrives.
    await page.addInitScript(() => {
      const { fetch } = window;
      window.fetch = (input, init) => {
        if (!String(input).includes("readStates.")) return fetch(input, init);
        document.documentElement.dataset.marked = "";
        return new Promise(() => {});
      };
    });
    await page.goto(path);
    await expect(message(page, "Before")).toBeVisible();
    await expect(page.locator("[data-marked]")).toBeAttached();
    expect(await readUpTo(parley, olga, generalId)).toBe(0);
    await go(page);
    await expect.poll(() => readUpTo(parley, olga, generalId)).toBe(1);
  });

test("while messages do not get through, the screen says so and Retry now sends them, in order and once", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId, olga } = await world(browser, parley, 1440);
  await page.goto(path);
  await expect(message(page, "Before")).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await page.route(/\/api\/trpc\/[^?]*messages\.send/, (route) => route.fulfill({ status: 502, body: "Bad gateway" }));
  const texts = Array.from({ length: 24 }, (_, n) => `Unsent ${n + 1}`);
  for (const text of texts) {
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
  }
  await expect(page.getByText("24 changes are waiting to be sent.")).toBeVisible();
  // The stream lives.
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Still here" });
  await expect(message(page, "Still here")).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Retry now" }).click();
  const said = async () => {
    const { messages } = await call(parley, olga.token, `GET /api/channels/${generalId}/messages`);
    return messages
      .filter((one: { author_id: string }) => one.author_id === olga.id)
      .map((one: { body: string }) => one.body);
  };
  await expect.poll(said).toEqual(texts);
  await expect(page.getByRole("button", { name: "Retry now" })).toBeHidden();
});

test("a workspace that cannot be reached from the beginning says so, and comes with Retry now", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley, 390);
  await page.route(/\/api\/boot/, (route) => route.abort("connectionfailed"));
  await page.goto(path);
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Written meanwhile");
  await expect(page.getByText("Parley cannot be reached.")).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Retry now" }).click();
  await expect(message(page, "Before")).toBeVisible();
  await expect(composer(page)).toHaveValue("Written meanwhile");
  await expect(page.getByRole("button", { name: "Retry now" })).toBeHidden();
});

async function world(browser: Parameters<typeof openAs>[0], parley: Parley, width: number) {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  const sent = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Before" });
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width, height: 800 } });
  return { page, olga, pat, generalId, rootId: sent.message.id, path: `/w/${slug}/c/general` };
}

async function readUpTo(parley: Parley, { token }: Person, channelId: string): Promise<number> {
  return (await call(parley, token, `GET /api/channels/${channelId}`)).channel.last_read_seq;
}

/** From here on a page notes every moment in which its title or its list of conversations says that something is unread. */
function noteUnread(page: Page) {
  return page.evaluate(() => {
    const noted: string[] = [];
    Object.assign(window, { noted });
    const look = () => {
      const link = document.querySelector("nav [aria-current=page]");
      if (/^(•|\()/.test(document.title)) noted.push(document.title);
      if (/unread|mention/i.test(link?.textContent ?? "") || link?.classList.contains("font-semibold"))
        noted.push(link?.textContent ?? "");
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
}

function unreadNoted(page: Page): Promise<unknown> {
  return page.evaluate(() => Reflect.get(window, "noted"));
}

/** As when another window takes the focus. */
function lookAway(page: Page) {
  return page.evaluate(() => {
    document.hasFocus = () => false;
    window.dispatchEvent(new Event("blur"));
  });
}

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { anyAnswer, anyScript, holdBack, lateCode } from "./support/lateness";
import { call, olgaAndPat, openAs, type Person } from "./support/people";

type World = { page: Page; olga: Person; pat: Person; workspaceId: string; generalId: string; path: string };

test("what is typed after Ctrl+K is in the palette while its code is on its way, and posts nothing", async ({
  browser,
  parley,
}) => {
  const { page, path, workspaceId, olga } = await world(browser, parley);
  const code = await holdBack(page, await lateCode(page, path));
  // What is fetched beside boot holds back the end of loading, too.
  await page.goto(path, { waitUntil: "commit" });
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sid");
  await page.keyboard.press("Enter");
  await page.keyboard.type("e");
  const field = page.getByRole("combobox");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("side");
  await page.keyboard.press("Enter");
  await code.release();
  await expect(composer(page, "side")).toBeFocused();
  await expect(composer(page, "side")).toHaveValue("");
  await page.getByRole("link", { name: /general/ }).click();
  await expect(composer(page)).toHaveValue("");
  expect(await said(parley, olga, workspaceId)).toEqual([]);
});

test("the palette opens while the workspace is on its way, and Enter waits for what was typed", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  const answers = await holdBack(page, anyAnswer);
  await page.goto(path);
  await expect(page.getByText("Loading… You can already write.")).toBeVisible();
  await expect(waiting(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("side");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox")).toHaveValue("side");
  await answers.release();
  await expect(page).toHaveURL(/\/c\/side$/);
  await expect(composer(page, "side")).toBeFocused();
  await expect(composer(page, "side")).toHaveValue("");
});

test("whatever opens has the keys at once, says when its code cannot be had, and gives the focus back", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, olga, generalId, workspaceId } = await world(browser, parley);
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Look at this" });
  const code = await holdBack(page, await lateCode(page, path));
  // What is fetched beside boot holds back the end of loading, too.
  await page.goto(path, { waitUntil: "commit" });
  await expect(message(page, "Look at this")).toBeVisible();
  const openers: Locator[] = [
    page.getByRole("button", { name: /your menu/ }),
    page.getByRole("button", { name: "Details", exact: true }),
    page.getByRole("button", { name: "Add channels" }),
    page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Insert an emoji" }),
    page.getByRole("button", { name: "New direct message" }),
  ];
  for (const opener of openers) {
    await opener.click();
    await page.keyboard.type("abc");
    await page.keyboard.press("Escape");
    await expect(composer(page)).toBeFocused();
    await opener.press("Enter");
    await page.keyboard.type("abc");
    await page.keyboard.press("Escape");
    await expect(opener).toBeFocused();
    await composer(page).focus();
  }
  await message(page, "Look at this").click({ button: "right", position: { x: 200, y: 5 } });
  await page.keyboard.type("abc");
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue("");

  // What was typed meanwhile is in the field of what comes.
  await page.keyboard.press("Control+/");
  await code.fail();
  await expect(page.getByRole("dialog", { name: "This could not be loaded" })).toBeVisible();
  await code.release();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();
  expect(await said(parley, olga, workspaceId)).toEqual(["Look at this"]);
});

test("what is typed while a field is on its way is in that field when it comes", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  const code = await holdBack(page, await lateCode(page, path));
  // What is fetched beside boot holds back the end of loading, too.
  await page.goto(path, { waitUntil: "commit" });
  await expect(composer(page)).toBeFocused();
  await page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Insert an emoji" }).click();
  await page.keyboard.type("rocket");
  await code.release();
  await expect(page.getByRole("combobox", { name: "Search emoji" })).toHaveValue("rocket");
  await page.keyboard.press("Enter");
  await page.keyboard.type("!");
  await expect(composer(page)).toHaveValue("🚀!");
  await page.getByRole("button", { name: "New direct message" }).click();
  await page.keyboard.type("pat");
  await expect(page.getByRole("combobox", { name: "Name or handle" })).toHaveValue("pat");
});

test("an Enter that comes before its answer picks the first person found, and what follows it is in the field after that", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  await page.goto(path.replace("general", "side"));
  await expect(composer(page, "side")).toBeFocused();
  const answers = await holdBack(page, anyAnswer);
  await page.getByRole("button", { name: "Add people" }).first().click();
  await page.keyboard.type("pat");
  const field = page.getByRole("combobox", { name: "Name or handle" });
  await expect(field).toHaveValue("pat");
  await page.keyboard.press("Enter");
  await page.keyboard.type("ol");
  await expect(field).toHaveValue("pat");
  await answers.release();
  await expect(page.getByRole("list", { name: "Chosen people" })).toContainText("Pat Pending");
  await expect(field).toHaveValue("ol");
});

test("a picker or menu that is closed takes no key while it fades out", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  const menu = page.getByRole("menu");
  await page.getByRole("button", { name: /your menu/ }).press("Enter");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  // The way around the end of a menu moves its focus a frame later.
  await page.evaluate(async () => {
    for (const key of ["ArrowUp", "Escape"]) {
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await null;
    }
  });
  await expect(page.getByRole("button", { name: /your menu/ })).toBeFocused();
  await expect(menu).toBeHidden();
  await expect(page.getByRole("button", { name: /your menu/ })).toBeFocused();
});

test("what is typed before the page runs, and while the workspace loads, is in the conversation that opens", async ({
  browser,
  parley,
}) => {
  const { page, path, olga, workspaceId } = await world(browser, parley);
  const scripts = await holdBack(page, anyScript);
  const answers = await holdBack(page, anyAnswer);
  await page.goto(path, { waitUntil: "commit" });
  await expect(waiting(page)).toBeFocused();
  await page.keyboard.type("One ");
  await scripts.release();
  await expect(page.getByText("Loading… You can already write.")).toBeVisible();
  await page.keyboard.type("two ");
  await page.keyboard.press("Enter");
  await page.keyboard.type("three");
  await answers.release();
  await expect(composer(page)).toHaveValue("One two three");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type(" four");
  // A reload in the middle goes on at the end of the draft.
  await page.reload();
  await expect(waiting(page).or(composer(page))).toBeFocused();
  await page.keyboard.type(" five");
  await expect(composer(page)).toHaveValue("One two three four five");
  expect(await said(parley, olga, workspaceId)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(message(page, "One two three four five")).toBeVisible();
});

test("what is typed before the page runs is kept, also when it never runs", async ({ browser, parley }) => {
  const { page, path, olga, workspaceId } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("A draft");
  const scripts = await holdBack(page, anyScript);
  for (const words of [" and", " more"]) {
    await page.goto(path, { waitUntil: "commit" });
    await expect(waiting(page)).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Backspace");
  }
  await scripts.release();
  await expect(composer(page)).toHaveValue("A draft and more");
  await expect(composer(page)).toBeFocused();
  expect(await said(parley, olga, workspaceId)).toEqual([]);
});

test("what is typed after Ctrl+K before the page runs is in the palette, and nowhere else", async ({
  browser,
  parley,
}) => {
  const { page, path, olga, workspaceId } = await world(browser, parley);
  for (const isEntered of [false, true]) {
    const scripts = await holdBack(page, anyScript);
    await page.goto(path, { waitUntil: "commit" });
    await expect(waiting(page)).toBeFocused();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("given up");
    await page.keyboard.press("Escape");
    await page.keyboard.type("Half");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("side");
    if (isEntered) await page.keyboard.press("Enter");
    await scripts.release();
    if (!isEntered) {
      await expect(page.getByRole("option", { name: "side" })).toBeVisible();
      await page.keyboard.press("Enter");
    }
    await expect(composer(page, "side")).toBeFocused();
    await expect(composer(page, "side")).toHaveValue("");
    await page.getByRole("link", { name: /general/ }).click();
    await expect(composer(page)).toHaveValue("Half");
    await composer(page).fill("");
  }
  expect(await said(parley, olga, workspaceId)).toEqual([]);
});

test("a conversation can be written to from the first moment, also while its messages are on their way", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId } = await world(browser, parley);
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  await call(parley, pat.token, `POST /api/messages/${root.id}/thread/replies`, { body: "First reply" });
  await page.goto(path);
  await expect(message(page, "Root")).toBeVisible();
  const answers = await holdBack(page, anyAnswer);
  await page.getByRole("button", { name: /Open the thread/ }).click();
  await page.keyboard.type("In the thread");
  await expect(page.getByRole("textbox", { name: "Reply in the thread" })).toHaveValue("In the thread");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /side/ }).click();
  await page.keyboard.type("On the side");
  await page.keyboard.press("Enter");
  await page.keyboard.type("and more");
  await expect(composer(page, "side")).toHaveValue("and more");
  await answers.release();
  await expect(message(page, "On the side")).toBeVisible();
  await expect(composer(page, "side")).toHaveValue("and more");
  await page.getByRole("link", { name: /general/ }).click();
  await expect(composer(page)).toHaveValue("");
  await page.getByRole("button", { name: /Open the thread/ }).click();
  await expect(page.getByRole("textbox", { name: "Reply in the thread" })).toHaveValue("In the thread");
});

test("what is typed while a direct conversation is made is in it, and nowhere else", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("pat");
  await expect(page.getByRole("option", { name: /Pat Pending/ })).toBeVisible();
  const answers = await holdBack(page, anyAnswer);
  await page.keyboard.press("Enter");
  await page.keyboard.type("Hello Pat");
  await answers.release();
  await expect(page.getByRole("textbox", { name: "Message Pat Pending" })).toHaveValue("Hello Pat");
  await page.getByRole("link", { name: /general/ }).click();
  await expect(composer(page)).toHaveValue("");
});

test("the focus returns to where it was, however a window, menu or pane is closed", async ({ browser, parley }) => {
  const { page, path, olga, generalId } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Mine" });
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  const { keyboard } = page;
  const userMenu = page.getByRole("button", { name: /your menu/ });

  await keyboard.type("Half ");
  await keyboard.press("Control+k");
  await keyboard.press("Escape");
  await keyboard.type("a ");
  await keyboard.press("Control+k");
  await page.mouse.click(5, 5);
  await keyboard.type("word");
  await expect(composer(page)).toHaveValue("Half a word");

  await userMenu.click();
  await keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();
  await userMenu.press("Enter");
  await page.getByRole("menuitem", { name: "Your profile" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
  await keyboard.press("Escape");
  await expect(userMenu).toBeFocused();
  // One window in the place of another.
  await keyboard.press("Control+k");
  await keyboard.type("Browse channels");
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /channels/i }).getByRole("textbox")).toBeFocused();
  await keyboard.press("Escape");
  await expect(userMenu).toBeFocused();

  // From a message and back to it.
  await keyboard.press("F6");
  await composer(page).focus();
  await keyboard.press("Shift+F6");
  await expect(message(page, "Mine")).toBeFocused();
  await keyboard.press("Delete");
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeFocused();
  await keyboard.press("Escape");
  await expect(message(page, "Mine")).toBeFocused();
  await keyboard.press("e");
  await keyboard.type(" own");
  await keyboard.press("Escape");
  await expect(message(page, "Mine")).toBeFocused();
  await keyboard.press("t");
  await expect(page.getByRole("textbox", { name: "Reply in the thread" })).toBeFocused();
  await page.goBack();
  await expect(message(page, "Mine")).toBeFocused();

  // What had the focus is gone: then to where one writes.
  await keyboard.press("Delete");
  await keyboard.press("Enter");
  await expect(message(page, "Mine")).toBeHidden();
  await expect(composer(page)).toBeFocused();
});

test("a menu or picker that was opened with the mouse gives the focus back to the text, in the tick in which it closes", async ({
  browser,
  parley,
}) => {
  const { page, path, pat, generalId } = await world(browser, parley);
  const { message: root } = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Root" });
  await call(parley, pat.token, `POST /api/messages/${root.id}/thread/replies`, { body: "First reply" });
  await page.goto(path);
  await expect(message(page, "Root")).toBeVisible();
  await expect(composer(page)).toBeFocused();
  const { keyboard } = page;
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const toolbar = page.getByRole("toolbar", { name: "Formatting" });
  const openers: [string, Locator][] = [
    ["the emoji picker", toolbar.getByRole("button", { name: "Insert an emoji" })],
    ["a new reaction", message(page, "Root").getByRole("button", { name: "Add a reaction" })],
    ["the menu of a message", message(page, "Root").getByRole("button", { name: "More actions" })],
    ["one's own menu", button(/your menu/)],
    ["the details", page.getByRole("button", { name: "Details", exact: true })],
    ["more channels", button("Add channels")],
  ];
  let written = "";
  for (const [name, opener] of openers) {
    await message(page, "Root").hover();
    await opener.click();
    await expect(page.locator("[data-overlay]:not([data-closed]), aside")).toBeVisible();
    await keyboard.press("Escape");
    await keyboard.type(`after ${name} `);
    written += `after ${name} `;
    await expect(composer(page)).toHaveValue(written);
  }
  // A second press of the button closes it, too.
  const emoji = toolbar.getByRole("button", { name: "Insert an emoji" });
  await emoji.click();
  await expect(page.getByRole("combobox", { name: "Search emoji" })).toBeFocused();
  await emoji.click();
  await keyboard.type("and twice ");
  await expect(composer(page)).toHaveValue(`${written}and twice `);
  const userMenu = button(/your menu/);
  await userMenu.click();
  await expect(page.getByRole("menu")).toBeVisible();
  const at = await userMenu.boundingBox();
  await page.mouse.click((at?.x ?? 0) + 20, (at?.y ?? 0) + 20);
  await expect(page.getByRole("menu")).toBeHidden();
  await keyboard.type("more ");
  written += "and twice more ";
  await expect(composer(page)).toHaveValue(written);

  // From the keyboard, back to the button: Space presses it, and text goes where one writes.
  await userMenu.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await keyboard.press("Escape");
  await expect(userMenu).toBeFocused();
  await keyboard.type("end");
  await expect(composer(page)).toHaveValue(`${written}end`);

  // Out of a thread, back into the thread.
  await button(/Open the thread/).click();
  const reply = page.getByRole("textbox", { name: "Reply in the thread" });
  await expect(reply).toBeFocused();
  await page.getByRole("complementary").getByRole("button", { name: "Insert an emoji" }).click();
  await keyboard.press("Escape");
  await keyboard.type("in here");
  await userMenu.click();
  await keyboard.press("Escape");
  await keyboard.type(" too");
  await expect(reply).toHaveValue("in here too");
});

test("what an earlier version kept in a database of the browser is sent or written on, and the database goes", async ({
  browser,
  parley,
}) => {
  const { page, path, olga, workspaceId } = await world(browser, parley);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await holdBack(page, anyAnswer);
  await page.keyboard.type("Not sent");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Half a thought");
  await expect(message(page, "Not sent")).toBeVisible();
  await page.evaluate(async () => {
    const opening = indexedDB.open("parley", 1);
    await new Promise<void>((done) => {
      opening.onupgradeneeded = () => opening.result.createObjectStore("values");
      opening.onsuccess = () => done();
    });
    const writing = opening.result.transaction("values", "readwrite");
    for (const [key, value] of Object.entries(localStorage).filter(([key]) => key.startsWith("parley/"))) {
      writing.objectStore("values").put(value, key.slice("parley/".length));
      localStorage.removeItem(key);
    }
    await new Promise<void>((done) => {
      writing.oncomplete = () => done();
    });
    opening.result.close();
  });
  const context = page.context();
  await page.close();
  const next = await context.newPage();
  await next.goto(path);
  await expect(composer(next)).toHaveValue("Half a thought");
  await expect.poll(() => said(parley, olga, workspaceId)).toEqual(["Not sent"]);
  await expect.poll(() => next.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

for (const shelf of ["full", "forbidden"] as const)
  test(`one writes and sends as ever while the browser's storage is ${shelf}`, async ({ browser, parley }) => {
    const { page, path, olga, workspaceId } = await world(browser, parley);
    const faults: Error[] = [];
    page.on("pageerror", (fault) => faults.push(fault));
    await page.addInitScript((shelf) => {
      if (shelf === "full") {
        for (let size = 2 ** 22; size >= 1; size /= 2)
          try {
            for (let n = 0; ; n++) localStorage.setItem(`filler-${size}-${n}`, "x".repeat(size));
          } catch {
            // It takes no more of this size.
          }
        return;
      }
      for (const name of ["localStorage", "sessionStorage", "indexedDB"])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException("Access is denied.", "SecurityError");
          },
        });
    }, shelf);
    await page.goto(path);
    await expect(composer(page)).toBeFocused();
    const long = "word ".repeat(7_999);
    for (let n = 1; n <= 3; n++) {
      await page.keyboard.insertText(`${n} ${long}`);
      await page.keyboard.type("end");
      await page.keyboard.press("Enter");
      await expect(composer(page)).toHaveValue("");
    }
    await page.keyboard.type("a draft");
    await expect(composer(page)).toHaveValue("a draft");
    await expect.poll(async () => (await said(parley, olga, workspaceId)).map((body) => body[0])).toHaveLength(3);
    expect(faults).toEqual([]);
  });

test("what is typed or pasted where nothing takes text comes to where one writes", async ({ browser, parley }) => {
  const { page, path, pat, generalId } = await world(browser, parley, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Some words to point at" });
  await page.goto(path);
  await expect(message(page, "Some words")).toBeVisible();
  const nowhere = () =>
    page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const { keyboard } = page;
  await nowhere();
  await keyboard.type("Typed ");
  await expect(composer(page)).toBeFocused();
  await page.getByText("Some words to point at").click();
  await keyboard.type("lets go ");
  await page.getByRole("link", { name: /general/ }).click();
  await keyboard.type("on ");
  await page.evaluate(() => navigator.clipboard.writeText("and pasted"));
  await nowhere();
  await keyboard.press("Control+v");
  await expect(composer(page)).toHaveValue("Typed lets go on and pasted");
  // Keys that mean something stay what they are.
  await nowhere();
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await nowhere();
  await keyboard.press("Control+a");
  await expect(composer(page)).not.toBeFocused();
  await expect(composer(page)).toHaveValue("Typed lets go on and pasted");
});

test("an edit waits where it is, whatever becomes of the screen", async ({ browser, parley }) => {
  const { page, path, olga, generalId } = await world(browser, parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "First words" });
  for (let n = 1; n <= 60; n++)
    await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: `Line ${n}` });
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type(" changed");
  const editor = page.getByRole("textbox", { name: "Edit your message" });
  await expect(editor).toHaveValue("Line 60 changed");
  await page.getByRole("log").evaluate((log) => log.parentElement?.scrollTo(0, 0));
  await page.keyboard.type(" twice");
  await expect(editor).toHaveValue("Line 60 changed twice");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(composer(page, "side")).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(editor).toHaveValue("Line 60 changed twice");
});

test("a conversation that cannot be written to says why, and keeps what was typed", async ({ browser, parley }) => {
  const { page, olga, workspaceId, slug } = await world(browser, parley);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${workspaceId}/channels`, { name: "old" });
  await call(parley, olga.token, `PATCH /api/channels/${channel.id}`, { archived: true });
  const answers = await holdBack(page, anyAnswer);
  await page.goto(`/w/${slug}/c/old`);
  await expect(waiting(page)).toBeFocused();
  await page.keyboard.type("Too late");
  await answers.release();
  await expect(page.getByText("This channel is archived.")).toBeVisible();
  await expect(page.getByText("Too late")).toBeVisible();
  await call(parley, olga.token, `PATCH /api/channels/${channel.id}`, { archived: false });
  await expect(composer(page, "old")).toHaveValue("Too late");
});

/** The composer of a conversation that is still being found. */
function waiting(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message", exact: true });
}

type Options = { permissions?: string[] };

async function world(browser: Parameters<typeof openAs>[0], parley: Parley, options: Options = {}) {
  const { olga, pat, id: workspaceId, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/workspaces/${workspaceId}/channels`, { name: "side" });
  const { page } = await openAs(browser, parley, { who: olga, ...options });
  const made: World & { slug: string } = {
    page,
    olga,
    pat,
    workspaceId,
    generalId,
    slug,
    path: `/w/${slug}/c/general`,
  };
  return made;
}

/** Every message of the channels of a workspace. */
async function said(parley: Parley, { token }: Person, workspaceId: string): Promise<string[]> {
  const { channels } = await call(parley, token, `GET /api/workspaces/${workspaceId}/channels`);
  const all: string[] = [];
  for (const { id } of channels) {
    const { messages } = await call(parley, token, `GET /api/channels/${id}/messages`);
    for (const { kind, body } of messages) if (kind === "message") all.push(body);
  }
  return all;
}

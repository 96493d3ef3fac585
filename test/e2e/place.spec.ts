import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { call, faultsOf, openAs, owner, type Person, person, type Workspace, workspaceOf } from "./support/people";
import { expectBack, heightPx, openThread, scrollUp, settled } from "./support/places";

type World = Workspace & {
  readonly olga: Person;
  readonly pat: Person;
  readonly sideId: string;
  readonly ids: string[];
};

/** Long and short messages, every sixth with a reply, in a channel; a few in another. */
async function worldOf(parley: Parley, messages = 90): Promise<World> {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const workspace = await workspaceOf(parley, olga, [pat]);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${workspace.id}/channels`, { name: "side" });
  const ids: string[] = [];
  for (let n = 1; n <= messages; n++) {
    const body = `Message ${n}. ${"It says a little more than that. ".repeat((n * 7) % 11)}`;
    const sent = await call(parley, pat.token, `POST /api/channels/${workspace.generalId}/messages`, { body });
    ids.push(sent.message.id);
    if (n % 4 === 0)
      await call(parley, pat.token, `POST /api/messages/${sent.message.id}/thread/replies`, { body: `Reply to ${n}` });
  }
  await call(parley, olga.token, `POST /api/channels/${channel.id}/messages`, { body: "Aside" });
  await call(parley, olga.token, `POST /api/channels/${workspace.generalId}/read`, { seq: messages });
  return { ...workspace, olga, pat, sideId: channel.id, ids };
}

async function openAt(browser: Browser, parley: Parley, { olga, slug }: World, width: number) {
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width, height: heightPx } });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);
  await settled(page);
  return { page, faults };
}

test("a reader who comes back is where they were, to the pixel, whichever way they come", async ({
  browser,
  parley,
}) => {
  test.slow();
  const world = await worldOf(parley);
  for (const width of [390]) {
    const { page, faults } = await openAt(browser, parley, world, width);
    const where = await scrollUp(page, 1300);

    for (const leave of [
      () => page.keyboard.press("Escape"),
      () => page.goBack(),
      () =>
        page
          .getByRole("complementary")
          .getByRole("button", { name: width < 1024 ? "Back" : "Close" })
          .click(),
    ]) {
      await openThread(page);
      await settled(page, "thread");
      // Rows above, in view and below change their height meanwhile.
      await call(parley, world.pat.token, `POST /api/messages/${world.ids[30]}/reactions`, { emoji: "🎉" }).catch(
        () => {},
      );
      await leave();
      await expect(page.getByRole("complementary")).toHaveCount(0);
      await expectBack(page, where);
    }

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("side");
    await page.keyboard.press("Enter");
    await expect(message(page, "Aside")).toBeVisible();
    await page.goBack();
    await expectBack(page, where);
    await page.goForward();
    await expect(message(page, "Aside")).toBeVisible();
    if (width < 768) await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("link", { name: /general/ }).click();
    await expectBack(page, where);
    await page.reload();
    await expectBack(page, where);
    if (width < 768) {
      await page.getByRole("button", { name: "Back" }).click();
      await page.goBack();
      await expectBack(page, where);
    }
    await page.keyboard.press("Control+/");
    await page.keyboard.press("Escape");
    await expectBack(page, where);
    expect(faults).toEqual([]);
    await page.context().close();
  }
});

test("a list beneath a thread loads nothing, reads nothing and stays where it is", async ({ browser, parley }) => {
  const world = await worldOf(parley, 70);
  for (const width of [820]) {
    const { page } = await openAt(browser, parley, world, width);
    const older: string[] = [];
    const end = await settled(page);
    await openThread(page);
    await settled(page, "thread");
    page.on("request", (request) => {
      if (/messages\.list|before_seq/.test(decodeURIComponent(request.url()))) older.push(request.url());
    });
    const before = await unread(parley, world);
    for (const body of ["While you", "were away"])
      await call(parley, world.pat.token, `POST /api/channels/${world.generalId}/messages`, { body });
    // A thread gets what is said there by the same stream, after it.
    const root = new URL(page.url()).pathname.split("/").at(-1);
    await call(parley, world.pat.token, `POST /api/messages/${root}/thread/replies`, { body: `After that ${width}` });
    await expect(page.getByText(`After that ${width}`)).toBeVisible();
    expect(await expectQuiet(page)).toBe(true);
    expect(await unread(parley, world)).toBe(before + 2);
    expect(older).toEqual([]);
    await page.goBack();
    await expectBack(page, end);
    await call(parley, world.olga.token, `POST /api/channels/${world.generalId}/read`, { seq: 1_000 }).catch(() => {});
    await page.context().close();
  }
});

test("the place and what is written survive every change of the width with a thread open", async ({
  browser,
  parley,
}) => {
  const world = await worldOf(parley);
  const { page } = await openAt(browser, parley, world, 1440);
  const where = await scrollUp(page, 1300);
  await composer(page).fill("For the channel");
  await openThread(page);
  await page.getByRole("complementary").getByRole("textbox").fill("For the thread");
  for (const width of [820, 390, 1440, 390, 820, 1440]) {
    await page.setViewportSize({ width, height: heightPx });
    await settled(page, "thread");
    await expect(page.getByRole("complementary").getByRole("textbox")).toHaveValue("For the thread");
    await expect(page.getByRole("complementary").getByRole("textbox")).toBeFocused();
    if (width < 1024) await expect(composer(page)).toBeHidden();
    else await expect(composer(page)).toHaveValue("For the channel");
  }
  await page.keyboard.press("Escape");
  await expectBack(page, where);
  await expect(composer(page)).toHaveValue("For the channel");
});

/** Whether a second and a half went by, in which what is seen would have been read. */
function expectQuiet(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const from = performance.now();
        requestAnimationFrame(function look(now) {
          if (now - from > 2_000) resolve(true);
          else requestAnimationFrame(look);
        });
      }),
  );
}

async function unread(parley: Parley, { olga, generalId }: World): Promise<number> {
  return (await call(parley, olga.token, `GET /api/channels/${generalId}`)).channel.unread_count;
}

test("a list at its end stays there, whatever is taken out of the text below it", async ({ browser, parley }) => {
  const world = await worldOf(parley, 30);
  const { page, faults } = await openAt(browser, parley, world, 820);
  const text = page.locator("main [data-home]");
  const lines = "one\ntwo\nthree";
  for (const [before, ...keys] of [
    ["x", "Backspace"],
    ["👩‍👩‍👧", "Backspace"],
    ["word", "Control+Backspace"],
    [lines, "Control+a", "Backspace"],
    [lines, "Control+a", "y"],
    [lines, "Control+a", "Control+c", "Control+a", "Control+v"],
    [lines, "Control+a", "Backspace", "Control+z"],
  ] as const) {
    await text.fill(before);
    for (const key of keys) await page.keyboard.press(key);
    expect(await toEnd(page), `${JSON.stringify(before)} ${keys.join(" ")}`).toBeLessThan(1);
  }
  expect(faults).toEqual([]);
});

test("a page that begins anew shows the conversation where its reader stood", async ({ browser, parley }) => {
  const world = await worldOf(parley);
  const { id, olga, pat, slug } = world;
  const { page } = await openAs(browser, parley, { who: pat, viewport: { width: 1440, height: heightPx } });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);
  await settled(page);
  const where = await scrollUp(page, 3_000);
  await composer(page).fill("Not sent");
  for (const role of ["moderator", "member"]) {
    const begun = page.waitForResponse((response) => response.url().includes("boot") && response.ok());
    await call(parley, olga.token, `PATCH /api/workspaces/${id}/members/${pat.id}`, { role });
    await begun;
    await expectBack(page, where);
    await expect(composer(page)).toHaveValue("Not sent");
    await expect(composer(page)).toBeFocused();
  }
  expect(faults).toEqual([]);
});

/** How far a list is from its end, once it has come to rest. */
async function toEnd(page: Page): Promise<number> {
  await settled(page);
  return page.locator('[data-region="messages"] [role="log"]').evaluate((log) => {
    const list = log.parentElement;
    return list ? list.scrollHeight - list.clientHeight - list.scrollTop : Number.NaN;
  });
}

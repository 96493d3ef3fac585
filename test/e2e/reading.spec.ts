import { expect, test } from "../support/e2e";
import { composer, message, press, say } from "./support/conversation";
import { call, faultsOf, olgaAndPat, openAs } from "./support/people";

test("a long absence opens at the first unread message, and a permanent link at its own", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  const ids: string[] = [];
  for (let n = 1; n <= 160; n++) {
    const sent = await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, {
      body: `Message number ${n}.`,
    });
    ids.push(sent.message.id);
  }
  await call(parley, olga.token, `POST /api/channels/${generalId}/read`, { seq: 5 });
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);

  await expect(page.getByText("155 new messages")).toBeVisible();
  await page.getByRole("button", { name: "Jump to the first" }).click();
  await expect(message(page, "Message number 6.")).toBeInViewport();
  await expect(page.getByText("New messages from here")).toBeAttached();
  await page.getByRole("button", { name: /Jump to latest|new messages/ }).click();
  await expect(message(page, "Message number 160.")).toBeInViewport();

  await page.goto(`/w/${slug}/c/general?m=${ids[39]}`);
  await expect(message(page, "Message number 40.")).toBeInViewport();
  await page.reload();
  await expect(message(page, "Message number 40.")).toBeInViewport();
  await page.goto(`/w/${slug}/c/${generalId}`);
  await expect(composer(page)).toBeVisible();
  expect(faults).toEqual([]);
});

test("what comes in behind a window stays unread until the window is closed", async ({ browser, parley }) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "Behind it" });
  await expect(page).toHaveTitle(/^\(?[•*1]/);
  await page.keyboard.press("Escape");
  await expect(message(page, "Behind it")).toBeVisible();
  await expect(page).not.toHaveTitle(/^\(?[•*1]/);
  await expect
    .poll(async () => (await call(parley, olga.token, `GET /api/channels/${generalId}`)).own?.unread_count ?? 0)
    .toBe(0);
});

test("drafts survive a reload, and writing shows to the others", async ({ browser, parley }) => {
  const { olga, pat, id, slug } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  const { page: olgas } = await openAs(browser, parley, { who: olga });
  const { page: pats } = await openAs(browser, parley, { who: pat });
  await olgas.goto(`/w/${slug}/c/general`);
  await pats.goto(`/w/${slug}/c/general`);
  await expect(composer(pats)).toBeVisible();
  await composer(olgas).pressSequentially("Half a thou");
  await expect(pats.getByText("Olga Owner is typing…")).toBeVisible();
  await olgas.reload();
  await expect(composer(olgas)).toHaveValue("Half a thou");
  await olgas.getByRole("link", { name: /side/ }).click();
  await expect(composer(olgas, "side")).toBeVisible();
  await expect(olgas.getByRole("link", { name: /general/ }).getByRole("img", { name: "Has a draft" })).toBeVisible();
  await expect(composer(olgas, "side")).toHaveValue("");
});

test("a message can be marked unread, and quoted", async ({ browser, parley }) => {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "side" });
  for (const body of ["One of Pat's", "Two of Pat's"])
    await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body });
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const link = page.getByRole("link", { name: /general/ });
  await expect(link).not.toContainText("unread");
  await press(page, "Two of Pat's", "More actions");
  await page.getByRole("menuitem", { name: "Mark unread from here" }).click();
  await expect(link).toContainText("1 unread message");
  await press(page, "One of Pat's", "More actions");
  await page.getByRole("menuitem", { name: "Quote" }).click();
  await say(page, "I agree");
  await expect(message(page, "I agree")).toContainText("One of Pat's");
});

test("a public channel can be read before it is joined, and an archived one is not written to", async ({
  browser,
  parley,
}) => {
  const { olga, pat, id, slug } = await olgaAndPat(parley);
  const { channel } = await call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: "open" });
  await call(parley, olga.token, `POST /api/channels/${channel.id}/messages`, { body: "Come in" });
  const { page } = await openAs(browser, parley, { who: pat });
  await page.goto(`/w/${slug}/c/open`);
  await expect(message(page, "Come in")).toBeVisible();
  await page.getByRole("button", { name: "Join the channel" }).click();
  await expect(composer(page, "open")).toBeVisible();
  await expect(page.getByRole("link", { name: /open/ })).toBeVisible();
  await call(parley, olga.token, `PATCH /api/channels/${channel.id}`, { archived: true });
  await expect(page.getByText("This channel is archived.")).toBeVisible();
  await page.goto(`/w/${slug}/c/nowhere`);
  await expect(page.getByText("This conversation cannot be found")).toBeVisible();
});

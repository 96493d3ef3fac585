import { expect, test } from "../support/e2e";
import { composer, message } from "./support/conversation";
import { call, olgaAndPat, openAs } from "./support/people";

test("a count that stops at its limit says that there may be more, wherever it is shown", async ({
  browser,
  parley,
}) => {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  const { conversation } = await call(parley, olga.token, "POST /api/dms", { workspace_id: id, member_ids: [pat.id] });
  for (let from = 0; from < 1_020; from += 20) {
    const say = (index: number) => ({ body: `Number ${from + index}` });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call(parley, pat.token, `POST /api/dms/${conversation.id}/messages`, say(index)),
      ),
    );
  }
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "One more" });
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const link = page.getByRole("navigation").getByRole("link", { name: /Pat Pending/ });
  await expect(link).toHaveAccessibleName(/1,000\+ mentions/);
  await expect(page).toHaveTitle(/^\(1,000\+\) /);
  await link.click();
  await expect(page.getByText("1,000+ new messages", { exact: true })).toBeVisible();
  await expect(page.getByText("1,000 new messages")).toHaveCount(0);
});

test("marking unread says that there is nothing where only one's own messages follow, or replies", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  const say = (token: string, body: string) =>
    call(parley, token, `POST /api/channels/${generalId}/messages`, { body });
  await say(pat.token, "From Pat");
  const { message: root } = await say(olga.token, "First of mine");
  await say(olga.token, "Second of mine");
  await say(olga.token, "Third of mine");
  await call(parley, pat.token, `POST /api/messages/${root.id}/thread/replies`, { body: "A reply" });
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  await call(parley, olga.token, `DELETE /api/messages/${root.id}`);
  await expect(message(page, "This message was deleted.")).toBeVisible();
  const notices = page.getByRole("region", { name: "Notifications" });
  const nothing = "There is nothing to mark as unread from here: your own and imported messages do not count.";
  for (const text of ["Third of mine", "Second of mine", "This message was deleted."]) {
    await message(page, text).focus();
    await page.keyboard.press("Shift+U");
    await expect(notices.getByText(nothing)).toBeVisible();
    await notices.getByRole("button", { name: "Dismiss" }).click();
    await expect(notices.getByText(nothing)).toBeHidden();
  }
  await message(page, "Third of mine").click({ button: "right" });
  await page.getByRole("menuitem", { name: /Mark unread from here/ }).click();
  await expect(notices.getByText(nothing)).toBeVisible();

  await message(page, "This message was deleted.")
    .getByRole("button", { name: /1 reply/ })
    .click();
  const thread = page.getByRole("complementary", { name: "Thread" });
  await thread.getByRole("article").filter({ hasText: "A reply" }).focus();
  await page.keyboard.press("Shift+U");
  await expect(notices.getByText("Replies in a thread do not count as unread.")).toBeVisible();
  await page.keyboard.press("Escape");

  await message(page, "From Pat").focus();
  await page.keyboard.press("Shift+U");
  await expect(notices.getByText("Marked unread from here.")).toBeVisible();
  await expect(page.getByText("New messages from here")).toBeAttached();
});

import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { composer, message, press, say } from "./support/conversation";
import { call, faultsOf, olgaAndPat, openAs } from "./support/people";

test("what one person pins is in everybody's list at once, leads to its message, and goes with its pin or its text", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  for (let number = 1; number <= 60; number += 1)
    await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: `Chatter ${number}` });
  const one = await openAs(browser, parley, { who: olga });
  const other = await openAs(browser, parley, { who: pat });
  const faults = [one, other].flatMap(({ page }) => faultsOf(page));
  const pins = (page: Page) => page.locator("header").getByRole("button", { name: /pinned message/i });
  const pane = (page: Page) => page.getByRole("complementary", { name: "Details" });
  for (const { page } of [one, other]) {
    await page.goto(`/w/${slug}/c/general`);
    await expect(composer(page)).toBeVisible();
    await expect(pins(page)).toHaveAccessibleName("Pinned messages");
  }

  // By keys alone, from the empty list on.
  await pins(one.page).press("Enter");
  await expect(pane(one.page)).toContainText("Nothing is pinned here yet");
  await one.page.keyboard.press("Escape");
  await expect(pins(one.page)).toBeFocused();
  await say(one.page, "Read me first");
  await press(one.page, "Read me first", "More actions");
  await one.page.getByRole("menuitem", { name: "Pin to the channel" }).press("Enter");
  await expect(one.page.getByText("Pinned to the channel", { exact: true })).toBeVisible();
  for (const { page } of [one, other]) await expect(pins(page)).toHaveAccessibleName("1 pinned message");

  await expect(pins(one.page)).toHaveText("1");

  const { page } = other;
  await page.goto(`/w/${slug}/c/general?m=${(await firstOf(parley, pat.token, generalId)).id}`);
  await expect(message(page, "Chatter 1").first()).toBeInViewport();
  await pins(page).click();
  const list = pane(page).getByRole("list", { name: "Pinned messages" });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list).toContainText("Pinned by Olga Owner");
  await list.getByRole("button", { name: /^Olga Owner .*Read me first/ }).click();
  // The list stays beside its message, and leads there again after one has gone elsewhere.
  await expect(list).toBeVisible();
  await expect(message(page, "Read me first")).toBeInViewport();
  await page.getByRole("log").evaluate((log) => log.parentElement?.scrollTo(0, 0));
  await expect(message(page, "Read me first")).not.toBeInViewport();
  await list.getByRole("button", { name: /^Olga Owner .*Read me first/ }).click();
  await expect(message(page, "Read me first")).toBeInViewport();

  await press(page, "Read me first", "More actions");
  await page.getByRole("menuitem", { name: "Unpin" }).click();
  for (const { page } of [one, other]) await expect(pins(page)).toHaveAccessibleName("Pinned messages");
  await page.getByRole("button", { name: "Undo" }).click();
  for (const { page } of [one, other]) await expect(pins(page)).toHaveAccessibleName("1 pinned message");

  await list.getByRole("button", { name: "Unpin the message from Olga Owner" }).click();
  await expect(pane(page)).toContainText("Nothing is pinned here yet");
  await page.keyboard.press("Escape");
  await expect(pane(page)).toBeHidden();

  // A deletion takes the pin along.
  const sent = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Soon gone" });
  await call(parley, olga.token, `POST /api/channels/${generalId}/pins`, { message_id: sent.message.id });
  await expect(pins(page)).toHaveAccessibleName("1 pinned message");
  await call(parley, olga.token, `DELETE /api/messages/${sent.message.id}`);
  await expect(pins(page)).toHaveAccessibleName("Pinned messages");
  expect(faults).toEqual([]);
});

async function firstOf(parley: Parameters<typeof call>[0], token: string, channelId: string) {
  const { messages } = await call(parley, token, `GET /api/channels/${channelId}/messages?after_seq=0&limit=1`);
  return messages[0];
}

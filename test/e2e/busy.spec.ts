import { expect, test } from "../support/e2e";
import { composer, message } from "./support/conversation";
import { call, faultsOf, openAs, owner, person, workspaceOf } from "./support/people";

const count = 60;

test("somebody who types while others write loses no key, stays at the end, and sees every message in its order", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const quinn = await person(parley, "quinn@example.org", "Quinn Quick");
  const { slug, generalId } = await workspaceOf(parley, olga, [quinn]);
  const say = (number: number) =>
    call(parley, quinn.token, `POST /api/channels/${generalId}/messages`, { body: `number ${number};` });
  await say(0);
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);
  await expect(message(page, "number 0;")).toBeVisible();

  const typed = "what is typed here stays whole, whatever comes in above it ";
  const type = composer(page).pressSequentially(typed, { delay: 10 });
  for (let number = 1; number < count; number += 1) await say(number);
  await type;

  await expect(composer(page)).toHaveValue(typed);
  await expect(message(page, `number ${count - 1};`)).toBeInViewport();
  await expect(page.getByRole("button", { name: /Jump to latest|new message/ })).toHaveCount(0);
  const shown = await numbersOf(page.getByRole("log").getByRole("article").allTextContents());
  const first = shown[0] ?? 0;
  expect(shown).toEqual(Array.from({ length: count - first }, (_, index) => first + index));
  // One's own comes below all of them, at once.
  await composer(page).press("Enter");
  await expect(message(page, typed.trim())).toBeInViewport();
  expect(faults).toEqual([]);
});

async function numbersOf(texts: Promise<string[]>): Promise<number[]> {
  return (await texts).flatMap((text) => /number (\d+);/.exec(text)?.[1] ?? []).map(Number);
}

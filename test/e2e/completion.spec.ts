import { expect, test } from "../support/e2e";
import { composer, message } from "./support/conversation";
import { openAs, owner, person, workspaceOf } from "./support/people";

test("Enter sends where the list of names has nothing to add, and completes where it has", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const ann = await person(parley, "ann@example.org", "Ann");
  const people = await Promise.all(
    Array.from({ length: 9 }, (_, index) => person(parley, `annabel${index}@example.org`, `Ann Abel ${index}`)),
  );
  const { slug } = await workspaceOf(parley, olga, [ann, ...people]);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const list = page.getByRole("listbox");
  for (const text of ["@channel", "all of you, @here", "@HERE", "hello @ann", "see #general", "(@channel"]) {
    await composer(page).click();
    await page.keyboard.type(text);
    await expect(list).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(message(page, text).last()).toBeVisible();
    await expect(composer(page)).toHaveValue("");
    await expect(list).toBeHidden();
  }
  for (const text of ["@channel now", "done :tada:", "@ann "]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await expect(composer(page)).toHaveValue("");
  }
  for (const [typed, completed] of [
    ["@chan", "@channel "],
    ["#gene", "#general "],
    [":tada", "🎉 "],
  ] as const) {
    await page.keyboard.type(typed);
    await expect(list).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(composer(page)).toHaveValue(completed);
    await composer(page).fill("");
  }
  // Another one of the list that was chosen by its arrows is meant.
  await page.keyboard.type("@ann");
  await expect(list.getByRole("option")).not.toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue(/^@ann.+ $/);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { composer, message } from "./support/conversation";
import { holdBack } from "./support/lateness";
import { call, openAs, owner, workspaceOf } from "./support/people";

test("a name that is shown or half-written becomes an emoji when the names come", async ({ browser, parley }) => {
  const { page, path } = await world(browser, parley);
  const names = await holdBack(page, isNames);
  await page.goto(path);
  await expect(message(page, "Done :tada:")).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("Well :smil");
  await expect(composer(page)).toHaveValue("Well :smil");
  await expect(page.getByRole("listbox")).toBeHidden();
  await names.release();
  await expect(message(page, "Done").getByRole("img", { name: "tada" })).toHaveText("🎉");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue(/^Well \p{Emoji_Presentation} $/u);
});

test("a picker that was opened before the names are here keeps what is typed, and an Enter and what follows it", async ({
  browser,
  parley,
}) => {
  const { page, path } = await world(browser, parley);
  const names = await holdBack(page, isNames);
  await page.goto(path);
  await expect(composer(page)).toBeFocused();
  const button = page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Insert an emoji" });
  await button.click();
  await page.keyboard.type("rocket");
  await page.keyboard.press("Enter");
  await page.keyboard.type("!");
  await expect(composer(page)).toHaveValue("");
  await names.release();
  await expect(composer(page)).toHaveValue("🚀!");
  // Once they are here, nothing waits.
  await button.click();
  await page.keyboard.type("tada");
  await page.keyboard.press("Enter");
  await page.keyboard.type("?");
  await expect(composer(page)).toHaveValue("🚀!🎉?");
});

/** The script that brings the names, and nothing else. */
const scripts = ".next/static/chunks";
const named = new Set(
  readdirSync(scripts, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".js") && readFileSync(join(scripts, file), "utf8").includes("face_with_peeking_eye"),
  ),
);

function isNames(url: string): boolean {
  return named.has(new URL(url).pathname.replace(/^.*\/chunks\//, ""));
}

async function world(browser: Browser, parley: Parley): Promise<{ page: Page; path: string }> {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Done :tada:" });
  const { page } = await openAs(browser, parley, { who: olga });
  return { page, path: `/w/${slug}/c/general` };
}

import type { Locator } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { message } from "./support/conversation";
import { call, openAs, owner, workspaceOf } from "./support/people";

test("a wide table keeps its words whole and moves sideways, and one in Arabic stands where Arabic text begins", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  const columns = Array.from({ length: 12 }, (_, index) => `column${index}`);
  const address = `https://a.example/${"x".repeat(300)}`;
  for (const body of [
    `Wide\n\n|${columns.join("|")}|\n|${"-|".repeat(12)}\n|${address}|`,
    "جدول\n\n| العمود | القيمة |\n|---|---|\n| واحد | two |",
  ])
    await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body });
  for (const viewport of [
    { width: 390, height: 800 },
    { width: 1440, height: 900 },
  ]) {
    const { page } = await openAs(browser, parley, { who: olga, viewport });
    await page.goto(`/w/${slug}/c/general`);
    const wide = message(page, "Wide");
    for (const name of columns) expect(await linesOf(wide.getByRole("columnheader", { name, exact: true }))).toBe(1);
    expect(await linesOf(wide.getByRole("link"))).toBeGreaterThan(3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    const arabic = message(page, "جدول");
    const table = await arabic.getByRole("table").boundingBox();
    const text = await arabic.getByText("جدول").boundingBox();
    expect(Math.abs(right(table) - right(text))).toBeLessThan(1);
  }
});

function linesOf(element: Locator): Promise<number> {
  return element.evaluate((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size;
  });
}

function right(box: { x: number; width: number } | null): number {
  return box === null ? Number.NaN : box.x + box.width;
}

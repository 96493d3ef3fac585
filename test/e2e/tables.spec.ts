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
    // The line of its frame is 1 px.
    expect(Math.abs(right(table) - right(text))).toBeLessThanOrEqual(1);
  }
});

test("wide code and tables use the room of their pane, keep words and lines whole, and arrows move them sideways", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  const word = "Donaudampfschifffahrtsgesellschaftskapitaen";
  const columns = Array.from({ length: 30 }, (_, index) => `word${index}`);
  const table = `|${columns.join("|")}|\n|${"-|".repeat(30)}\n|\`inline_code_${word}\`|${word}|${word.toUpperCase()}|`;
  const line = `const ${"a_long_name, ".repeat(12)}end;`;
  const bodies = {
    code: `Code\n\n\`\`\`\n${line}\nshort\n\`\`\``,
    table: `Table\n\n${table}`,
    quote: `Quote\n\n> said\n>\n${table.replace(/^/gm, "> ")}\n>\n> \`\`\`\n> ${line}\n> \`\`\``,
    item: `Item\n\n- one\n\n  ${table.replace(/\n/g, "\n  ")}\n\n- two\n\n  \`\`\`\n  ${line}\n  \`\`\``,
    task: `Task\n\n- [ ] first\n\n  \`\`\`\n  ${line}\n  \`\`\``,
    right: `يمين\n\n|${Array(30).fill("كلمة").join("|")}|\n|${"-|".repeat(30)}\n|${word}|`,
  };
  const { message: root } = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, {
    body: "Root",
  });
  for (const body of Object.values(bodies)) {
    await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body });
    await call(parley, olga.token, `POST /api/messages/${root.id}/thread/replies`, { body });
  }
  for (const [width, path] of [
    [390, `/w/${slug}/c/general`],
    [390, `/w/${slug}/c/general/t/${root.id}`],
    [1440, `/w/${slug}/c/general`],
  ] as const) {
    const { page, context } = await openAs(browser, parley, { who: olga, viewport: { width, height: 900 } });
    await page.goto(path);
    const log = page.getByRole("log", {
      name: path.includes("/t/") ? "Messages in the thread" : "Messages in general",
    });
    for (const body of Object.values(bodies)) {
      const row = log
        .getByRole("article")
        .filter({ hasText: body.slice(0, 4) })
        .last();
      await row.scrollIntoViewIfNeeded();
      expect(await row.locator("th, td code, td:not(:has(code)), pre code").evaluateAll(broken)).toEqual([]);
      const wide = row.getByRole("group", { name: /scrolls sideways/ });
      for (const one of await wide.all()) {
        await row.focus();
        await one.focus();
        const before = await one.evaluate((node) => node.scrollLeft);
        await page.keyboard.press(body.startsWith("يمين") ? "ArrowLeft" : "ArrowRight");
        await expect.poll(() => one.evaluate((node) => node.scrollLeft)).not.toBe(before);
      }
      expect(await wide.count()).toBeGreaterThan(0);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await context.close();
  }
});

/** The texts that take more lines than they have. */
function broken(elements: Element[]): string[] {
  return elements.flatMap((node) => {
    const text = (node.textContent ?? "").trimEnd();
    const range = document.createRange();
    range.selectNodeContents(node);
    const tops = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top)));
    return tops.size > text.split("\n").length ? [text] : [];
  });
}

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

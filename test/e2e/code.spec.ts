import type { Locator } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { message } from "./support/conversation";
import { call, openAs, owner, workspaceOf } from "./support/people";

test("code gets its colours once a block names a language, without code for them before, and a long block stays plain", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  const say = (body: string) => call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body });
  const fence = (code: string, language = "") => `\`\`\`${language}\n${code}\n\`\`\``;
  await say(fence("const plain = 1;"));
  const { page } = await openAs(browser, parley, { who: olga });
  const scripts: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.text().catch(() => ""));
  });
  const hasHighlighter = async () => (await Promise.all(scripts)).some((text) => text.includes("hljs-"));
  await page.goto(`/w/${slug}/c/general`);
  await expect(message(page, "const plain")).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(await hasHighlighter()).toBe(false);
  await say(fence("const coloured = 2;", "ts"));
  const keyword = message(page, "const coloured").getByText("const", { exact: true });
  const [colour, ink] = [await colourOf(keyword), await colourOf(message(page, "const plain").locator("code"))];
  expect(await hasHighlighter()).toBe(true);
  expect(colour).not.toBe(ink);
  await expect(message(page, "const plain").locator("code span")).toHaveCount(0);
  await say(fence(`const long = 3;\n${"let word = 4;\n".repeat(400)}`, "ts"));
  await expect(message(page, "const long")).toBeVisible();
  await say(fence("const last = 5;", "ts"));
  await expect(message(page, "const last").locator("code span").first()).toBeVisible();
  await expect(message(page, "const long").locator("code span")).toHaveCount(0);
});

test("a block of code says its language, wraps its lines if asked, and says on the button that it was copied", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  const code = `const ${"a_long_name, ".repeat(40)}end;`;
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, {
    body: `\`\`\`ts\n${code}\nshort\n\`\`\`\n\n\`\`\`\nfits\n\`\`\``,
  });
  const permissions = ["clipboard-read", "clipboard-write"];
  for (const width of [390, 1440]) {
    const { page, context } = await openAs(browser, parley, {
      who: olga,
      permissions,
      viewport: { width, height: 800 },
      ...(width === 390 && { hasTouch: true, isMobile: true }),
    });
    await page.goto(`/w/${slug}/c/general`);
    const row = message(page, "end;");
    await expect(row.getByText("ts", { exact: true })).toBeVisible();
    const wide = row.getByRole("group", { name: "Code, scrolls sideways" });
    await expect(wide).toHaveCount(1);
    const wrap = row.getByRole("button", { name: "Wrap" });
    // Only what is too wide can be wrapped.
    await expect(wrap).toHaveCount(1);
    const before = await heightOf(row);
    await expect(row.getByRole("button", { name: "Copy" }).first()).toHaveCSS("opacity", "1");
    await row.hover();
    await wrap.click();
    await expect(wrap).toHaveAttribute("aria-pressed", "true");
    await expect(wide).toHaveCount(0);
    expect(await heightOf(row)).toBeGreaterThan(before ?? 0);
    await wrap.click();
    await expect(wide).toHaveCount(1);
    expect(await heightOf(row)).toBe(before);
    const copy = row.getByRole("button", { name: "Copy" }).first();
    if (width === 390) expect((await copy.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await copy.click();
    await expect(row.getByRole("button", { name: "Copied" })).toHaveText("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${code}\nshort\n`);
    await expect(page.getByRole("region", { name: "Notifications" })).toHaveCount(0);
    // With keys alone.
    await row.focus();
    await expect(wrap).not.toHaveAttribute("tabindex", "-1");
    await wrap.focus();
    await expect(wrap).toHaveCSS("opacity", "1");
    await context.close();
  }
});

test("a table has numbers to the right and no vertical lines, and a shadow where it hides something", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug, generalId } = await workspaceOf(parley, olga, []);
  const columns = Array.from({ length: 30 }, (_, index) => `column${index}`);
  for (const body of [
    "Small\n\n| how | per delivery |\n|---|---|\n| framed | 3.5 µs |\n| batched | 0.25 µs |",
    `Wide\n\n|${columns.join("|")}|\n|${"-|".repeat(30)}\n|1|`,
    `يمين\n\n|${columns.map(() => "كلمات").join("|")}|\n|${"-|".repeat(30)}\n|كلمة|`,
  ])
    await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body });
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 1440, height: 900 } });
  await page.goto(`/w/${slug}/c/general`);
  const small = message(page, "Small");
  for (const name of ["per delivery", "3.5 µs", "0.25 µs"])
    await expect(small.getByText(name, { exact: true })).toHaveCSS("text-align", "right");
  await expect(small.getByText("framed", { exact: true })).toHaveCSS("text-align", "start");
  for (const cell of await small.locator("th, td").all()) {
    await expect(cell).toHaveCSS("border-left-width", "0px");
    await expect(cell).toHaveCSS("border-right-width", "0px");
  }
  const text = await small.getByText("Small").boundingBox();
  const frame = await small.getByRole("table").boundingBox();
  expect(Math.abs((text?.x ?? 0) - (frame?.x ?? 0))).toBeLessThanOrEqual(1);
  for (const [name, key, from, to] of [
    ["Wide", "ArrowRight", "right", "left"],
    ["يمين", "ArrowLeft", "left", "right"],
  ] as const) {
    const row = message(page, name);
    const box = row.getByRole("group", { name: "Table, scrolls sideways" });
    expect(await shadows(box)).toEqual([from]);
    await row.focus();
    await box.focus();
    await page.keyboard.press(key);
    await expect.poll(() => shadows(box)).toEqual(["left", "right"]);
    // The key's own scrolling may still go on.
    await expect
      .poll(async () => {
        await box.evaluate((node, left) => void node.scrollTo({ left }), from === "right" ? 100_000 : -100_000);
        return shadows(box);
      })
      .toEqual([to]);
    expect((await box.boundingBox())?.width).toBeLessThanOrEqual(1_080);
  }
});

/** The sides of a box at which a shadow shows. */
function shadows(box: Locator): Promise<string[]> {
  return box.evaluate((node) => {
    const { left } = node.getBoundingClientRect();
    return [...(node.parentElement?.children ?? [])]
      .filter((one) => one !== node && getComputedStyle(one).backgroundImage !== "none")
      .map((one) => (one.getBoundingClientRect().left - left < 2 ? "left" : "right"));
  });
}

function colourOf(text: Locator): Promise<string> {
  return text.evaluate((node) => getComputedStyle(node).color);
}

async function heightOf(row: Locator): Promise<number> {
  return (await row.boundingBox())?.height ?? Number.NaN;
}

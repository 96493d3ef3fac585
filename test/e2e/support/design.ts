import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import { build } from "esbuild";
import compileCatalogue from "../../../src/ui/strings/compile.mjs";
import { type Looks, looksOf } from "./looks";

/** The look of every specimen, by its name: a line for each element that can be seen. */
export type Design = Record<string, readonly string[]>;

export const designFile = "test/fixtures/design.json";

/**
 * Measures the design page with the styles and fonts of the build that is served at an address. A number that depends on how
 * wide a text is, and so on the machine's fonts, is a dot.
 */
export async function measureDesign(browser: Browser, url: string): Promise<Design> {
  const content = await bundled();
  const context = await browser.newContext({
    baseURL: url,
    bypassCSP: true,
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    timezoneId: "UTC",
    locale: "en-US",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date("2026-11-30T10:00:00Z"));
  // The scripts of the page that it takes the place of.
  await page.route(/\.js(\?|$)/, (route) => route.abort());
  const open = async (query: Record<string, string>) => {
    await page.goto(`/design?${new URLSearchParams(query)}`);
    await page.addScriptTag({ content });
  };

  await open({});
  await page.locator("[data-specimen]").first().waitFor();
  const design: Design = {};
  const [light = [], dark = []] = [await seen(page, '[data-theme="light"]'), await seen(page, '[data-theme="dark"]')];
  for (const [index, { name, looks }] of light.entries()) design[name] = lines(looks, dark[index]?.looks ?? []);
  const frames = await page
    .locator('[data-theme="light"] iframe')
    .evaluateAll((all) => all.map((one) => one.getAttribute("title") ?? ""));
  for (const name of frames.map((title) => title.replace(", light", ""))) {
    await open({ overlay: name, theme: "light" });
    await page.locator(opened).filter({ visible: true }).first().waitFor();
    const [inLight] = await seen(page, "body");
    await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
    const [inDark] = await seen(page, "body");
    design[name] = lines(inLight?.looks ?? [], inDark?.looks ?? []);
  }
  await context.close();
  return design;
}

/** What stands above everything else. */
const opened = "dialog[open] > *, [data-base-ui-portal] > *";

type Seen = readonly { readonly name: string; readonly looks: Looks }[];

/** The looks of the specimens within, measured twice with letters of different widths. */
async function seen(page: Page, within: string): Promise<Seen> {
  await page.evaluate(() => document.fonts.ready);
  const at = { within, opened };
  const once = await page.evaluate(looksOf, at);
  const style = await page.addStyleTag({ content: "* { letter-spacing: 1.2px !important }" });
  const again = await page.evaluate(looksOf, at);
  await style.evaluate((element) => element.parentNode?.removeChild(element));
  return once.map(({ name, looks }, index) => ({
    name,
    looks: looks.map((look, at) => {
      const other = again[index]?.looks[at]?.box ?? [];
      return { ...look, box: look.box.map((edge, side) => (edge === other[side] ? edge : "·")) };
    }),
  }));
}

/** A line for each element: where it is, how large, and what differs between the themes with a bar between. */
function lines(light: Looks, dark: Looks): string[] {
  return light.map(({ label, box: [x, y, width, height], style }, index) => {
    const darkStyle = dark[index]?.style ?? {};
    const parts = Object.entries(style).map(([key, value]) =>
      value === darkStyle[key] ? `${key} ${value}` : `${key} ${value} | ${darkStyle[key]}`,
    );
    return [`${label}: ${x},${y} ${width}×${height}`, ...parts].join("; ");
  });
}

/** The design page as one script, with the strings as a build compiles them. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["test/e2e/support/design-page.tsx"],
    bundle: true,
    write: false,
    minify: true,
    jsx: "automatic",
    platform: "browser",
    define: { "process.env": "{}", "process.env.NODE_ENV": '"production"' },
    alias: { "use-intl/format-message": "use-intl/format-message/format-only" },
    plugins: [
      {
        name: "strings",
        setup: ({ onLoad }) =>
          onLoad({ filter: /strings\/\w+\.json$/ }, async ({ path }) => ({
            contents: compileCatalogue(await readFile(path, "utf8")),
          })),
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

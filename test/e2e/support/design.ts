import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import { build } from "esbuild";
import compileCatalogue from "../../../src/ui/strings/compile.mjs";
import { type Looks, looksOf } from "./looks";
import { type Changed, inStates } from "./states";

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
  // An editor takes the focus, which only one of two themes can have.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const design: Record<string, readonly string[]> = {};
  const keep = (name: string, light: Seen[number] | undefined, dark: Seen[number] | undefined) => {
    design[name] = lines(light?.looks ?? [], dark?.looks ?? []);
    for (const [state, changed] of Object.entries(light?.states ?? {})) {
      const said = changedLines(changed, dark?.states[state] ?? []);
      if (said.length > 0) design[`${name}, ${state}`] = said;
    }
  };
  const [light = [], dark = []] = [await seen(page, '[data-theme="light"]'), await seen(page, '[data-theme="dark"]')];
  for (const [index, one] of light.entries()) keep(one.name, one, dark[index]);
  const frames = await page
    .locator('[data-theme="light"] iframe')
    .evaluateAll((all) => all.map((one) => one.getAttribute("title") ?? ""));
  for (const name of frames.map((title) => title.replace(", light", ""))) {
    await open({ overlay: name, theme: "light" });
    await page.locator(opened).filter({ visible: true }).first().waitFor();
    const [inLight] = await seen(page, "body");
    await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
    const [inDark] = await seen(page, "body");
    keep(name, inLight, inDark);
  }
  await context.close();
  return design;
}

/** What stands above everything else. */
const opened = "dialog[open] > *, [data-base-ui-portal] > *";

type Seen = readonly {
  readonly name: string;
  readonly looks: Looks;
  /** What changes under the pointer, when pressed and with the focus. */
  readonly states: Readonly<Record<string, readonly Changed[]>>;
}[];

/** The looks of the specimens within, measured twice with letters of different widths, and in each state. */
async function seen(page: Page, within: string): Promise<Seen> {
  await page.evaluate(() => document.fonts.ready);
  const at = { within, opened };
  const once = await page.evaluate(looksOf, at);
  const states = await inStates(page, at, once);
  const style = await page.addStyleTag({ content: "* { letter-spacing: 1.2px !important }" });
  const again = await page.evaluate(looksOf, at);
  await style.evaluate((element) => element.parentNode?.removeChild(element));
  return once.map(({ name, looks }, index) => ({
    name,
    states: states[index] ?? {},
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
    return [`${label}: ${x},${y} ${width}×${height}`, ...parts(style, darkStyle)].join("; ");
  });
}

/** A line for each element that a state changes, with what changes alone. Siblings that change alike are said once. */
function changedLines(light: readonly Changed[], dark: readonly Changed[]): string[] {
  const said = new Set<string>();
  return light.flatMap(({ at, label, style }) => {
    const change = parts(style, dark.find((other) => other.at === at)?.style ?? {}).join("; ");
    const kind = `${label.replace(/ “.*/, "").trim()} ${change}`;
    if (said.has(kind)) return [];
    said.add(kind);
    return [`${label.trim()}: ${change}`];
  });
}

function parts(light: Readonly<Record<string, string>>, dark: Readonly<Record<string, string>>): string[] {
  return Object.entries(light).map(([key, value]) =>
    value === dark[key] ? `${key} ${value}` : `${key} ${value} | ${dark[key] ?? "none"}`,
  );
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

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** They open or load others, hold a place for them, or are drawn within them, and draw nothing by themselves. */
const drawsNothing = [
  "late",
  "late-menu",
  "late-part",
  "late-sheet",
  "late-wait",
  "live-region",
  "menu-button",
  "menu-icon",
  "notice-place",
  "toast",
  "tooltip",
];

test("every primitive of the kit has a specimen on the design page", () => {
  const design = filesIn("src/ui/design").map((file) => readFileSync(`src/ui/design/${file}`, "utf8"));
  const shown = new Set(
    design.flatMap((text) => [...text.matchAll(/from "\.\.\/kit\/([\w-]+)"/gu)].map(([, name]) => name)),
  );
  const drawn = filesIn("src/ui/kit").map((file) => file.replace(".tsx", ""));
  expect(drawn.filter((name) => !shown.has(name) && !drawsNothing.includes(name))).toEqual([]);
  // None is excused that is shown, or that is not there.
  expect(drawsNothing.filter((name) => shown.has(name) || !drawn.includes(name))).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".tsx"));
}

test("every class of motion that a component names is one of the tokens", () => {
  const tokens = readFileSync("src/ui/kit/tokens.css", "utf8");
  const parts = readdirSync("src/ui", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));
  const named = parts.flatMap((file) => readFileSync(`src/ui/${file}`, "utf8").match(/\b[a-z]+-motion\b/gu) ?? []);
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((name) => !tokens.includes(`.${name} {`))).toEqual([]);
});

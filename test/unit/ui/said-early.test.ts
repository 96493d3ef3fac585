import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keptWidths } from "../../../src/ui/kit/kept-width";

// What runs before the tokens and modules are there says some of their values again.

test("before the first paint, widths have the same bounds as later", () => {
  const early = readFileSync("public/early.js", "utf8");
  const [, bounds = ""] = /const bounds = (\{.*\});/.exec(early) ?? [];
  const expected = Object.entries(keptWidths).map(([name, { minPx, maxPx }]) => `${name}: [${minPx}, ${maxPx}]`);
  expect(bounds).toBe(`{ ${expected.join(", ")} }`);
});

test("the browser's frame has the colour of the canvas", () => {
  const tokens = readFileSync("src/ui/kit/tokens.css", "utf8");
  const layout = readFileSync("src/app/layout.tsx", "utf8");
  const [, light, dark] = /--canvas: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? [];
  expect([...layout.matchAll(/color: "(#\w+)"/g)].map(([, colour]) => colour)).toEqual([light, dark]);
});

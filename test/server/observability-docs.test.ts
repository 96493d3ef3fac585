import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../support/database";
import { readMetrics } from "../support/metrics";
import { type Served, serve } from "../support/served";

const documents = ["docs/observability.md", "docs/observability/dashboard.json"];
let served: Served;
let exposed: Set<string>;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  const text = await readMetrics(served.url);
  exposed = new Set([...text.matchAll(/^# TYPE (\w+)/gmu)].map(([, name = ""]) => name));
});

afterAll(() => served.close());

/** Every metric that a text names, without what a histogram adds to its name. */
function metricsIn(text: string): Set<string> {
  const named = [...text.matchAll(/\b(?:parley|process|nodejs)_[a-z0-9_]+\b/gu)].map(([name]) => name);
  return new Set(named.map((name) => (exposed.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/u, ""))));
}

describe.each(documents)("%s", (file) => {
  test("names only metrics that there are", () => {
    const named = metricsIn(readFileSync(file, "utf8"));
    expect(named.size).toBeGreaterThan(30);
    expect([...named].filter((name) => !exposed.has(name))).toEqual([]);
  });

  test("names every metric of Parley's own", () => {
    const named = metricsIn(readFileSync(file, "utf8"));
    const own = [...exposed].filter((name) => name.startsWith("parley_"));
    expect(own.filter((name) => !named.has(name))).toEqual([]);
  });
});

const target = z.object({ expr: z.string().min(1), refId: z.string() });
const dashboard = z.object({
  title: z.literal("Parley"),
  uid: z.literal("parley"),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      type: z.enum(["row", "timeseries"]),
      title: z.string().min(1),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(target).optional(),
    }),
  ),
});

test("the dashboard can be imported: ids are unique, panels lie beside each other, and variables are declared", () => {
  const text = readFileSync("docs/observability/dashboard.json", "utf8");
  const { panels, templating } = dashboard.parse(JSON.parse(text));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const declared = templating.list.map(({ name }) => name);
  const used = [...text.matchAll(/\$\{?([a-z]\w*)/gu)].map(([, name]) => name);
  expect(used.filter((name) => name !== undefined && !declared.includes(name))).toEqual([]);
  for (const panel of panels.filter(({ type }) => type !== "row")) expect(panel.targets?.length).toBeGreaterThan(0);
});

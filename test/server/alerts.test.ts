import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createTestDatabase } from "../support/database";
import { readMetrics, scrape } from "../support/metrics";
import { type Served, serve } from "../support/served";

/** What Prometheus takes as a file of rules; it refuses any other key. */
const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Parley[A-Za-z]+$/u),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/u)
            .optional(),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

type Series = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number };

const rules = ruleFile.parse(parse(readFileSync("docs/observability/alerts.yaml", "utf8"))).groups[0]?.rules ?? [];
let served: Served;
let fresh: readonly Series[];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  fresh = seriesIn(await readMetrics(served.url));
});

afterAll(() => served.close());

describe.each(rules.map((rule) => [rule.alert, rule.expr]))("%s", (_alert, expr) => {
  test("finds every series that it looks for from the start, by names and labels that there are", () => {
    const selectors = selectorsIn(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { name, labels } of selectors) {
      const found = fresh.filter((one) => one.name === name && includes(one.labels, labels));
      expect(found, `${name} ${JSON.stringify(labels)}`).not.toEqual([]);
    }
  });

  test("groups by labels that its series have", () => {
    const known = new Set(selectorsIn(expr).flatMap(({ name }) => labelsOf(name)));
    const grouped = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/gu)].flatMap(([, list = ""]) => list.split(", "));
    expect(grouped.filter((label) => !known.has(label))).toEqual([]);
  });
});

test("every alert is described, and nothing else", () => {
  const text = readFileSync("docs/observability.md", "utf8");
  const described = [...text.matchAll(/^\| `(Parley\w+)` \| /gmu)].map(([, name]) => name);
  expect(described).toEqual(rules.map(({ alert }) => alert));
});

test("every counter and gauge is there before anything has happened, in every label that it will have", async () => {
  const types = new Map(
    [...(await readMetrics(served.url)).matchAll(/^# TYPE (parley_\w+) (\w+)$/gmu)].map(([, name = "", type = ""]) => [
      name,
      type,
    ]),
  );
  const absent = [...types].filter(([name, type]) => type !== "histogram" && !fresh.some((one) => one.name === name));
  expect(absent).toEqual([]);
  const byOperation = ["parley_http_request_duration_seconds", "parley_operation_duration_seconds"];
  const silent = [...types].filter(
    ([name, type]) => type === "histogram" && !fresh.some((one) => one.name === `${name}_count`),
  );
  expect(silent.map(([name]) => name).filter((name) => !byOperation.includes(name))).toEqual([]);
});

test("whatever happens, no counter gets a series that was not there from the start", async () => {
  const { append, streams, messenger, http } = served.app.context.metrics;
  const before = new Set(fresh.map(nameOf));
  append.refused("internal");
  append.refused("cursor_gone");
  append.taken([{ since: performance.now() }]).retried("database_lost");
  messenger.mail("failed");
  messenger.bell("redis", "failed");
  streams.opened("sse")(new Error("broken"));
  streams.socketRefused("trpc", "limit_reached");
  streams.ephemeralsDropped("socket_full", 1);
  http.began();
  http.answered({ door: "trpc", operation: "boot.get", status: 503 }, 0.1);
  http.began();
  http.answered({ door: "pages", operation: "page", status: null }, 0.1);
  const text = await readMetrics(served.url);
  const counters = [...text.matchAll(/^# TYPE (parley_\w+) counter$/gmu)].map(([, name]) => name);
  const now = seriesIn(text).filter(({ name }) => counters.includes(name));
  expect(now.map(nameOf).filter((one) => !before.has(one))).toEqual([]);
});

test("the first failure raises what an alert looks at from 0 to 1", async () => {
  const first = await serve(await createTestDatabase());
  const read = await scrape(first);
  expect(read("parley_mails_total", { result: "failed" })).toBe(0);
  first.app.context.metrics.messenger.mail("failed");
  expect((await scrape(first))("parley_mails_total", { result: "failed" })).toBe(1);
  await first.close();
});

function seriesIn(text: string): Series[] {
  return [...text.matchAll(/^(\w+)(?:\{([^}]*)\})? (\S+)$/gmu)].map(([, name = "", labels = "", value]) => ({
    name,
    labels: matchersIn(labels),
    value: Number(value),
  }));
}

/** The series that an expression looks for. */
function selectorsIn(expr: string): Pick<Series, "name" | "labels">[] {
  return [...expr.matchAll(/\b(parley_\w+)(?:\{([^}]*)\})?/gu)].map(([, name = "", labels = ""]) => ({
    name,
    labels: matchersIn(labels),
  }));
}

function matchersIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/gu)].map(([, name = "", value = ""]) => [name, value]));
}

function labelsOf(name: string): string[] {
  return fresh.filter((one) => one.name === name).flatMap(({ labels }) => Object.keys(labels));
}

function includes(labels: Series["labels"], wanted: Series["labels"]): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function nameOf({ name, labels }: Series): string {
  return `${name} ${JSON.stringify(labels)}`;
}

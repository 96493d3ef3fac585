import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { type EventType, eventDefinitions, newestOf, reduce } from "../../src/domain";
import { eventPayloads } from "../../src/domain/event-payloads.schema";
import { keyOf, kinds, MemoryStore } from "../../src/domain/state";
import { payloadPaths } from "../../src/server/log/payload-paths";
import { fromRow, tables } from "../../src/server/store/tables";
import { eventsOf, keptLogs } from "../support/kept-logs";
import { beforeSecondVersion, defineSecondVersion, gained } from "../support/second-version";

/** Of every type, a digest of the shape of each of its versions, the first one first. */
const shapes: Readonly<Record<string, readonly string[]>> = readJson("shapes.json");
/** Of every type that the last release knows, the newest version that it reads. */
const releasedReads: Readonly<Record<string, number>> = readJson("released-reads.json");

const types = eventDefinitions.map(({ type, reads, writes }) => ({ type, reads, writes }));

test.each(types)("the payload of $type has the shape that was committed for its version", ({ type, reads }) => {
  expect(
    { version: reads, shape: shapeOf(type) },
    `The payload of ${type} has another shape than version ${reads} had. Commit a log of before (npm run log:fixture), give it an upcast, which makes it version ${reads + 1}, and add the shape to the end of its list in test/fixtures/logs/shapes.json.`,
  ).toEqual({ version: shapes[type]?.length ?? 0, shape: shapes[type]?.at(-1) });
});

test.each(types)("a committed log holds $type in every version that was written", ({ type, writes }) => {
  const kept = [...keptLogs.values()].flatMap(eventsOf).filter((event) => event.type === type);
  const versions = [...new Set(kept.map(({ v }) => v))].sort();
  expect(versions, "npm run log:fixture -- NAME writes a log of today").toEqual(
    Array.from({ length: writes }, (_, index) => index + 1),
  );
});

test.each(types)("the last release reads $type as it is written now", ({ type, writes }) => {
  // A type that it does not know it passes over.
  expect(writes).toBeLessThanOrEqual(releasedReads[type] ?? writes);
});

test.each([...keptLogs])("no upcast of the log %s moves what SQL and deletions look up in payloads", (_name, log) => {
  for (const event of eventsOf(log))
    for (const path of payloadPaths)
      expect(at(newestOf(event).payload, path), path.join(".")).toEqual(at(event.payload, path));
});

test("what SQL looks up in payloads is on the list of what an upcast must not move", () => {
  const sources = readdirSync("src/server", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const looked = sources.flatMap((name) =>
    [...readFileSync(`src/server/${name}`, "utf8").matchAll(/payload((?: ->>? '\w+')+)/g)].map(([, path = ""]) =>
      [...path.matchAll(/'(\w+)'/g)].map(([, field]) => field).join("."),
    ),
  );
  expect(new Set(looked).size).toBeGreaterThan(3);
  expect(payloadPaths.map((path) => path.join("."))).toEqual(expect.arrayContaining(looked));
});

function at(payload: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, field) => Object(value)[field], payload);
}

test.each([...keptLogs])(
  "the log %s folds to the rows that it came with, and every event fits its schema",
  (_name, log) => {
    const store = new MemoryStore();
    for (const event of eventsOf(log).map(newestOf)) {
      const payload = eventPayloads[event.type as EventType].parse(event.payload);
      expect(payload).toEqual(event.payload);
      store.apply(reduce(store, event));
    }
    for (const kind of kinds) {
      const rows = log.tables[tables[kind].name] ?? [];
      expect(store.size(kind)).toBe(rows.length);
      for (const row of rows) {
        const stored = fromRow(kind, row);
        // A column that came later is filled by its migration; `test/server/old-logs.test.ts` compares all of them.
        const known = Object.entries(stored).filter(([field]) => field in row);
        expect(store.get(kind, keyOf[kind](stored as never))).toMatchObject(Object.fromEntries(known));
      }
    }
  },
);

test("an event of a version that is not known is refused by its type and version, and never folded", () => {
  const [first] = [...keptLogs.values()].flatMap(eventsOf);
  if (!first) throw new Error("no kept log");
  const newer = { ...first, v: 99 };
  const refusal = expect.objectContaining({
    code: "event_too_new",
    message: expect.stringContaining(`${first.type} up to version 1, and the log holds version 99`),
  });
  const store = new MemoryStore();
  expect(() => newestOf(newer)).toThrow(refusal);
  expect(() => reduce(store, newer)).toThrow(refusal);
  expect(kinds.map((kind) => store.size(kind))).toEqual(kinds.map(() => 0));
});

test.each([...keptLogs])(
  "of the log %s, messages from before a field have what their upcast gives it",
  (_name, log) => {
    const takeBack = defineSecondVersion({ writes: 2 });
    try {
      const old = eventsOf(beforeSecondVersion(log)).filter(({ type }) => type === "message.created");
      expect(old.every(({ v }) => v === 1)).toBe(true);
      const newest = old.map(newestOf);
      expect(newest).toEqual(
        old.map((event) => ({
          ...event,
          v: 2,
          payload: expect.objectContaining({ message: expect.objectContaining({ author_runtime: gained }) }),
        })),
      );
      const store = new MemoryStore();
      // Also what was not made newest before it is folded.
      for (const event of old) store.apply(reduce(store, event));
      expect([...store.all("message")].map(({ author_runtime }) => author_runtime)).toEqual(old.map(() => gained));
    } finally {
      takeBack();
    }
  },
);

/** What a schema lets through, without what it says of it. */
function shapeOf(type: EventType): string {
  const schema = z.toJSONSchema(eventPayloads[type], { io: "output" });
  const isSaid = (key: string, value: unknown) =>
    (["$schema", "description", "id"].includes(key) && typeof value === "string") ||
    (key === "examples" && Array.isArray(value));
  const text = JSON.stringify(schema, (key, value: unknown) => (isSaid(key, value) ? undefined : value));
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

function readJson(name: string) {
  return JSON.parse(readFileSync(`test/fixtures/logs/${name}`, "utf8"));
}

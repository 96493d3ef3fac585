import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { circlesIn } from "../../src/cli/circles.mjs";

let room = "";

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "room-"));
});
afterEach(() => rmSync(room, { recursive: true }));

describe("a room without a circle", () => {
  test("is one in which every folder stands on those beneath it", () => {
    put({
      "whole.ts": 'import { a } from "./upper/a";\nimport type { B } from "./lower/b";',
      "upper/a.ts": 'import { b } from "../lower/b";\nexport { c } from "../lower/deep/c";',
      "lower/b.ts": 'export type { C } from "./deep/c";',
      "lower/deep/c.tsx": 'import "zod";\n// import { a } from "../../upper/a";',
    });
    expect(circlesIn(room)).toEqual([]);
  });
});

describe("a circle is found", () => {
  test.each([
    ["of values", 'import { b } from "./b";', 'import { a } from "./a";'],
    ["of types", 'import type { B } from "./b";', 'import { type A } from "./a";'],
    ["of what is handed on", 'export * from "./b";', 'export type * from "./a";'],
    ["of what is loaded later", 'const later = () => import("./b");', 'type A = import("./a").A;'],
  ])("between files: %s", (_what, a, b) => {
    put({ "a.ts": a, "b.ts": b });
    expect(circlesIn(room)).toEqual([expect.stringContaining(`${room}/a.ts → ${room}/b.ts → ${room}/a.ts`)]);
  });

  test.each([
    ["beside each other", "one/a.ts", "two/b.ts", "one/c.ts"],
    ["within each other", "one/a.ts", "one/two/b.ts", "one/c.ts"],
    ["by their innermost folders", "one/deep/a.ts", "two/deep/b.ts", "one/other/c.ts"],
    ["and the room's own files", "a.ts", "two/b.ts", "c.ts"],
  ])("between folders %s, though none of their files is in it", (_how, a, b, c) => {
    put({ [a]: importOf(a, b), [b]: importOf(b, c), [c]: "" });
    const circles = circlesIn(room);
    expect(circles).toHaveLength(1);
    expect(circles[0]).toContain(`${room}/${a} imports ${room}/${b}`);
    expect(circles[0]).toContain(`${room}/${b} imports ${room}/${c}`);
  });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(room, name)), { recursive: true });
    writeFileSync(join(room, name), text);
  }
}

/** A type alone: one binds folders as firmly as a value. */
function importOf(from: string, to: string): string {
  const up = from.split("/").slice(1).fill("..").join("/") || ".";
  return `import type { Thing } from "${up}/${to.replace(".ts", "")}";`;
}

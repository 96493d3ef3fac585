import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkedOutFiles } from "../support/checkout";
import { testTitles } from "../support/test-titles";

type Requirement = {
  readonly text: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
};

const protocol = readFileSync("docs/protocol.md", "utf8");

describe("docs/protocol.md", () => {
  const [introduction = "", ...sections] = protocol.split(/^(?=## )/mu);
  const requirements = sections.flatMap(requirementsIn);

  test("names a test for every MUST, each of which stands in a line of its own", () => {
    const said = requirements.map(({ text, tests }) => ({ text, musts: countOf(text), isHeld: tests.length > 0 }));
    expect(said.filter(({ musts, isHeld }) => musts > 1 || (musts === 1) !== isHeld)).toEqual([]);
    const inLists = said.reduce((sum, { musts }) => sum + musts, 0);
    expect(countOf(sections.join(""))).toBe(inLists);
    expect(inLists).toBeGreaterThan(50);
    expect(introduction).toContain("RFC 2119");
  });

  test("names no test that is not in its file", () => {
    const cited = requirements.flatMap(({ tests }) => tests);
    const files = new Map([...new Set(cited.map(({ file }) => file))].map((file) => [file, titlesIn(file)]));
    expect(cited.filter(({ file, title }) => !files.get(file)?.has(title))).toEqual([]);
  });
});

test("no file names a document that is not in the repository", () => {
  const missing = texts.flatMap(({ path, text }) =>
    documentsIn(text)
      .filter((name) => !madeUp.has(name) && ![name, join(dirname(path), name)].some((place) => existsSync(place)))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("a section is cited of an RFC alone, since sections of our documents have names", () => {
  const others = texts.filter(({ path, text }) => path !== here && text.replaceAll(/RFC \d+ §/gu, "").includes("§"));
  expect(others.map(({ path }) => path)).toEqual([]);
});

test("each file of the read path says first what comes in and what goes out", () => {
  const files = texts.filter(({ path }) => /^src\/(server\/hub\/feed|client\/replica)\/[^/]+\.ts$/u.test(path));
  expect(files.length).toBeGreaterThan(20);
  const silent = files.filter(({ text }) => !/^\/[/*][^\n]*\n?(?: \*[^\n]*\n)?[^\n]*\bIn: /u.test(text));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test("every invariant of ARCHITECTURE.md is cited where it is kept and where it is tested, and no other is", () => {
  const architecture = readFileSync("ARCHITECTURE.md", "utf8");
  const numbered = [...architecture.matchAll(/^\d+\. \*\*(I\d+) /gmu)].map(([, name = ""]) => name);
  expect(numbered).toHaveLength(12);
  for (const room of ["src/", "test/"]) {
    const comments = texts.filter(({ path }) => path.startsWith(room) && path !== here).map(({ text }) => text);
    const cited = new Set(comments.join("\n").match(/\bI[1-9]\d?\b/gu));
    expect([room, [...cited].sort(byNumber)]).toEqual([room, numbered]);
  }
});

const here = "test/server/citations.test.ts";

/** Names of documents in what people write, and of those that tests make. */
const madeUp: ReadonlySet<string> = new Set(["readme.md", "docs/notes.md"]);

/** Every text of the repository. */
const texts = checkedOutFiles()
  .map((path) => ({ path, text: readFileSync(path, "utf8") }))
  .filter(({ text }) => !text.includes("\0"));

function requirementsIn(section: string): Requirement[] {
  const items: { text: string; tests: { file: string; title: string }[] }[] = [];
  for (const line of section.split("\n")) {
    const [, file = "", title = ""] = /^ {2}- `([^`]+)`: “(.+)”$/u.exec(line) ?? [];
    const last = items.at(-1);
    if (line.startsWith("- ")) items.push({ text: line, tests: [] });
    else if (file !== "") last?.tests.push({ file, title });
    else if (line.startsWith("  ") && last !== undefined) last.text += `\n${line}`;
  }
  return items;
}

function countOf(text: string): number {
  return text.match(/\bMUST\b/gu)?.length ?? 0;
}

function titlesIn(file: string): ReadonlySet<string> {
  return existsSync(file) ? testTitles(file) : new Set();
}

/** The documents that a text names, by their paths; not those of an address. */
function documentsIn(text: string): string[] {
  const names = text.matchAll(/(?<![\w./@-])(?:[\w@.-]+\/)*[\w-][\w.-]*\.md\b(?!\.\w|\()/gu);
  return [...new Set([...names].map(([name]) => name))];
}

function byNumber(one: string, other: string): number {
  return Number(one.slice(1)) - Number(other.slice(1));
}

import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import "../../../src/domain/reactions/emoji-names";
import { toPlainText } from "../../../src/language";
import { type MarkdownResolvers, MessageBody } from "../../../src/ui/markdown";
import { StringsProvider } from "../../../src/ui/strings";

const people = new Map([
  ["ana", { id: "usr_1", display_name: "Ana Silva" }],
  ["me", { id: "usr_2", display_name: "Me", is_me: true }],
]);
const resolvers: MarkdownResolvers = {
  resolveMention: (handle) => people.get(handle),
  resolveChannel: (name) => (name === "general" ? { id: "chn_1", name } : undefined),
};

function html(body: string) {
  return renderToStaticMarkup(
    <StringsProvider>
      <MessageBody body={body} resolvers={resolvers} />
    </StringsProvider>,
  );
}

/** Tags without their attributes, to see the structure alone. */
function bones(body: string) {
  return html(body)
    .replace(/^<div[^>]*>|<\/div>$/g, "")
    .replace(/<(\w+)[^>]*?(\/?)>/g, "<$1$2>");
}

describe("what people write", () => {
  test("keeps line breaks and paragraphs as they were typed", () => {
    expect(bones("one\ntwo\n\nthree")).toBe("<p>one<br/>two</p><p>three</p>");
  });

  test("shows emphasis, strikethrough and code", () => {
    expect(bones("**b** _i_ ~~s~~ `c < d`")).toBe(
      "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c &lt; d</code></p>",
    );
  });

  test("shows lists, task lists, quotes, tables and fenced code", () => {
    expect(bones("3. a\n4. b")).toBe("<ol><li><span>a</span></li><li><span>b</span></li></ol>");
    expect(html("3. a")).toContain('<ol start="3"');
    expect(html("- [x] done\n- [ ] open")).toMatch(/aria-label="Done".*done.*aria-label="Not done".*open/s);
    expect(bones("> quoted")).toContain("<blockquote><p>quoted</p></blockquote>");
    expect(html("| a | b |\n|---|--:|\n| 1 | 2 |")).toMatch(/text-align:right[^>]*>2<\/td>/);
    expect(html("```ts\nconst a = '<b>';\n\n```")).toContain("const a = &#x27;&lt;b&gt;&#x27;;\n</code>");
  });

  test("sets columns of numbers to the right, unless the writer chose a side", () => {
    const sides = (...cells: string[]) => {
      const rows = cells.map((cell) => `| ${cell} |`).join("\n");
      return [...html(`| h |\n|---|\n${rows}`).matchAll(/text-align:(\w+)/g)].map(([, side]) => side);
    };
    const right = (...cells: string[]) => sides(...cells).every((side) => side === "right");
    for (const cells of [
      ["1"],
      ["1,210", "**31,800**"],
      ["6.4 µs", "−3", "–", ""],
      ["$5", "12 %"],
      ["1 210,5 €"],
      ["٣٤٥"],
    ])
      expect(right(...cells), cells.join()).toBe(true);
    for (const cells of [["a"], ["1", "two"], ["2026-12-01"], ["1.2.3"], ["09:31"], ["", "–"], ["3 whole days"]])
      expect(sides(...cells), cells.join()).not.toContain("right");
    expect(html("| a | b |\n|:--|---|\n| 1 | 2 |")).toMatch(/left[^>]*>1<.*right[^>]*>2</s);
  });

  test("links addresses, also without their scheme, but not the names of files", () => {
    expect(html("see https://example.com/a_b_c?x=1.")).toContain('href="https://example.com/a_b_c?x=1"');
    expect(html("example.com and a@example.com")).toMatch(/href="http:\/\/example.com".*href="mailto:a@example.com"/);
    expect(html("setup.py readme.md main.rs")).not.toContain("<a");
    expect(html("https://example.com")).toContain('rel="noopener noreferrer nofollow ugc"');
  });

  test("loses no text to reference definitions or pictures", () => {
    expect(html("[12:01]: joined")).toContain("[12:01]: joined");
    expect(html("![alt](https://example.com/a.png)")).not.toContain("<img");
  });

  test("turns known handles and channels into names, and leaves unknown ones as they are", () => {
    expect(html("hi @ana, @nobody")).toMatch(/>@Ana Silva<\/span>, @nobody/);
    expect(html("@ana")).toContain("bg-amber-soft");
    expect(html("@me")).toContain("bg-amber-mid");
    expect(html("@channel @here")).toMatch(/bg-amber-mid.*bg-amber-mid/);
    expect(html("#general")).not.toContain("amber");
    expect(html("**@ana** and @ana- ok")).toMatch(/@Ana Silva.*@Ana Silva<\/span>- ok/);
    expect(html("in #general. not #nowhere")).toMatch(/#general<\/span>\. not #nowhere/);
  });

  test("finds no handle inside addresses, code or words", () => {
    for (const body of ["x@ana", "`@ana`", "```\n@ana\n```", "https://example.com/@ana", "ana@ana.org"]) {
      expect(html(body)).not.toContain("Ana Silva");
    }
  });

  test("shows shortcodes as emoji, but not times or words between colons", () => {
    expect(html("ship it :rocket:")).toContain("🚀");
    expect(html("at 10:100:20 or :nothing:")).toContain("at 10:100:20 or :nothing:");
  });

  test("shows a few emoji alone large, and emoji among words not", () => {
    const isLarge = (body: string) => html(body).includes("text-emoji");
    expect(["😀", ":tada: 🎉", "👍🏽\n❤️", "🇪🇺1️⃣"].filter((body) => !isLarge(body))).toEqual([]);
    expect(["a 😀", "1", "😀".repeat(13), "- 😀", "`😀`"].filter(isLarge)).toEqual([]);
  });

  test("has a plain form in one line", () => {
    expect(toPlainText("# Hi **you**\n\n- [x] a\n- b `c` [d](https://example.com) :tada:")).toBe("Hi you a b c d 🎉");
    expect(toPlainText("x".repeat(500), 10)).toBe(`${"x".repeat(9)}…`);
  });
});

describe("what attackers write", () => {
  test.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "[a](/api/logout)",
    "<javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "![x](javascript:alert(1))",
    '[a](https://x" onmouseover="alert(1))',
    '[a](<https://x" onclick=alert(1)>)',
    "`<script>`",
    "```<script>\n<script>\n```",
    "| <script> |\n|---|\n| <img onerror=1> |",
    "file:///etc/passwd [a](file:///etc/passwd)",
  ])("%j makes no element and no link off the list", (body) => {
    const out = html(body);
    expect(out).not.toMatch(/<(script|img|iframe|object|style|form|input)/i);
    expect(out).not.toMatch(/<[^>]* on\w+=/i);
    for (const [, href = ""] of out.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
  });

  const size = 65_536;
  test.each([
    ["nested lists", "- "],
    ["nested quotes", "> "],
    ["open brackets", "["],
    ["open links", "[a]("],
    ["stars", "*a "],
    ["underscores", "_a_"],
    ["backticks", "`a``"],
    ["addresses", "a@b.com\n"],
    ["handles", "@ana "],
    ["colons", ":a:"],
    ["table bars", "|"],
    ["tildes", "~~a"],
    ["hashes", "#general"],
    ["ampersands", "&amp;"],
    ["lines", "a\n"],
    ["nested list lines", " - a\n  "],
    ["fences", "```\n"],
  ])("64 kB of %s still give a message", (_, unit) => {
    expect(html(unit.repeat(size / unit.length)).length).toBeGreaterThan(20);
  });
});

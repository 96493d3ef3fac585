import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { highlight, highlighted } from "../../../src/ui/markdown/highlight";

const html = (code: string, language: string) => renderToStaticMarkup(highlight(code, language));
const textOf = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&quot;", '"');

test("code has the colours of keywords, names, texts and asides, and loses no character", () => {
  const code = 'const a = "<b>"; // said\nfunction go() {}';
  const out = html(code, "ts");
  expect(out).toContain('<span class="text-code-keyword">const</span>');
  expect(out).toContain('<span class="text-code-text">&quot;&lt;b&gt;&quot;</span>');
  expect(out).toContain('<span class="text-faint">// said</span>');
  expect(out).toMatch(/text-code-name">go</);
  expect(textOf(out).replaceAll("&gt;", ">")).toBe(code);
});

test("the usual languages are known, by the names that people write", () => {
  const names =
    "bash c c++ cs css diff go graphql html ini java js json jsx kotlin lua makefile md php py rb rust scss sh sql swift toml ts tsx xml yaml yml";
  for (const name of names.split(" ")) expect(highlight("x", name), name).not.toBeNull();
  expect(highlight("x", "no-such-language")).toBeNull();
  expect(highlight("x", "constructor")).toBeNull();
});

test("no code makes an element but a span, and characters that change the order show their number", () => {
  const out = html("<script>alert(1)</script>\u202e", "html");
  expect(out.replace(/<\/?span[^>]*>/g, "")).not.toMatch(/</);
  expect(out).toContain("[U+202E]");
});

test("what was drawn is there at once when it is drawn anew, up to a number of blocks", () => {
  const drawn = highlight("let a = 1", "js");
  expect(highlighted("let a = 1", "js")).toBe(drawn);
  for (let n = 0; n < 100; n += 1) highlight(`let b = ${n}`, "js");
  expect(highlighted("let a = 1", "js")).toBeUndefined();
});

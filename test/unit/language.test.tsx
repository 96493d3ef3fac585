import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import "../../src/domain/reactions/emoji-names";
import { looksEmpty } from "../../src/domain/core/measure";
import { findByName } from "../../src/domain/messages/mentions";
import { callsIn, isInCode, readMessage, toPlainText } from "../../src/language";
import { findTrigger } from "../../src/ui/composer/completion";
import { type MarkdownResolvers, MessageBody } from "../../src/ui/markdown";
import { StringsProvider } from "../../src/ui/strings";
import { repetitions } from "../support/trials";

const people = ["ana", "bob", "jo", "x-1", "ana-maria"];
const resolvers: MarkdownResolvers = {
  resolveMention: (handle) => (people.includes(handle) ? { id: handle, display_name: `Person ${handle}` } : undefined),
};

function html(body: string) {
  return renderToStaticMarkup(
    <StringsProvider>
      <MessageBody body={body} resolvers={resolvers} />
    </StringsProvider>,
  );
}

/** What is drawn as somebody's name, in order, each once. */
function drawn(body: string): string[] {
  const chips = html(body).matchAll(/<span dir="auto" class="[^"]*rounded-sm px-0\.5[^>]*>@(?:Person )?([\w-]+)/g);
  return [...new Set(Array.from(chips, ([, name = ""]) => name.toLowerCase().replace(/^(channel|here)$/, "*")))];
}

/** Whom the server calls. */
function called(body: string): string[] {
  const { handles, everyone } = callsIn(body);
  const known = handles.flatMap((name) => findByName(name, (tried) => people.find((one) => one === tried)) ?? []);
  return [...new Set([...known, ...(everyone ? ["*"] : [])])];
}

describe("who is called is who is drawn", () => {
  test.each<[string, string[]]>([
    ["a stray ` here\n\nask @ana\n\nanother ` there", ["ana"]],
    ["it`s @ana\n\n- don`t", ["ana"]],
    ["~~~\n@ana\n~~~", []],
    ["~~~ts\n@ana", []],
    ["text\n\n    @ana", []],
    ["https://a.example/?u=@ana", []],
    ["https://a.example/(@ana)", []],
    ["<https://a.example/@ana>", []],
    ["\\@ana", []],
    ["`@ana`", []],
    ["``a ` @ana``", []],
    ["```\n@ana\n```", []],
    ["[@ana](https://a.example)", []],
    ["[x](https://a.example/@ana)", []],
    ["![@ana](https://a.example/x.png)", []],
    ["&#64;ana &commat;ana", []],
    ["a@bob.example", []],
    ["mailto:a@bob.example", []],
    ["you.@bob x_@bob x-@bob 1@bob /@bob @@bob", []],
    ["é@bob e\u0301@bob ａ@bob", []],
    ["你好@bob", ["bob"]],
    ["こんにちは@bob。@ana、", ["bob", "ana"]],
    ["สวัสดี@bob ו@ana", ["bob", "ana"]],
    ["𠀀@bob", ["bob"]],
    ["@bob。@BOB @Ana's", ["bob", "ana"]],
    ['(@bob) "@ana" **@jo** *@x-1* ~~@ana-maria~~', ["bob", "ana", "jo", "x-1", "ana-maria"]],
    ["@jo\u0301 @joé @joel", []],
    ["@\u017Fam @ana\u200D @bob\u200B!", ["ana", "bob"]],
    ["@ana- @bob_ @jo.", ["ana", "bob", "jo"]],
    ["@here, @Channel- @everyone", ["*"]],
    ["_ask @ana_ __and @bob__ ~~_or @jo_~~ (_@x-1_)", ["ana", "bob", "jo"]],
    ["@ana/@bob @jo&@x-1/@ana-maria", ["ana", "bob", "jo", "x-1", "ana-maria"]],
    ["x@ana/@bob a.example/@jo/@ana-maria @ana//@x-1 é@ana/@bob", ["ana"]],
    ["# @ana\n> @bob\n> > - @jo\n\n| @x-1 |\n|--|\n| @ana-maria |", ["ana", "bob", "jo", "x-1", "ana-maria"]],
    ["> ```\n> @ana\n> ```\n@bob", ["bob"]],
    ["<b>@ana</b> <!-- @bob -->", ["ana", "bob"]],
    ["1️⃣@bob 👍🏽@ana", ["bob", "ana"]],
    [`${"> ".repeat(200)}@ana`, ["ana"]],
    [`${"- ".repeat(200)}@ana`, ["ana"]],
    [`${"*".repeat(300)}@ana${"*".repeat(300)}`, ["ana"]],
  ])("in %j: %j", (body, expected) => {
    expect(called(body).toSorted()).toEqual(expected.toSorted());
    expect(drawn(body).toSorted()).toEqual(expected.toSorted());
  });

  test("in any text that is made of the language's marks", () => {
    const random = generator(20_26);
    for (let trial = 0; trial < repetitions({ once: 700, trials: 40_000 }); trial += 1) {
      const body = makeText(random);
      expect(called(body).toSorted(), JSON.stringify(body)).toEqual(drawn(body).toSorted());
      // Nothing in these could hide a name, so that they are not parsed.
      const plain = body.replace(/[\\`[<&|\t]|:\/\/|~~~| {4}/g, "");
      expect(called(plain).toSorted(), JSON.stringify(plain)).toEqual(drawn(plain).toSorted());
    }
  });

  test("a name is offered where one may begin, and nowhere else", () => {
    for (const text of ["你好@an", "(@an", "**@an", "and @an"])
      expect(findTrigger(text, text.length), text).not.toBeNull();
    for (const text of ["x@an", "é@an", "~~~\n@an", "text\n\n    @an", "a/@an", "```\n@an"])
      expect(findTrigger(text, text.length), text).toBeNull();
    expect(findTrigger("`run @an now`", 8)).toBeNull();
    expect(isInCode("```\na\n```\n", 10)).toBe(false);
  });
});

describe("a link looks as it was written", () => {
  test.each([
    "https://www.xn--80ak6aa92e.com",
    "https://a.example/%D0%B0%20b",
    "www.xn--80ak6aa92e.com",
    "<https://xn--e1awd7f.com/%E2%80%AEx>",
  ])("%s", (body) => {
    expect(html(body)).toContain(`>${body.replace(/[<>]/g, "")}</a>`);
  });

  const controls = ["\u202E", "\u202D", "\u2066", "\u2067", "\u2069", "\u200F", "\u200E", "\u061C", "\u0007"];
  test.each(controls)("whatever is in it: %j", (control) => {
    for (const body of [
      `https://a.example/${control}gpj.exe`,
      `<https://a.example/${control}gpj.exe>`,
      `[a${control}gpj.exe](https://a.example)`,
      `[a](https://a.example "t${control}x")`,
      `![a${control}b](https://a.example)`,
      `\`a${control}b\``,
      `\`\`\`\na${control}b\n\`\`\``,
    ].filter((text) => control !== "\u0007" || !text.includes("`"))) {
      const link = /<(?:a|code)\b.*<\/(?:a|code)>/s.exec(html(body))?.[0];
      expect(link, body).toBeDefined();
      expect(link, body).not.toContain(control);
    }
  });

  test("and stands apart from what surrounds it", () => {
    expect(html("\u202Ea https://a.example b")).toContain('<a dir="auto"');
  });
});

describe("text can be seen, whatever marks are in it", () => {
  test.each([
    "#",
    "##",
    ">",
    "> >",
    "-",
    "- -",
    "***",
    "---",
    "1.",
    "- [ ]",
    "````",
    "```",
    "```words of a person",
    "[a]: https://b.example",
    "<!-- a -->",
    "<div>",
    "[](https://a.example)",
    "[\u200B](https://a.example)",
    "![](https://a.example)",
    "> #\n> text",
    "a\n\n#\n\nb",
    "a\n\n>\n\nb",
    "a\n=",
    "a\n-",
    "&nbsp;",
    "\\",
    `${">".repeat(3000)} deep`,
    `${"- ".repeat(3000)} deep`,
    `${"> 1. ".repeat(500)} deep`,
    `${"**a ".repeat(900)}deep${" b**".repeat(900)}`,
    `| ${"a | ".repeat(600)}\n|${"-|".repeat(600)}\nrow\nrow`,
  ])("%j", (body) => {
    const shown = html(body).replace(/<[^>]*>/g, "");
    for (const word of body.match(/[a-z]{3,}/g) ?? []) expect(shown).toContain(word);
    expect(looksEmpty(shown)).toBe(false);
    expect(toPlainText(body, 50)).not.toBe("");
    const [marks = ""] = /^[^\w\s&\\<[!|]+$/.exec(body) ?? [];
    if (marks.length < 100) expect(shown.replace(/&gt;/g, ">")).toContain(marks);
  });

  test("a short text never becomes very many cells", () => {
    const body = `${"a|".repeat(1000)}\n${"-|".repeat(1000)}\n${"b\n".repeat(1500)}`;
    expect(html(body).match(/<t[dh]/g)?.length).toBeLessThan(body.length);
  });

  test("words behind the opening mark of code are a part of it, on the screen and in a preview", () => {
    for (const body of ["```two words\ncode\n```", "```only", "~~~ a b\n"]) {
      const [, said = ""] = /^(?:```|~~~) ?([a-z ]+)/.exec(body) ?? [];
      expect(html(body)).toContain(`<code>${said}`);
      expect(toPlainText(body)).toContain(said);
    }
    expect(toPlainText("```ts\nlet a;\n```")).toBe("let a;");
    expect(toPlainText("🎉".repeat(150))).toBe("🎉".repeat(150));
  });

  test("a language's name is shown with its code", () => {
    expect(html("```ts\nlet a;\n```")).toMatch(/>ts<.*let a;/s);
    expect(html("0. zero")).toContain('start="0"');
  });
});

describe("every piece of text runs in its own direction", () => {
  test("a paragraph, a heading, a cell, a quote and an item", () => {
    expect(html("שלום\n\nhello")).toMatch(/<p dir="auto">שלום<\/p><p dir="auto">hello/);
    expect(html("# שלום")).toContain('<p dir="auto"');
    expect(html("- שלום\n- hello")).toMatch(/<li dir="auto".*<li dir="auto"/);
    expect(html("| שלום | b |\n|--|--|\n| a | ب |")).toMatch(
      /<div dir="auto"[^>]*>(?:<div[^>]*>)*<table.*<td dir="auto".*<td dir="auto"/,
    );
  });

  test("the first text of a quote or an item decides on which side its mark stands", () => {
    expect(html("> שלום\n>\n> hello")).toMatch(/<blockquote dir="auto"[^>]*><p>שלום<\/p><p dir="auto">hello/);
    expect(html("- שלום\n\n- ab")).toMatch(/<li dir="auto"[^>]*><p>שלום<\/p><\/li><li dir="auto"[^>]*><p>ab/);
  });

  test("code runs from left to right", () => {
    expect(html("`שלום`")).toContain('<code dir="ltr"');
    expect(html("```\nשלום\n```")).toMatch(/<div dir="ltr"[^>]*>(?:(?!dir=).)*<pre/);
  });
});

describe("what people mean", () => {
  test.each([
    ["**「テスト」**です", "「テスト」"],
    ["これは**「テスト」**です", "「テスト」"],
    ["**注意。**次", "注意。"],
    ["**text.**です", "text."],
    ["한국어**(강조)**입니다", "(강조)"],
  ])("%s is bold", (body, bold) => {
    expect(html(body)).toMatch(new RegExp(`<strong[^>]*>${bold.replace(/[().]/g, "\\$&")}</strong>`));
  });

  test.each([
    ["[call](tel:+4930123)", "tel:+4930123"],
    ["tel:+49-30-123", "tel:+49-30-123"],
    ["<sms:+4930123>", "sms:+4930123"],
    ["ftp://a.example/x", "ftp://a.example/x"],
    ["slack://channel?team=T1", "slack://channel?team=T1"],
    ["_http://a.example/x_", "http://a.example/x"],
    ["_see http://a.example/x_", "http://a.example/x"],
    ["__http://a.example/x__", "http://a.example/x"],
    ["~~http://a.example/x~~", "http://a.example/x"],
    ["**http://a.example/x**", "http://a.example/x"],
    ["|http://a.example|", "http://a.example"],
    ["|http://a.example/x|", "http://a.example/x"],
    ["http://a.example/x_", "http://a.example/x_"],
    ["http://a.example/x_y_z", "http://a.example/x_y_z"],
    ["https://a.example👍", "https://a.example"],
    ["https://a.exampleです", "https://a.example"],
    ["https://a.example/日本", "https://a.example/%E6%97%A5%E6%9C%AC"],
    ["https://例え.example/x", "https://xn--r8jz45g.example/x"],
    ["![alt](https://a.example/x.png)", "https://a.example/x.png"],
    ["[![alt](https://b.example/x.png)](https://a.example)", "https://a.example"],
  ])("%s leads to %s", (body, href) => {
    expect(/href="([^"]*)"/.exec(html(body))?.[1]).toBe(href);
  });

  test("an emoji has the skin tones of its name, one or two", () => {
    expect(toPlainText(":wave::skin-tone-4: :handshake::skin-tone-2-6:")).toBe("👋🏽 🫱🏻\u200D🫲🏿");
  });

  test("the underscore behind a name closes the italics around it", () => {
    expect(html("_ask @ana_")).toMatch(/<em>ask <span[^>]*>@Person ana<\/span><\/em>/);
    expect(html("__ask @ana__ @bob_")).toMatch(/<strong[^>]*>ask .*ana<\/span><\/strong> .*bob<\/span>_/);
  });

  test("marks around an address are marks, and a picture is its words", () => {
    expect(html("_http://a.example/x_")).toMatch(/<em><a[^>]*>http:\/\/a\.example\/x<\/a><\/em>/);
    expect(html("|http://a.example|")).toMatch(/\|<a[^>]*>http:\/\/a\.example<\/a>\|/);
    expect(html("![alt](https://a.example)")).toMatch(/<p dir="auto"><a[^>]*>alt<\/a>/);
    expect(html("wow\\![a](https://a.example)")).toMatch(/wow!<a/);
    expect(html("[a](javascript:alert(1)) ![b](data:x)")).not.toContain("<a");
  });
});

/** Random numbers that are the same on every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pieces =
  "@ana|@bob|@jo|@x-1|@here|@nobody|@ana-|`|``|```|~~~|~~|**|*|_|\\|[|](https://a.example)|](|)|![|<|>|> |- |1. |# |#|    |\t|\n|\n\n|\n|---|\\||https://a.example/|?u=|a@b.example|你好|é|e\u0301|\u200B|\u202E|。|.|-|(|&#64;|&amp;|<!--|-->|: |:tada:|word| | |a|1".split(
    "|",
  );

function makeText(random: (below: number) => number): string {
  const length = 3 + random(22);
  return Array.from({ length }, () => pieces[random(pieces.length)] ?? "|").join("");
}

test("reading never throws and never takes long, whatever the marks", () => {
  const random = generator(7);
  for (let trial = 0; trial < repetitions({ once: 30, trials: 2_000 }); trial += 1) {
    const unit = makeText(random);
    expect(() => readMessage(unit.repeat(4_000 / unit.length))).not.toThrow();
  }
});

import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { callsIn } from "../../../src/language";
import { emphasise, toMarkdown } from "../../../src/server/import/mrkdwn";

const names = {
  handleOf: (id: string) => new Map([["U1", "dave"]]).get(id),
  channelNameOf: (id: string) => new Map([["C1", "general"]]).get(id),
};
const screen = new MarkdownIt({ html: false, linkify: true, breaks: true });

function convert(slack: string): string {
  return toMarkdown(slack, names);
}

function read(slack: string): string {
  return screen
    .render(convert(slack))
    .replace(/<br>\n?/g, "\n")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function words(text: string): string {
  return text.replace(/[\s\u00a0]+/g, " ").trim();
}

test.each(["_<@U1>_", "_hi <@U1>_", "<@U1>_now_", "<@U1>_x", "(<@U1>-", "a<@U1>b", "<@U1>/<@U1>", "*_<@U1>_*"])(
  "whom Slack calls is called: %s",
  (slack) => {
    expect(callsIn(convert(slack)).handles).toEqual(["dave"]);
  },
);

describe("Slack's markup becomes Markdown", () => {
  test.each([
    ["bold, italic and struck text", "*bold* _it_ ~gone~", "**bold** _it_ ~~gone~~"],
    ["formats within each other", "*_both_* ~*x*~", "**_both_** ~~**x**~~"],
    ["formats beside punctuation", '("*yes*", _no_!)', '("**yes**", _no_!)'],
    ["code is untouched", "run `ls *.deb | grep _x_`", "run `ls *.deb | grep _x_`"],
    ["a code block on lines of its own", "see ```a &lt; b\n*c*``` ok", "see\n```\na < b\n*c*\n```\nok"],
    ["a link with its label", "<https://a.example/x_y|the page>", "[the page](https://a.example/x_y)"],
    ["a bare link", "at <https://a.example/?a=1&amp;b=2>, yes", "at https://a.example/?a=1&b=2, yes"],
    ["a link that something touches", "a<https://a.example>b", "a<https://a.example>b"],
    ["a link whose address has bars", "<http://a.example/?q=a|b%2Cc|d>", "http://a.example/?q=a%7Cb%2Cc%7Cd"],
    ["a link with brackets", "<https://a.example/(x)|a [b]>", "[a \\[b\\]](https://a.example/%28x%29)"],
    ["a mail address", "<mailto:a@b.example|a@b.example>", "[a@b.example](mailto:a@b.example)"],
    ["a mention", "<@U1>: hello <@U9|eve>", "@dave: hello @eve"],
    ["a mention that a word touches", "hi<@U1>s", "hi @dave s"],
    ["a mention in italics", "_<@U1>_, _hi <@U1>_, (_<@U1>_)", "*@dave*, *hi @dave*, (*@dave*)"],
    ["italics that touch a mention", "<@U1>_now_", "@dave*now*"],
    ["an underscore that touches a mention", "<@U1>_x _", "@dave\\_x _"],
    ["mentions with a stroke between them", "<@U1>/<@U1>", "@dave/ @dave"],
    ["a channel that touches a mention", "<@U1><#C1><@U1>", "@dave #general @dave"],
    ["mentions that touch each other", "<@U1><@U9|eve><!here><#C1>", "@dave @eve @here #general"],
    ["a mention in italics", "_<@U1>_ _to <@U1>_ <@U1>_", "*@dave* *to @dave* @dave\\_"],
    ["a mention after a lone underscore", "a _<@U1> b", "a _ @dave b"],
    ["a mention beside other marks", "*<@U1>*<@U9|eve>&amp;`x`<@U1>", "**@dave**@eve&`x`@dave"],
    ["a channel", "in <#C1|old-name> and <#C9|other>", "in #general and #other"],
    ["calls to everyone", "<!channel> <!here> <!everyone> <!here|@here>", "@channel @here @channel @here"],
    ["a group", "<!subteam^S1|@ops> and <!subteam^S2>", "@ops and @S2"],
    ["a date", "<!date^1392734382^{date}|18 Feb 2014> <!date^1392734382^{date}>", "18 Feb 2014 2014-02-18"],
    ["entities", "a &lt; b &amp;&amp; c &gt; d &amp;lt;", "a < b && c > d \\&lt;"],
    ["an emoji", ":tada: :+1:", ":tada: :+1:"],
    ["a quote with text after it", "&gt; said\n&gt;\n&gt; more\nanswer", "> said\n>\n> more\n\nanswer"],
    ["a quote of all that follows", "&gt;&gt;&gt; one\n\ntwo", "> one\n>\n> two"],
    ["a list", "do:\n• one\n    ◦ two\n• three\ndone", "do:\n\n- one\n    - two\n- three\n\ndone"],
    ["a numbered list", "1. one\n2. two", "1. one\n2. two"],
    [
      "lists within lists, numbered by digits, letters and Roman numbers",
      "1. one\n    ◦ two\n    ◦ three\n2. four\n    a. five\n    b. six\n        iv. seven",
      "1. one\n    - two\n    - three\n2. four\n    1. five\n    2. six\n        4. seven",
    ],
    ["a list below a long number", "100. one\n    • two\n101. three", "100. one\n     - two\n101. three"],
    ["a list that begins further in", "    • one\n    • two", "- one\n- two"],
    [
      "a label with a bar",
      "<https://a.example/x|Title | Site> <https://b.example|A|B>",
      "[Title | Site](https://a.example/x) [A|B](https://b.example)",
    ],
    [
      "a label with a bar and an address with a query",
      "<https://a.example/?q=1|記事|サイト>",
      "[記事|サイト](https://a.example/?q=1)",
    ],
  ])("%s", (_name, slack, markdown) => {
    expect(convert(slack)).toBe(markdown);
  });
});

describe("plain speech stays plain", () => {
  test.each([
    "# hash",
    "#flood",
    "2) pppoeconf said so",
    "5. another bug",
    "- a lone dash",
    "* Funraiser is quiet",
    "+ 1",
    "---",
    "===",
    "***",
    ">.>",
    ">",
    ">_<",
    ">:(",
    "[foo]: bar",
    "[a](b)",
    "![a](b)",
    "wow! [x]",
    "<b>bold</b>",
    "&copy; &#65;",
    "C:\\*.txt \\",
    "2 * 3 * 4",
    "a|b\n-|-\nc|d",
    "title\n-----",
    "        Memory at c0000000",
    "~/.xmms/config or ~/.bmp/config",
    "'~ilinux-image-.*|~ilinux-headers-.*'",
    "snake_case and __init__ and _x",
    "rm *.deb *.rpm",
    "`node != NULL' failed",
    "hi.```` Are you okay?",
    "~~~",
    "``direct rendering: No''",
    "1.2.3",
    "<http",
    "a\\_b",
    "_______",
    "=)",
    "|QuaD: been there",
    "!wow",
    "$ ls -la",
  ])("%j reads the same on screen", (text) => {
    const encoded = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    expect(words(read(encoded))).toBe(words(text));
    expect(screen.render(convert(encoded))).not.toMatch(
      /<(h\d|ul|ol|pre|code|a|em|strong|s|hr|table|img|blockquote)\b/,
    );
  });

  test("any text without Slack's marks reads the same on screen", () => {
    const nasty = fc.constantFrom(..."#-+=|:.)(1[]!<>&\\ \n\tab;/~'\"{}^$é😀");
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 40 }), (characters) => {
        const text = characters
          .join("")
          .replace(/~/g, " ~ ")
          .replace(/^(?:[\s>]|(?:\d+[.)]|-)\s)+/gm, "");
        const encoded = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        expect(words(read(encoded))).toBe(words(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("no letter is ever lost, whatever the marks around it", () => {
    const pieces = fc.constantFrom(
      "*",
      "_",
      "~",
      "`",
      "```",
      "a",
      "b",
      " ",
      "\n",
      ".",
      "<@U1>",
      "<http://x.example|y>",
      "&gt;",
      "!",
      "[",
      "]",
      "(",
      "\\",
      "1.",
      "- ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const slack = parts.join("");
        const letters = (text: string) => text.replace(/[^aby]/g, "");
        const spoken = slack.replaceAll("<@U1>", "a").replaceAll("<http://x.example|y>", "y").replaceAll("&gt;", "");
        const shown = read(slack).replaceAll("@dave", "a");
        expect(letters(shown)).toBe(letters(spoken));
      }),
      { numRuns: 3000 },
    );
  });

  test("no text at all makes it throw, nor holds a NUL afterwards", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."<>|@#!^*_~`\0\ud800&;\n ") })),
        (text) => {
          expect(convert(text)).not.toContain("\0");
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("40,000 characters of marks are converted in linear time", () => {
    for (const piece of ["*", "_a ", "`", "```", "<", "<@U1", "&gt;", "*a", "~x", "- x\n", "\\", "[", "1. a\n"]) {
      expect(convert(piece.repeat(40_000 / piece.length))).not.toBe("");
    }
  });
});

test("a /me message is set in italics unless it has markup of its own", () => {
  expect(emphasise("waves at @dave")).toBe("_waves at @dave_");
  expect(emphasise("waves at @dave_b")).toBe("*waves at @dave_b*");
  expect(emphasise("waves **hard**")).toBe("waves **hard**");
});

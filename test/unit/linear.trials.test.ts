import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/domain/wire/json";
import { callsIn } from "../../src/language";
import { writeBlocks } from "../../src/server/import/blocks";
import { emphasise, toMarkdown } from "../../src/server/import/mrkdwn";
import { repetitions, report } from "../support/trials";

const names = { handleOf: () => undefined, channelNameOf: () => undefined };

/** Lines of Slack that make a careless parser look at all of the text again and again; each unit is repeated. */
const units: Readonly<Record<string, string>> = {
  "bold that never ends": "(*a ",
  "bold within words": "*a",
  "nested marks": "*_~",
  "all marks": "*a _b ~c `d <e [f ",
  people: "word <@U1> ",
  "people without space": "a<@U1>b",
  links: "word <http://a.b|x> ",
  "links that never end": "<a ",
  "code in a line": "w `a` ",
  "code that never ends": "`a\n",
  fences: "``` a `` b ",
  backticks: "`",
  backslashes: "\\",
  "spaces within": "a          ",
  tabs: "\t",
  "line breaks": "\n",
  "blank lines": " \n",
  rules: "-|:=+*_~ ",
  "list items": "- a\n",
  "numbered items": "1. a\n",
  quotes: "&gt; a\n",
  entities: "&amp;&",
  definitions: "[a]:",
  headings: "#",
  "bold lines": "*a\n",
};

/** CPU time of this process; a machine that does something else as well does not make it more. */
function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function leastMsOf(times: number, work: () => void): number {
  return Math.min(...Array.from({ length: times }, () => cpuMsOf(work)));
}

/** Eight times as much; what looks again at what it has seen takes sixty-four times as long. */
const large = repetitions({ once: 80_000, trials: 320_000 });
const small = large / 8;
const growthMax = 24;
/** What takes less is within what the clock and the garbage collector add. */
const negligibleMs = 60;

describe("a text that is eight times as long takes about eight times as long", () => {
  const times = repetitions({ once: 1, trials: 10 });

  test.each(Object.entries(units))("as Slack's markup: %s", (name, unit) => {
    const parse = (length: number) => {
      const text = `${unit.repeat(length / unit.length)}x`;
      return () => void emphasise(toMarkdown(text, names));
    };
    compare(name, parse);
  });

  test("as Slack's blocks: text with a long space in it", () => {
    const style = { bold: true };
    const parse = (length: number) => () => {
      const element = { type: "text", text: `a${" ".repeat(length)}b`, style };
      const section = { type: "rich_text_section", elements: [element] };
      writeBlocks([{ type: "rich_text", elements: [section] }], () => undefined);
    };
    compare("blocks", parse);
  });

  test("as code with very many backticks, which never makes it throw", () => {
    const parse = (length: number) => () => void toMarkdown(`\`\`\`${"a`".repeat(length / 2)}\`\`\``, names);
    compare("backticks in code", parse);
    expect(() => toMarkdown(`\`\`\`${"a`".repeat(400_000)}\`\`\``, names)).not.toThrow();
  });

  test.each(["` ``a", "@aa ", "@", "``a ", "@a-", "```a``"])("as a message that calls people: %s", (unit) => {
    compare(unit, (length) => () => void callsIn(`@ana ${unit.repeat(length / unit.length)}`));
  });

  // An address is read up to ten thousand characters: what is read anew for each grows no further then, and takes much longer all along.
  test.each(["|https://a.b/|", "https://a.bです/x", "_|https://a.b/"])(
    "and addresses without a space between them take no longer than such with one: %s",
    (unit) => {
      const read = (piece: string) => leastMsOf(3, () => void callsIn(`@ana ${piece.repeat(40_000 / piece.length)}`));
      expect(read(unit)).toBeLessThan(5 * read(`${unit} `) + negligibleMs);
    },
  );

  test.each(['"a",', "[],", '"\\"",', "1,"])("as JSON that is counted: %s", (unit) => {
    compare(unit, (length) => () => {
      try {
        parseJson(`[${unit.repeat(length / unit.length)}1]`);
      } catch {
        // Refused or not, it has been counted.
      }
    });
  });

  function compare(name: string, parse: (length: number) => () => void): void {
    let [one, other] = [leastMsOf(times, parse(small)), leastMsOf(times, parse(large))];
    // A busy machine and a cold compiler add to some runs; what is quadratic stays so in all of them.
    for (let again = 0; again < 8 && !isLinear(one, other); again += 1) {
      one = Math.min(one, leastMsOf(times, parse(small)));
      other = Math.min(other, leastMsOf(times, parse(large)));
    }
    report(`${name}: ${one.toFixed(1)} ms for ${small} characters, ${other.toFixed(1)} ms for ${large}`);
    expect(isLinear(one, other), `${one.toFixed(1)} ms, then ${other.toFixed(1)} ms`).toBe(true);
  }
});

function isLinear(oneMs: number, otherMs: number): boolean {
  return otherMs < Math.max(oneMs * growthMax, negligibleMs);
}

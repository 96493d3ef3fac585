import { describe, expect, test } from "vitest";
import {
  type Choice,
  choicesMax,
  chosenFor,
  readChoices,
  storedChoices,
  withChoice,
} from "../../src/domain/names/choices";
import { folded } from "../../src/domain/names/folded";
import { partsOf } from "../../src/domain/names/matched";
import { fitOf, rankPeople, readQuery } from "../../src/domain/names/ranking";
import { type EntryKind, isByLetters, type PaletteEntry, type Past, sectionsFor } from "../../src/ui/palette/entries";

const people = [
  ["Grace Hopper", "grace"],
  ["Grace Brewster Murray", "gbm"],
  ["Ada Lovelace", "ada"],
  ["Adalbert Zeisig", "adalbert-z"],
  ["Zoe Adams", "zoe"],
  ["Łukasz Żółć", "lukasz"],
  ["Œuvre Binet", "binet"],
  ["Anna Straße", "anna"],
  ["Đorđe Petrović", "djoka"],
  ["Þór Ægisson", "thor-ae"],
  ["İpek Işık", "ipek"],
  ["Søren Ångström", "soren"],
  ["José García Márquez", "pepe"],
  ["Miles O’Brien", "chief"],
  ["Jean-Luc Picard", "captain"],
  ["Nguyễn Văn Đức", "duc"],
  ["王小明", "wangxiaoming"],
  ["田中 太郎", "tanaka-taro"],
  ["佐藤花子", "sato-h"],
  ["김철수", "kim-cs"],
  ["محمد علي", "mhmd-ly"],
  ["יוסי כהן", "yvsy"],
  ["สมชาย ใจดี", "somchai"],
  ["Иван Петров", "ivan-petrov"],
  ["Max Zuse", "max"],
  ["Maxim Aarons", "maxim"],
  ["Canada Bill", "bill"],
  ["Rob Kingsley", "robk"],
  ["Zed King", "zed"],
  ["🎉🚀", "tada"],
  ["Build bot", "build-bot"],
].map(([display_name = "", handle = ""]) => ({ display_name, handle }));

/** All stretches of up to four letters. */
function piecesOf(text: string): string[] {
  const letters = [...text];
  return letters.flatMap((_, at) => [1, 2, 3, 4].map((length) => letters.slice(at, at + length).join("")));
}

describe("who is meant by what was typed", () => {
  const meant: [typed: string, found: string | undefined][] = [
    ["grace", "Grace Hopper"],
    ["Grace Hopper", "Grace Hopper"],
    ["hopper grace", "Grace Hopper"],
    ["Hopper, Grace", "Grace Hopper"],
    ["hop gra", "Grace Hopper"],
    ["grace h", "Grace Hopper"],
    ["h grace", "Grace Hopper"],
    ["g hopper", "Grace Hopper"],
    ["gracehopper", "Grace Hopper"],
    ["grace.hopper", "Grace Hopper"],
    ["gh", "Grace Hopper"],
    ["GH", "Grace Hopper"],
    ["hg", "Grace Hopper"],
    ["murray grace", "Grace Brewster Murray"],
    ["gm", "Grace Brewster Murray"],
    ["gbm", "Grace Brewster Murray"],
    ["mbg", "Grace Brewster Murray"],
    ["brewster grace m", "Grace Brewster Murray"],
    ["ada", "Ada Lovelace"],
    ["adal", "Adalbert Zeisig"],
    ["@ada", "Ada Lovelace"],
    ["  ADA ", "Ada Lovelace"],
    ["lovelace", "Ada Lovelace"],
    ["love ada", "Ada Lovelace"],
    ["adams", "Zoe Adams"],
    ["za", "Zoe Adams"],
    ["az", "Adalbert Zeisig"],
    ["lukasz", "Łukasz Żółć"],
    ["zolc lukasz", "Łukasz Żółć"],
    ["ŁUKASZ", "Łukasz Żółć"],
    ["oeuvre", "Œuvre Binet"],
    ["strasse anna", "Anna Straße"],
    ["straße", "Anna Straße"],
    ["dorde", "Đorđe Petrović"],
    ["djoka", "Đorđe Petrović"],
    ["petrovic", "Đorđe Petrović"],
    ["thor", "Þór Ægisson"],
    ["aegisson thor", "Þór Ægisson"],
    ["ipek isik", "İpek Işık"],
    ["isik ipek", "İpek Işık"],
    ["soren angstrom", "Søren Ångström"],
    ["ANGSTRÖM", "Søren Ångström"],
    ["jose marquez", "José García Márquez"],
    ["jgm", "José García Márquez"],
    ["pepe", "José García Márquez"],
    ["obrien", "Miles O’Brien"],
    ["o'brien miles", "Miles O’Brien"],
    ["luc", "Jean-Luc Picard"],
    ["jeanluc", "Jean-Luc Picard"],
    ["picard jean", "Jean-Luc Picard"],
    ["jlp", "Jean-Luc Picard"],
    ["captain", "Jean-Luc Picard"],
    ["duc nguyen", "Nguyễn Văn Đức"],
    ["van duc", "Nguyễn Văn Đức"],
    ["王", "王小明"],
    ["小明", "王小明"],
    ["xiaoming", "王小明"],
    ["太郎 田中", "田中 太郎"],
    ["taro tanaka", "田中 太郎"],
    ["花子 佐藤", "佐藤花子"],
    ["김철", "김철수"],
    ["علي محمد", "محمد علي"],
    ["כהן יוסי", "יוסי כהן"],
    ["ใจดี", "สมชาย ใจดี"],
    ["петров иван", "Иван Петров"],
    ["ип", "Иван Петров"],
    ["ivan", "Иван Петров"],
    ["max", "Max Zuse"],
    ["maxi", "Maxim Aarons"],
    ["king", "Zed King"],
    ["kings", "Rob Kingsley"],
    ["nada", "Canada Bill"],
    ["🎉", "🎉🚀"],
    ["bot", "Build bot"],
    ["bb", "Build bot"],
    ["xyzzy", undefined],
    ["grace ada", undefined],
    ["?!", undefined],
  ];
  test.each(meant)("“%s” finds %s first", (typed, found) => {
    expect(rankPeople(people, typed, 8)[0]?.display_name).toBe(found);
  });

  test("nothing typed means everybody, by name, and as many as are wanted", () => {
    expect(rankPeople(people, "", 3)).toHaveLength(3);
    expect(rankPeople(people, " @ ", 100)).toHaveLength(people.length);
  });

  test("every piece of a name or a handle of any script finds those who have it", () => {
    const missing = people.flatMap((person) =>
      [person.display_name, person.handle].flatMap((text) =>
        piecesOf(text).filter((piece) => !rankPeople(people, piece, people.length).includes(person)),
      ),
    );
    expect(missing).toEqual([]);
  });

  test("the order of the people given does not matter, and nobody is found twice", () => {
    for (const typed of ["a", "gr", "e", "an", "z"]) {
      const found = rankPeople(people, typed, 30);
      expect(rankPeople([...people].reverse(), typed, 30)).toEqual(found);
      expect(new Set(found).size).toBe(found.length);
      for (const limit of [1, 2, 5]) expect(rankPeople(people, typed, limit)).toEqual(found.slice(0, limit));
    }
  });

  test("a letter with a mark, and one that is spelt with two, is the plain letter", () => {
    expect(folded("ŒUVRE Straße Łódź Đà ØRE Ísafjörður IĞDIR ﬁn")).toBe(
      "oeuvre strasse lodz da ore isafjordur igdir fin",
    );
  });
});

describe("the palette", () => {
  const entry = (label: string, kind: EntryKind, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
    id: label,
    kind,
    label,
    searched: { display_name: label },
    run: () => {},
    ...more,
  });
  const channel = (name: string, more: Partial<PaletteEntry> = {}) =>
    entry(name, "channel", { isConversation: true, ...more });
  const person = (display_name: string, handle: string, more: Partial<PaletteEntry> = {}) =>
    entry(display_name, "person", { searched: { display_name, handle }, ...more });
  const direct = (display_name: string, handle: string) => person(display_name, handle, { isConversation: true });
  const group = (label: string, more: Partial<PaletteEntry> = {}) =>
    entry(label, "people", { isConversation: true, ...more });
  const nothing = { visited: [], chosen: [], currentId: null };
  const nothingChosen: readonly Choice[] = [];
  const find = (typed: string, past: Partial<Past> = {}, among = entries) =>
    sectionsFor(among, typed, { ...nothing, ...past }).flatMap((section) => section.entries);
  const labels = (typed: string, past: Partial<Past> = {}) => find(typed, past).map(({ label }) => label);
  const entries = [
    channel("general"),
    channel("release-notes"),
    channel("grace-project"),
    channel("ada-and-friends", { unread: true }),
    group("Ada Lovelace, Grace Hopper", { unread: true }),
    group("Grace Hopper, Linus Torvalds"),
    direct("Grace Hopper", "grace"),
    direct("Gena Rowlands", "gena"),
    person("Ada Lovelace", "ada"),
    person("Linus Torvalds", "linus"),
    person("General Zod", "zod"),
    entry("Create a channel", "action"),
    entry("Dark theme", "action"),
  ];
  const meant: [typed: string, found: string | undefined][] = [
    ["ada l", "Ada Lovelace"],
    ["ada lovelace", "Ada Lovelace"],
    ["lovelace ada", "Ada Lovelace"],
    ["al", "Ada Lovelace"],
    ["linus", "Linus Torvalds"],
    ["torv", "Linus Torvalds"],
    ["grace", "Grace Hopper"],
    ["hopper grace", "Grace Hopper"],
    ["hg", "Grace Hopper"],
    ["@grace", "Grace Hopper"],
    ["grace ada", "Ada Lovelace, Grace Hopper"],
    ["linus grace", "Grace Hopper, Linus Torvalds"],
    ["general", "general"],
    ["gen", "Gena Rowlands"],
    ["#gen", "general"],
    [" # gen", "general"],
    ["#grace", "grace-project"],
    ["@gen", "Gena Rowlands"],
    ["@general", "General Zod"],
    ["@ada", "Ada Lovelace"],
    ["rn", "release-notes"],
    ["notes release", "release-notes"],
    ["rlsnts", "release-notes"],
    ["channel create", "Create a channel"],
    ["dark", "Dark theme"],
    ["xyzzy", undefined],
  ];
  test.each(meant)("leads by “%s” to %s", (typed, found) => {
    expect(labels(typed)[0]).toBe(found);
  });

  test("puts no group above a person that fits, whatever is unread and wherever the group stands", () => {
    for (const typed of ["ada", "gra", "lin", "hopper", "torvalds", "a", "e", "gh", "lt"]) {
      const kinds = find(typed).map(({ kind }) => kind);
      const firstGroup = kinds.indexOf("people");
      if (firstGroup >= 0) expect(kinds.lastIndexOf("person")).toBeLessThan(firstGroup);
    }
  });

  test("offers channels alone after “#”, and people and bots alone after “@”, also before anything else is typed", () => {
    expect(labels("#gen")).toEqual(["general"]);
    expect(labels(" #GEN")).toEqual(["general"]);
    expect(labels("#dark")).toEqual([]);
    expect(labels("#linus")).toEqual([]);
    expect(labels("@gen")).toEqual(["Gena Rowlands", "General Zod"]);
    expect(labels("@release")).toEqual([]);
    expect(labels("@create")).toEqual([]);
    expect(labels("@ada")).toEqual(["Ada Lovelace"]);
    expect(labels("#")).toEqual(["general", "release-notes", "grace-project", "ada-and-friends"]);
    expect(labels("@")).toEqual(["Grace Hopper", "Gena Rowlands", "Ada Lovelace", "Linus Torvalds", "General Zod"]);
    expect(labels("g")).toContain("general");
  });

  test("shows the conversation before this one first, then others by when they were opened, then what is unread", () => {
    const past = { visited: ["general", "Gena Rowlands", "release-notes"], currentId: "general" };
    expect(
      sectionsFor(entries, "", { ...nothing, ...past }).map(({ name, entries }) => [
        name,
        ...entries.map(({ id }) => id),
      ]),
    ).toEqual([
      ["recent", "Gena Rowlands", "release-notes"],
      ["people", "Ada Lovelace, Grace Hopper", "Grace Hopper, Linus Torvalds", "Grace Hopper"],
      ["channels", "grace-project", "ada-and-friends"],
      ["actions", "Create a channel", "Dark theme"],
    ]);
    expect(labels("", { visited: ["general", "gone", "Gena Rowlands"], currentId: null })[0]).toBe("general");
    expect(labels(" ", { visited: [], currentId: "general" })).not.toContain("general");
  });

  test("puts the results of one kind together, and the kind of the best one first", () => {
    const names = (typed: string) => sectionsFor(entries, typed, nothing).map(({ name }) => name);
    expect(names("general")).toEqual(["channels", "people"]);
    expect(names("gra")).toEqual(["people", "channels"]);
    expect(names("create")).toEqual(["actions"]);
    expect(names("xyzzy")).toEqual([]);
  });

  test("lifts what was chosen for this text, for its beginning and for what it begins, and never above an exact name", () => {
    const learned = (typed: string, ...choices: [text: string, id: string][]) => {
      const kept = choices.reduce((before, [text, id]) => withChoice(before, text, id), nothingChosen);
      return labels(typed, { chosen: chosenFor(kept, typed) });
    };
    expect(learned("gra", ["gra", "grace-project"])[0]).toBe("grace-project");
    expect(learned("g", ["gra", "grace-project"])[0]).toBe("grace-project");
    expect(learned("grac", ["gra", "grace-project"])[0]).toBe("grace-project");
    expect(learned("GRÀ", ["gra", "grace-project"])[0]).toBe("grace-project");
    expect(learned("lin", ["gra", "grace-project"])[0]).toBe("Linus Torvalds");
    expect(learned("gra", ["gra", "grace-project"], ["gra", "Grace Hopper"])[0]).toBe("Grace Hopper");
    expect(learned("ad", ["ad", "Ada Lovelace, Grace Hopper"])[0]).toBe("Ada Lovelace, Grace Hopper");
    expect(learned("general", ["general", "General Zod"])[0]).toBe("general");
    expect(learned("general", ["g", "General Zod"])[0]).toBe("general");
    expect(learned("#gen", ["gen", "Gena Rowlands"])).toEqual(["general"]);
    expect(learned("gra", ["gra", "Dark theme"])).not.toContain("Dark theme");
  });

  test("prefers, among equals, what was opened lately, but not what is open", () => {
    const rooms = ["room-a", "room-b", "room-c"].map((name) => channel(name, { unread: name === "room-b" }));
    const first = (past: Partial<Past>) => find("room", past, rooms)[0]?.label;
    expect(first({})).toBe("room-b");
    expect(first({ visited: ["room-c", "room-a"] })).toBe("room-c");
    expect(first({ visited: ["room-c", "room-a"], currentId: "room-c" })).toBe("room-a");
    expect(find("room-a", { visited: ["room-c"] }, rooms)[0]?.label).toBe("room-a");
  });

  test("leaves room for each kind where several fit", () => {
    const many = Array.from({ length: 50 }, (_, n) => [channel(`gate-${n}`), person(`Gabi ${n}`, `gabi-${n}`)]).flat();
    const counts = (typed: string) =>
      sectionsFor(many, typed, nothing).map((section) => [section.name, section.entries.length]);
    expect(counts("ga")).toEqual([
      ["people", 6],
      ["channels", 6],
    ]);
    expect(counts("gate")).toEqual([["channels", 12]]);
    expect(counts("#")).toEqual([["channels", 12]]);
  });

  test("takes letters that stand apart for a name only where no name has them together", () => {
    expect(labels("rlsnts")).toEqual(["release-notes"]);
    expect(labels("gra")).not.toContain("general");
    const byLetters = (typed: string) => isByLetters(channel("release-notes"), readQuery(typed));
    expect([byLetters("rlsnts"), byLetters("rel"), byLetters("xyzzy")]).toEqual([true, false, false]);
  });

  test("remembers a bounded number of choices, the newest, and nothing that was not typed", () => {
    let choices = nothingChosen;
    for (let n = 0; n < 1_000; n++) choices = withChoice(choices, `text ${n}`, `id ${n}`);
    expect(choices).toHaveLength(choicesMax);
    expect(chosenFor(choices, "text 999")).toEqual(["id 999"]);
    expect(chosenFor(choices, "text 1")).not.toContain("id 1");
    expect(chosenFor(choices, " ")).toEqual([]);
    expect(withChoice(withChoice([], "a", "x"), " A ", "x")).toHaveLength(1);
    expect(withChoice([], "", "x")).toEqual([]);
    expect(withChoice([], "a".repeat(1_000), "x")).toEqual([]);
    expect(readChoices(JSON.parse(JSON.stringify(storedChoices(choices))))).toEqual(choices);
    for (const stored of [null, 1, "x", {}, [1, {}, [], [1, 2], ["a"]]]) expect(readChoices(stored)).toEqual([]);
    expect(readChoices(Array.from({ length: 1_000 }, (_, n) => ["a", `id ${n}`]))).toHaveLength(choicesMax);
  });
});

describe("the letters of a name that match", () => {
  const bold = (typed: string, name: string, isByLetters = false) =>
    partsOf(name, readQuery(typed), isByLetters)
      .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
      .join("");
  const marked: [typed: string, name: string][] = [
    ["gr", "[Gr]ace Hopper"],
    ["gr", "Mar[gr]ethe Holm"],
    ["GRACE", "[Grace] Hopper"],
    ["@grace h", "[Grace H]opper"],
    ["hopper grace", "[Grace] [Hopper]"],
    ["hop gr", "[Gr]ace [Hop]per"],
    ["gh", "[G]race [H]opper"],
    ["hg", "[H]arriet [G]rant"],
    ["gh", "[G]race Brewster [H]opper"],
    ["jeanluc", "[Jean]-[Luc] Picard"],
    ["obrien", "Miles [O]’[Brien]"],
    ["o'brien", "Miles [O]’[Brien]"],
    ["jorg", "[Jörg] Müller"],
    ["jorg", "[Jo\u0308rg] Müller"],
    ["strasse", "Anna [Straße]"],
    ["stras", "Anna [Straß]e"],
    ["oe", "[Œ]uvre Binet"],
    ["lukasz", "[Łukasz] Żółć"],
    ["duc nguyen", "[Nguyễn] Văn [Đức]"],
    ["小明", "王[小明]"],
    ["太郎 田中", "[田中] [太郎]"],
    ["김철", "[김철]수"],
    ["علي", "محمد [علي]"],
    ["כהן יוסי", "[יוסי] [כהן]"],
    ["ใจดี", "สมชาย [ใจดี]"],
    ["πρόεδρος", "Ο [ΠΡΌΕΔΡΟΣ]"],
    ["🎉", "[🎉]🚀"],
    ["#rel", "[rel]ease-notes"],
    ["# rel", "[rel]ease-notes"],
    ["ana", "@alopezna"],
    ["gra", "Agree on what we release and why"],
    ["xyzzy", "Grace Hopper"],
    ["", "Grace Hopper"],
    ["?!", "Grace Hopper"],
  ];
  test.each(marked)("“%s” marks %s", (typed, expected) => {
    expect(bold(typed, expected.replace(/[[\]]/g, ""))).toBe(expected);
  });

  test("letters that stand apart are marked in a name that was found by them, and in no other", () => {
    expect(bold("rlsnts", "release-notes", true)).toBe("[r]e[l]ea[s]e-[n]o[t]e[s]");
    expect(bold("rlsnts", "release-notes")).toBe("release-notes");
    expect(bold("rel", "release-notes", true)).toBe("[rel]ease-notes");
  });

  test("the parts are the name, whatever is typed, and whoever is found by their name has a letter marked", () => {
    for (const { display_name } of people)
      for (const piece of piecesOf(display_name)) {
        const parts = partsOf(display_name, readQuery(piece));
        expect(parts.map(({ text }) => text).join("")).toBe(display_name);
        const isFound = readQuery(piece).text !== "" && fitOf({ display_name }, readQuery(piece)) !== null;
        expect([piece, display_name, parts.some(({ isMatch }) => isMatch)]).toEqual([piece, display_name, isFound]);
      }
  });
});

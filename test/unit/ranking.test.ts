import { describe, expect, test } from "vitest";
import { folded } from "../../src/domain/names/folded";
import { rankPeople } from "../../src/domain/names/ranking";
import { type PaletteEntry, rankEntries } from "../../src/ui/palette/entries";

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
  const entry = (label: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
    id: label,
    label,
    searched: { display_name: label },
    run: () => {},
    ...more,
  });
  const channel = (name: string, more: Partial<PaletteEntry> = {}) =>
    entry(name, { conversation: { kind: "public", other_ids: [] }, ...more });
  const direct = (display_name: string, handle: string) =>
    entry(display_name, { searched: { display_name, handle }, conversation: { kind: "direct", other_ids: [handle] } });
  const group = (label: string, more: Partial<PaletteEntry> = {}) =>
    entry(label, { conversation: { kind: "direct", other_ids: label.split(", ") }, ...more });
  const person = (display_name: string, handle: string) =>
    entry(display_name, {
      searched: { display_name, handle },
      person: { id: handle, display_name, handle, avatar_url: null, kind: "human" },
    });
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
    entry("Create a channel"),
    entry("Dark theme"),
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
    expect(rankEntries(entries, typed, 12)[0]?.label).toBe(found);
  });

  test("puts no group above a person that fits, whatever is unread and wherever the group stands", () => {
    for (const typed of ["ada", "gra", "lin", "hopper", "torvalds", "a", "e", "gh", "lt"]) {
      const kinds = rankEntries(entries, typed, 12).map(({ label, person, searched }) =>
        label.includes(", ") ? "group" : person || "handle" in searched ? "person" : "other",
      );
      const firstGroup = kinds.indexOf("group");
      if (firstGroup >= 0) expect(kinds.lastIndexOf("person")).toBeLessThan(firstGroup);
    }
  });

  test("offers channels alone after “#”, and people and bots alone after “@”, also before anything else is typed", () => {
    const labels = (typed: string) => rankEntries(entries, typed, 12).map(({ label }) => label);
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
});

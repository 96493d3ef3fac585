import { expect, test } from "vitest";
import { assignHandles } from "../../../src/server/import/handles";
import { numberedHandle, proposedHandle } from "../../../src/server/names/handles";
import { slugOf } from "../../../src/server/names/latin";

const named: [name: string, handle: string][] = [
  ["Ada Lovelace", "ada-lovelace"],
  ["snake_case", "snake_case"],
  ["Œuvre", "oeuvre"],
  ["Straße", "strasse"],
  ["Łukasz Żółć", "lukasz-zolc"],
  ["Đorđe Petrović", "dorde-petrovic"],
  ["Þór Ægisson", "thor-aegisson"],
  ["İstanbul", "istanbul"],
  ["Işıl", "isil"],
  ["Søren Ångström", "soren-angstrom"],
  ["Nguyễn Văn Đức", "nguyen-van-duc"],
  ["Nguyễn Văn Đức".normalize("NFD"), "nguyen-van-duc"],
  ["やまだ はなこ", "yamada-hanako"],
  ["ヤマダ", "yamada"],
  ["田中", "tianzhong"],
  ["王小明", "wangxiaoming"],
  ["李", "li"],
  ["محمد علي", "mhmd-ly"],
  ["سعيد", "syd"],
  ["יוסי כהן", "yvsy-khhn"],
  ["김철수", "gimcheolsu"],
  ["김철수".normalize("NFD"), "gimcheolsu"],
  ["สมชาย", "smchay"],
  ["Иван Петров", "ivan-petrov"],
  ["Щукин", "shchukin"],
  ["Ελένη", "eleni"],
  ["Հայկ", "hayk"],
  ["საქართველო", "sakartvelo"],
  ["अमित कुमार", "amit-kumar"],
  ["தமிழ்", "tmil"],
  ["Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"],
  ["𝒜da", "ada"],
  ["ﬁnn", "finn"],
  ["O’Brien", "o-brien"],
  ["Ada\u200bLovelace", "adalovelace"],
  ["Ada\u202eLovelace", "adalovelace"],
  ["Ada 🚀", "ada"],
  ["👩‍💻 Grace", "grace"],
  ["-- Ada --", "ada"],
  ["_ada_", "ada_"],
];

test.each(named)("the handle of “%s” is %s, in letters that everybody can type", (name, handle) => {
  expect(proposedHandle({ names: [name], neutral: "user" })).toBe(handle);
});

const nameless = ["", "🎉🚀", "...", "!?", "—", "\u200b\u200d", "❤️", "™", "🇩🇪", "\ue000"];

test.each(nameless)(
  "a name without letters, “%s”, gives way to the address, and without one to a neutral word",
  (name) => {
    expect(proposedHandle({ names: [name], email: "ada.lovelace+news@example.org", neutral: "user" })).toBe(
      "ada-lovelace",
    );
    expect(proposedHandle({ names: [name], email: "李小龙@example.org", neutral: "user" })).toBe("lixiaolong");
    expect(proposedHandle({ names: [name], email: "+@example.org", neutral: "user" })).toBe("user");
    expect(proposedHandle({ names: [name], neutral: "bot" })).toBe("bot");
  },
);

test("a name of one letter and a word that calls everybody give way to the address, too", () => {
  for (const name of ["X", "Channel", "@here", "ALL", "ⅩⅩ".slice(0, 1)])
    expect(proposedHandle({ names: [name], email: "xavier@example.org", neutral: "user" })).toBe("xavier");
  expect(proposedHandle({ names: ["X"], email: "x@example.org", neutral: "user" })).toBe("user-x");
  expect(proposedHandle({ names: ["Channel"], neutral: "bot" })).toBe("user-channel");
});

test("a number behind a handle keeps it as long as a handle may be", () => {
  expect(numberedHandle("ada", 2)).toBe("ada-2");
  expect(numberedHandle("a".repeat(32), 12)).toBe(`${"a".repeat(29)}-12`);
  expect(proposedHandle({ names: ["王".repeat(80)], neutral: "user" })).toHaveLength(32);
});

test("an import gives the same people the same handles, and asks the address where a name has no letters", () => {
  const people = ["Łukasz", "lukasz", "王小明", "🎉", "🎉", "...", "here"].map((name, index) => ({
    sourceId: `U${index}`,
    name,
    displayName: name,
    email: index === 3 ? "party@example.org" : null,
  }));
  const handles = [...assignHandles(people, () => false).entries()].sort();
  expect([...assignHandles(people, () => false).entries()].sort()).toEqual(handles);
  expect(handles.map(([, handle]) => handle)).toEqual([
    "lukasz-2",
    "lukasz",
    "wangxiaoming",
    "party",
    expect.stringMatching(/^user-[0-9a-f]{6}$/),
    expect.stringMatching(/^user-[0-9a-f]{6}$/),
    "user-here",
  ]);
});

test("a workspace's address is made of its name in any script", () => {
  expect(slugOf("Łódź Office")).toBe("lodz-office");
  expect(slugOf("開発部")).toBe("kaifabu");
  expect(slugOf("Команда_1")).toBe("komanda-1");
  expect(slugOf("🎉")).toBe("");
  expect(slugOf(`${"a".repeat(47)} b`)).toBe("a".repeat(47));
});

import { expect, test } from "vitest";
import { openSlackExport } from "../../src/server/import/slack-export";
import { type RawFile, writeRawZip } from "../fixtures/raw-zip";

const utf8 = (text: string) => Buffer.from(text);

/** An export with one channel, whose folder is named by these bytes. */
async function read(channel: string, folder: Omit<RawFile, "content" | "name"> & { readonly name: Uint8Array }) {
  const day = Buffer.concat([folder.name, utf8("/2026-01-02.json")]);
  const unicodeName = folder.unicodeName === undefined ? {} : { unicodeName: `${folder.unicodeName}/2026-01-02.json` };
  const path = await writeRawZip([
    { name: utf8("users.json"), content: [{ id: "UANA", team_id: "T1", name: "ana" }] },
    { name: utf8("channels.json"), content: [{ id: "C1", name: channel }] },
    { ...folder, ...unicodeName, name: day, content: [{ user: "UANA", text: "hello", ts: "1767312000.000100" }] },
  ]);
  const { archive, parts } = await openSlackExport(path);
  archive.close();
  const [slack] = parts;
  if (!slack) throw new Error("there is no export");
  return slack;
}

const cases: [string, string, Omit<RawFile, "content">][] = [
  ["UTF-8 with the flag that says so", "開発", { name: utf8("開発"), flags: 0x800 }],
  ["UTF-8 without it", "開発", { name: utf8("開発") }],
  ["UTF-8 without it, that reads well as CP437 too", "équipe", { name: utf8("équipe") }],
  ["CP437", "équipe", { name: Buffer.from([0x82, 0x71, 0x75, 0x69, 0x70, 0x65]) }],
  [
    "CP437 under the flag of UTF-8",
    "équipe",
    { name: Buffer.from([0x82, 0x71, 0x75, 0x69, 0x70, 0x65]), flags: 0x800 },
  ],
  ["a Unicode path beside a name that is something else", "開発", { name: utf8("kaihatsu"), unicodeName: "開発" }],
  ["letters and accents apart in the zip", "équipe", { name: utf8("équipe".normalize("NFD")) }],
  ["letters and accents apart in the list", "équipe".normalize("NFD"), { name: utf8("équipe") }],
  ["Hangul taken apart", "한국어", { name: utf8("한국어".normalize("NFD")), flags: 0x800 }],
  ["letters of four bytes", "🚀-launch", { name: utf8("🚀-launch") }],
  ["the id of the channel", "équipe", { name: utf8("C1") }],
];

test.each(cases)("a folder's name is read as %s", async (_kind, channel, folder) => {
  const slack = await read(channel, folder);
  expect(slack.files.map(({ conversation }) => conversation.name)).toEqual([channel.normalize("NFC")]);
  expect(slack).toMatchObject({ messageCount: 1, strayFolders: new Map(), withoutFolder: [] });
});

test("a folder that no list names and a channel without one are both named", async () => {
  const shiftJis = Buffer.from([0x8a, 0x4a, 0x94, 0xad]);
  const slack = await read("開発", { name: shiftJis });
  expect(slack.messageCount).toBe(0);
  expect([...slack.strayFolders.values()]).toEqual([1]);
  expect(slack.withoutFolder.map(({ name }) => name)).toEqual(["開発"]);
});

test("a path that leaves the archive is refused, whatever name it hides behind", async () => {
  for (const file of [{ name: utf8("../evil") }, { name: utf8("plain"), unicodeName: "../évil" }])
    await expect(read("plain", file)).rejects.toThrow(/invalid relative path: \.\.\//);
});

test("the same file under both ways to write its name is refused", async () => {
  const day = (form: "NFC" | "NFD") => ({ name: utf8(`équipe/2026-01-02.json`.normalize(form)), content: [] });
  const path = await writeRawZip([{ name: utf8("users.json"), content: [] }, day("NFC"), day("NFD")]);
  await expect(openSlackExport(path)).rejects.toThrow(/the archive has this file twice/);
});

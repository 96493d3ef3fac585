import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveId } from "../../src/server/import/derived-ids";
import { assignHandles } from "../../src/server/import/handles";
import { emptyCounts, omittedIn } from "../../src/server/import/ledger";
import type { ImportedMessage } from "../../src/server/import/message";
import { streamMessages } from "../../src/server/import/message-stream";
import { openSlackExport } from "../../src/server/import/slack-export";
import { at, slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";

async function open(files: Record<string, unknown>) {
  const { archive, parts } = await openSlackExport(await writeZip(files));
  const [slack] = parts;
  if (!slack) throw new Error("there is no export");
  return { archive, slack };
}

async function read(files = slackFiles()) {
  const { archive, slack } = await open(files);
  const handles = assignHandles(slack.people, () => false);
  const counts = emptyCounts(slack);
  const messages: ImportedMessage[] = [];
  const names = {
    handleOf: (id: string) => handles.get(id),
    channelNameOf: (id: string) => slack.conversations.find(({ sourceId }) => sourceId === id)?.name,
  };
  for await (const message of streamMessages(slack, names, { counts })) messages.push(message);
  archive.close();
  return { slack, handles, counts, messages, said: (ts: string) => messages.find((message) => message.ts === ts) };
}

test("one message that cannot be read is counted and named, and those after it come", async () => {
  const line = (seconds: number, text: string, fields: object = {}) => ({
    user: "UBOB",
    text,
    ts: at(seconds),
    ...fields,
  });
  const files = slackFiles({
    "general/2024-01-01.json": [line(1, "before"), line(2, "<@UFAULT>", { thread_ts: at(2) }), line(3, "after")],
    "general/2024-01-02.json": [line(100_000, "its reply", { thread_ts: at(2) })],
  });
  const { archive, slack } = await open(files);
  const counts = emptyCounts(slack);
  const bodies: string[] = [];
  const handleOf = (id: string) => {
    if (id === "UFAULT") throw new RangeError("Maximum call stack size exceeded");
    return undefined;
  };
  for await (const { conversationId, body } of streamMessages(
    slack,
    { handleOf, channelNameOf: () => undefined },
    { counts },
  ))
    if (conversationId === "CGENERAL") bodies.push(body);
  archive.close();
  expect(bodies).toEqual(["before", "after", "its reply"]);
  expect(counts.conversations.get("CGENERAL")?.omitted).toEqual({
    unreadable: { count: 1, first: [at(2)], isMore: false },
  });
  expect(counts.orphans).toBe(1);
});

test("a small file that unpacks to a huge one is refused before it is unpacked", async () => {
  const zip = await writeZip(slackFiles({ "users.json": `[${" ".repeat(17 * 1024 * 1024)}]` }));
  await expect(openSlackExport(zip)).rejects.toThrow(
    "users.json: the file unpacks to more than 200 times its size: this is no Slack export",
  );
});

describe("people", () => {
  test("carry their names, address, picture and standing", async () => {
    const { slack, handles } = await read();
    const find = (id: string) => slack.people.find(({ sourceId }) => sourceId === id);
    expect(find("UALICE")).toMatchObject({
      displayName: "Alice",
      email: "alice@example.com",
      avatarUrl: "https://images.example/alice.png",
      kind: "human",
      isDeactivated: false,
    });
    expect(find("UBOB")?.displayName).toBe("Bob Builder");
    expect(find("UCAROL")?.isDeactivated).toBe(true);
    expect(find("UGUEST")?.isGuest).toBe(true);
    expect(find("UDEPLOY")?.kind).toBe("bot");
    expect(Object.fromEntries(handles)).toMatchObject({ UALICE: "alice", UBOB: "bob-builder", UCAROL: "alice-2" });
  });

  test("people who appear only in messages are added: hooks, people of other workspaces, reactors", async () => {
    const { slack } = await read();
    const strangers = slack.strangers.map(({ displayName, kind }) => `${kind} ${displayName}`);
    expect(strangers.sort()).toEqual(["bot GitHub", "bot Slackbot", "human Far Away", "human USTRANGER"]);
  });

  test("every handle is valid, free and used once, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 60 }), (drawn) => {
        const people = [...drawn, ...drawn, "channel"].map((name, index) => ({
          sourceId: `U${index}`,
          name,
          displayName: name,
          email: null,
        }));
        const handles = [...assignHandles(people, (handle) => handle === "taken").values()];
        expect(new Set(handles).size).toBe(people.length);
        for (const handle of handles) expect(handle).toMatch(/^(?!(channel|taken)$)[a-z0-9][a-z0-9_-]{1,31}$/);
      }),
    );
  });
});

test("conversations carry kind, topic, maker and members; the workspace is the one of most people", async () => {
  const { slack } = await read();
  expect(slack.teamId).toBe("TACME");
  expect(slack.teamName).toBe("Acme");
  expect(slack.conversations.map(({ sourceId, kind }) => `${sourceId} ${kind}`)).toEqual([
    "CGENERAL public",
    "COLD public",
    "GSECRET private",
    "GMPIM direct",
    "DAB direct",
  ]);
  expect(slack.conversations[0]).toMatchObject({ name: "general", topic: "Everything", purpose: "For all" });
  expect(slack.conversations[1]?.isArchived).toBe(true);
  expect(slack.conversations[4]?.memberIds).toEqual(["UALICE", "UBOB"]);
});

describe("messages", () => {
  test("come in order of time across conversations and files, each once", async () => {
    const { messages, counts, slack } = await read();
    const times = messages.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(messages.map(({ conversationId, ts }) => conversationId + ts)).size).toBe(messages.length);
    expect(omittedIn(counts)).toMatchObject({ notices: 1, deleted: 1, empty: 1, other: 0, duplicate: 1 });
    expect(messages.length + 4).toBe(slack.messageCount);
    expect(slack.ignoredPaths.sort()).toEqual(["forgotten/2024-01-01.json", "integration_logs.json"]);
  });

  test("keep author, time, edit and markup", async () => {
    const { said } = await read();
    expect(said(at(1))).toMatchObject({
      authorId: "UALICE",
      createdAt: new Date("2024-01-01T10:00:01.000Z"),
      editedAt: null,
      body: "Hi @bob-builder, see #general & [this](https://a.example) **now**",
      calls: { handles: ["bob-builder"], everyone: false },
    });
    expect(said(at(6))?.editedAt).toEqual(new Date("2024-01-01T10:01:00.000Z"));
    expect(said(at(7))?.body).toBe("_waves_");
  });

  test("reply to their root, also from a later file; a reply without a root stands by itself", async () => {
    const { said, counts } = await read();
    expect(said(at(2))?.rootTs).toBeNull();
    expect(said(at(4))).toMatchObject({ rootTs: at(2), isBroadcast: false });
    expect(said(at(5))).toMatchObject({ rootTs: at(2), isBroadcast: true, calls: { everyone: true } });
    expect(said(at(90_004))?.rootTs).toBe(at(2));
    expect(said(at(12))?.rootTs).toBeNull();
    expect(counts.orphans).toBe(1);
  });

  test("a deleted message stays only where somebody answered it", async () => {
    const { said } = await read();
    expect(said(at(9))).toBeUndefined();
    expect(said(at(10))?.body).toBe("_This message was deleted._");
    expect(said(at(11))?.rootTs).toBe(at(10));
  });

  test("carry each reactor once", async () => {
    const { said } = await read();
    expect(said(at(2))?.reactions).toEqual([
      { name: "+1::skin-tone-3", userIds: ["UALICE", "UBOB"] },
      { name: "tada", userIds: ["USTRANGER"] },
      { name: "acme-logo", userIds: ["UBOB"] },
    ]);
  });

  test("have files as links without the export's secret token", async () => {
    const { said } = await read();
    expect(said(at(8))?.body).toBe("[The plan](https://files.example/F1/plan.pdf)");
  });

  test("have the words of attachments and blocks, but not previews of their links", async () => {
    const { said } = await read();
    expect(said(at(90_000))?.body).toBe(
      "Heads up\n\n> [build 7](https://ci.example/7)\n> It **failed**\n> **Branch** main",
    );
    expect(said(at(90_001))?.body).toBe("**Deployed** @alice \\<ok>\n\n- one\n- two\n\nsee [ci](https://ci.example)");
    expect(said(at(90_002))?.body).toBe("https://news.example/1");
  });
});

describe("a broken export is refused by the name of the broken file", () => {
  async function refusal(files: Record<string, unknown>): Promise<string> {
    return openRefusal(await writeZip(files));
  }

  async function openRefusal(path: string): Promise<string> {
    const outcome = await openSlackExport(path).catch((error: Error) => error);
    return outcome instanceof Error ? outcome.message : "accepted";
  }

  test.each([
    ["broken JSON", { "general/2024-01-02.json": '[{"ts":' }, /^general\/2024-01-02\.json: the file is not valid JSON/],
    ["a list that breaks off", { "users.json": "[" }, /^users\.json: .*JSON/],
    [
      "neither people nor channels",
      Object.fromEntries(
        ["users.json", "channels.json", "groups.json", "mpims.json", "dms.json"].map((list) => [list, undefined]),
      ),
      /^\/.*\/acme slack export 2024\.zip: users\.json and channels\.json are missing from it/,
    ],
    [
      "no channels",
      { "channels.json": undefined, "groups.json": undefined, "mpims.json": undefined, "dms.json": undefined },
      /^channels\.json: the file is missing/,
    ],
  ])("%s", async (_name, overrides, message) => {
    expect(await refusal(slackFiles(overrides))).toMatch(message);
  });

  test("a zip that is cut off, damaged, no zip at all, or absent", async () => {
    const path = await writeZip(slackFiles());
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    expect(await openRefusal(path)).toMatch(
      /^\/.*\/acme slack export 2024\.zip: this is not a zip archive, or it was cut off/,
    );
    const damaged = Buffer.from(bytes);
    damaged.fill(0, 60, 90);
    await writeFile(path, damaged);
    expect(await openRefusal(path)).toMatch(/^users\.json: /);
    await writeFile(path, "no zip");
    expect(await openRefusal(path)).toMatch(/this is not a zip archive/);
    expect(await openRefusal(`${path}.absent`)).toBe(`${path}.absent: there is no such file`);
  });

  test("a path that leaves the archive, and an encrypted file", async () => {
    const path = await writeZip(slackFiles({ "xx/evil.json": [] }));
    const bytes = await readFile(path);
    await writeFile(path, Buffer.from(bytes.toString("latin1").replaceAll("xx/evil.json", "../evil.json"), "latin1"));
    expect(await openRefusal(path)).toMatch(/invalid relative path: \.\.\/evil\.json/);
    const central = bytes.lastIndexOf(Buffer.from("PK\x01\x02"));
    bytes.writeUInt16LE(bytes.readUInt16LE(central + 8) | 1, central + 8);
    await writeFile(path, bytes);
    expect(await openRefusal(path)).toMatch(/^xx\/evil\.json: the file is encrypted/);
  });

  test("an export packed with a folder around it is read as well", async () => {
    const wrapped = Object.fromEntries(
      Object.entries(slackFiles()).map(([path, content]) => [`acme/${path}`, content]),
    );
    expect((await read(wrapped)).messages).toHaveLength((await read()).messages.length);
  });
});

test("the ids of what was imported stay what they are, or a second import would bring it again", () => {
  expect(deriveId("user", ["T0ACME", "U0ADA"])).toBe("usr_6vazew3924vpv6ta1vdmtjg1bj");
  expect(deriveId("message", ["wsp_1", "T0ACME", "C0GENERAL", "1700000000.000100"], new Date(1_700_000_000_000))).toBe(
    "msg_01hf7yat002217b7wk9zar8aek",
  );
});

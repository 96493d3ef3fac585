import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../src/server/context/context";
import { createTestDatabase } from "../support/database";
import { type Importing, openImporting, slackCase } from "../support/imports";

let importing: Importing;

beforeAll(async () => {
  importing = await openImporting(await createTestDatabase());
});

afterAll(() => importing.close());

let seconds = 1_700_000_000;

type Line = { readonly user: string; readonly text: string; readonly ts: string };

/** Some messages after all those before. */
function lines(user: string, ...texts: readonly string[]): Line[] {
  return texts.map((text) => {
    seconds += 60;
    return { user, text, ts: `${seconds}.000100` };
  });
}

/** An export that names no team, with these channels by id. */
function teamless(channels: Record<string, readonly Line[]>, users: readonly object[] = []): Record<string, unknown> {
  return {
    "users.json": users,
    "channels.json": Object.keys(channels).map((id) => ({ id, name: `channel-of-${id.toLowerCase()}` })),
    ...Object.fromEntries(
      Object.entries(channels).map(([id, messages]) => [`channel-of-${id.toLowerCase()}/2024-01-01.json`, messages]),
    ),
  };
}

async function bodiesIn(slug: string): Promise<string[]> {
  const { rows } = await importing.database.pool.query<{ body: string }>(
    "select body from messages join workspaces on workspaces.id = workspace_id where slug = $1 order by body",
    [slug],
  );
  return rows.map(({ body }) => body);
}

test("two exports that name neither people nor a team go into two workspaces, and each again into its own", async () => {
  const one = await importing.bring(slackCase("23a-no-users-one-team"));
  const two = await importing.bring(slackCase("23b-no-users-other-team"));
  expect([one, two].map(({ workspace }) => workspace.isNew)).toEqual([true, true]);
  expect(await bodiesIn(one.workspace.slug)).toEqual(["of team one"]);
  expect(await bodiesIn(two.workspace.slug)).toEqual(["of team two"]);
  for (const [again, before] of [
    [await importing.bring(slackCase("23a-no-users-one-team")), one],
    [await importing.bring(slackCase("23b-no-users-other-team")), two],
  ] as const)
    expect(again).toMatchObject({ workspace: { slug: before.workspace.slug, isNew: false }, added: {} });
});

test("a later export of a team without a name is recognised by what it holds, and brings what is new", async () => {
  const user = newId("user");
  const first = lines(user, "one", "two", "three");
  const made = await importing.bring(teamless({ CLATER: first }));
  const general = lines(user, "four");
  const later = teamless({ CLATER: [...first.slice(1), ...general], CNEW: lines(user, "five") }, [{ id: user }]);
  const report = await importing.bring(later);
  expect(report).toMatchObject({
    workspace: { slug: made.workspace.slug, isNew: false },
    items: { message: { found: 4, added: 2 }, channel: { found: 2, added: 1 } },
  });
  expect((await importing.bring(later)).added).toEqual({});
});

test("what people here have edited and deleted since does not hide whose export it is", async () => {
  const { database, execute, world } = importing;
  const messages = lines("UEDIT", "edited here", "deleted here", "left", "left too");
  const users = [{ id: "UEDIT" }];
  const made = await importing.bring(teamless({ CEDIT: messages }, users));
  const { id: workspaceId } = await database.prisma.workspace.findUniqueOrThrow({
    where: { slug: made.workspace.slug },
  });
  const rows = await database.prisma.message.findMany({ where: { workspace_id: workspaceId } });
  const idOf = (body: string) => rows.find((row) => row.body === body)?.id ?? "";
  const author = { user_id: rows[0]?.author_id ?? "" };
  const edit = { message_id: idOf("edited here"), body: "in other words" };
  await execute(workspaceId, { type: "message.update", input: edit }, { actor: author });
  const deletion = { message_id: idOf("deleted here") };
  await execute(workspaceId, { type: "message.delete", input: deletion }, { actor: { user_id: world.ownerId } });
  const grown = teamless({ CEDIT: [...messages, ...lines("UEDIT", "new")] }, users);
  expect(await importing.bring(grown)).toMatchObject({
    workspace: { isNew: false },
    items: { message: { found: 5, added: 1 } },
  });
});

test.each([
  ["ids of people and channels", ["said by the other team"], 0],
  ["ids, times and a first message", ["hello", "but never this", "nor this"], 1],
])("two teams that share %s by chance are kept apart", async (_what, texts, shared) => {
  const channel = `C${shared}CHANCE`;
  const users = [{ id: "UCHANCE" }];
  const ours = lines("UCHANCE", "hello", "ours", "ours as well");
  const theirs = texts.map((text, index) => ({ ...ours[index], user: "UCHANCE", text, ts: ours[index]?.ts ?? "" }));
  const one = await importing.bring(teamless({ [channel]: ours }, users));
  const two = await importing.bring(
    teamless({ [channel]: theirs, [`${channel}2`]: lines("UCHANCE", "secret") }, users),
  );
  expect(two.workspace).toMatchObject({ isNew: true });
  expect(two.workspace.slug).not.toBe(one.workspace.slug);
  expect(await bodiesIn(one.workspace.slug)).toEqual(["hello", "ours", "ours as well"]);
});

test("two such exports that go into one workspace by its name share no channel there, and again add nothing", async () => {
  const { slug } = await importing.database.prisma.workspace.findUniqueOrThrow({
    where: { id: importing.world.workspaceId },
  });
  const options = { workspaceSlug: slug };
  const one = teamless({ CSHARED: lines("UONE", "a", "b") });
  const two = teamless({ CSHARED: lines("UTWO", "c", "d") });
  await importing.bring(one, options);
  await importing.bring(two, options);
  const channels = await importing.database.prisma.channel.findMany({
    where: { workspace_id: importing.world.workspaceId },
    orderBy: { name: "asc" },
  });
  expect(channels.map(({ name }) => name)).toEqual(["channel-of-cshared", "channel-of-cshared-2", "general"]);
  for (const source of [one, two]) expect((await importing.bring(source, options)).added).toEqual({});
});

test("an export that has lost its people goes on in the workspace of the team that it once named", async () => {
  const messages = lines("UNAMED", "named", "named as well");
  const named = await importing.bring(teamless({ CNAMED: messages }, [{ id: "UNAMED", team_id: "TNAMED" }]));
  expect(await importing.bring(teamless({ CNAMED: messages }))).toMatchObject({
    workspace: { slug: named.workspace.slug, isNew: false },
    items: { message: { found: 2, added: 0 } },
  });
});

test("a team is its owners', not that of guests from elsewhere, and two of one name are two", async () => {
  const guests = ["UG1", "UG2", "UG3"].map((id) => ({ id, team_id: "TGUESTS" }));
  const owner = { id: "UOWNER", team_id: "THOST", is_owner: true };
  const host = await importing.bring(teamless({ CHOST: lines("UOWNER", "at home") }, [...guests, owner]));
  const other = await importing.bring(teamless({ CHOST: lines("UG1", "elsewhere") }, guests));
  expect(host.workspace.name).toBe(other.workspace.name);
  expect(host.workspace.slug).not.toBe(other.workspace.slug);
  expect(await bodiesIn(host.workspace.slug)).toEqual(["at home"]);
});

test("a nameless export is recognised when all its people are known from another team", async () => {
  const person = (id: string) => ({ id, name: "wanderer", profile: { email: "wanderer@example.com" } });
  await importing.bring(
    teamless({ CELSEWHERE: lines("UW1", "somewhere else") }, [{ ...person("UW1"), team_id: "TELSEWHERE" }]),
  );
  const first = lines("UW2", "wandering", "on");
  const made = await importing.bring(teamless({ CWANDER: first }, [person("UW2")]));
  const later = teamless({ CWANDER: [...first, ...lines("UW2", "and on")] }, [person("UW2")]);
  expect(await importing.bring(later)).toMatchObject({
    workspace: { slug: made.workspace.slug, isNew: false },
    items: { message: { found: 3, added: 1 } },
  });
});

test("a nameless export is recognised where another team's later messages came into its workspace", async () => {
  const first = lines("UOLD", "long ago", "as well");
  const gap = lines("UOLD", "a", "b", "c", "d", "e");
  const made = await importing.bring(teamless({ COLD: first }));
  const options = { workspaceSlug: made.workspace.slug };
  await importing.bring(teamless({ COTHER: lines("UOTHER", "much later") }), options);
  const later = teamless({ COLD: [...first, ...gap] });
  expect(await importing.bring(later, options)).toMatchObject({ items: { message: { found: 7, added: 5 } } });
});

test("an export that names its team goes on where it came without the name", async () => {
  const first = lines("UUNNAMED", "unnamed", "unnamed as well");
  const made = await importing.bring(teamless({ CUNNAMED: first }, [{ id: "UUNNAMED" }]));
  const named = teamless({ CUNNAMED: [...first, ...lines("UUNNAMED", "named at last")] }, [
    { id: "UUNNAMED", team_id: "TATLAST" },
  ]);
  expect(await importing.bring(named)).toMatchObject({
    workspace: { slug: made.workspace.slug, isNew: false },
    items: { message: { found: 3, added: 1 }, channel: { added: 0 } },
  });
  const foreign = teamless({ CUNNAMED: lines("UUNNAMED", "of another team") }, [
    { id: "UUNNAMED", team_id: "TFOREIGN" },
  ]);
  expect((await importing.bring(foreign)).workspace.isNew).toBe(true);
});

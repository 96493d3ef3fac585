import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { type Bot, openServer, type Person, type Served, serve } from "../support/served";

const count = 12_000;
let served: Served;
/** A server that reads a workspace of very many members. */
let large: Awaited<ReturnType<typeof openServer>>;
let member: Person;
let guest: Person;
let bot: Bot;
/** A private channel of the owner and every second of the many. */
let secret: string;

beforeAll(async () => {
  const database = await createTestDatabase();
  served = await serve(database);
  const { workspaceId } = served.world;
  const made = await served.as(served.owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  secret = made.events[0]?.channel_id ?? "";
  member = await served.person("member");
  guest = await served.person("guest", "guest");
  bot = await served.bot("bot", ["workspaces:read"]);
  await database.pool.query(
    `insert into members (workspace_id, user_id, display_name, handle, kind, role, joined_at, left_at, created_cursor, cursor)
     select $1, 'usr_many' || n, case n when 11998 then 'Grace Hopper' when 11996 then 'Łukasz Żółć' when 11999 then 'Abigha Grand'
       else 'Zoe Zimmer ' || n end, 'many-' || n, 'human', 'member', now(), case n when 11990 then now() end, 1, 1
     from generate_series(1, $2) n`,
    [workspaceId, count],
  );
  await database.pool.query(
    `insert into channel_members (workspace_id, channel_id, user_id, joined_at, joined_seq, cursor)
     select $1, $2, 'usr_many' || n, now(), 0, 1 from generate_series(2, $3, 2) n`,
    [workspaceId, secret, count],
  );
  large = await openServer(database);
});
afterAll(async () => {
  await large.close();
  await served.close();
});

type Listed = {
  readonly status: number;
  readonly members: readonly { readonly user_id: string; readonly display_name: string }[];
  /** Left out at the end. */
  readonly next_cursor?: string;
  readonly total_count?: number;
};

async function list(
  path: string,
  query: Record<string, string> = {},
  who: { readonly token: string } = served.owner,
): Promise<Listed> {
  const response = await fetch(`${large.url}/api${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${who.token}` },
  });
  return { status: response.status, ...(await response.json()) };
}

const inWorkspace = () => `/workspaces/${served.world.workspaceId}/members`;
const inSecret = () => `/channels/${secret}/members`;
const namesOf = ({ members }: Listed) => members.map(({ display_name }) => display_name);

test.each([
  ["grace hopper", "Grace Hopper"],
  ["HOPPER grace", "Grace Hopper"],
  ["gh", "Grace Hopper"],
  ["hg", "Grace Hopper"],
  ["@many-11998", "Grace Hopper"],
  ["zolc lukasz", "Łukasz Żółć"],
  ["zimmer 11986 zoe", "Zoe Zimmer 11986"],
])("“%s” finds %s among 12,000, in the workspace and in a channel, first of all", async (q, name) => {
  for (const path of [inWorkspace(), inSecret()]) expect(namesOf(await list(path, { q, limit: "3" }))[0]).toBe(name);
});

test("a channel's search finds its living members alone", async () => {
  expect(namesOf(await list(inSecret(), { q: "Zimmer 11987" }))).toEqual([]);
  expect(namesOf(await list(inSecret(), { q: "Zimmer 11990" }))).toEqual([]);
  expect(namesOf(await list(inSecret(), { q: "xyzzy" }))).toEqual([]);
  expect((await list(inSecret(), { q: "grace" }, member)).status).toBe(404);
});

test("the pages of a search hold everybody who fits, each once, those who fit best first", async () => {
  const found: string[] = [];
  let cursor: string | undefined = "";
  let total: number | undefined;
  while (cursor !== undefined) {
    const page: Listed = await list(inWorkspace(), { q: "119", limit: "7", ...(cursor && { cursor }) });
    total ??= page.total_count;
    found.push(...page.members.map(({ user_id }) => user_id));
    cursor = page.next_cursor;
  }
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBe(total);
  expect(found[0]).toBe("usr_many119");
  expect(found).not.toContain("usr_many11990");
});

test("people who can read a channel and may see its members find those who are not in it, and nobody else does", async () => {
  const outside = { outside_channel_id: secret, limit: "200" };
  const page = await list(inWorkspace(), { ...outside, q: "zimmer" });
  expect(page.total_count).toBe(count / 2 - 1);
  expect(page.members.every(({ user_id }) => Number(user_id.replace(/\D/g, "")) % 2 === 1)).toBe(true);
  const everybody = await list(inWorkspace(), outside);
  const ids = everybody.members.map(({ user_id }) => user_id);
  expect(ids).not.toContain(served.owner.userId);
  expect((await list(inWorkspace(), { ...outside, q: "grace hopper" })).members).toEqual([]);
  for (const [id, who] of [
    [secret, member],
    [secret, guest],
    ["chn_unknown", served.owner],
  ] as const)
    expect((await list(inWorkspace(), { outside_channel_id: id }, who)).status).toBe(404);
  const general = { outside_channel_id: served.world.generalId };
  expect((await list(inWorkspace(), {}, bot)).status).toBe(200);
  expect((await list(inWorkspace(), general, bot)).status).toBe(403);
  const strangers = await list(inWorkspace(), general, guest);
  expect([strangers.status, strangers.members]).toEqual([200, []]);
});

test("the list is by name as long as nothing is looked for", async () => {
  const { members, total_count } = await list(inWorkspace(), { limit: "3" });
  expect(members.map(({ display_name }) => display_name)).toEqual(["Abigha Grand", "Ana", "bot"]);
  expect(total_count).toBe(count - 1 + 4);
});

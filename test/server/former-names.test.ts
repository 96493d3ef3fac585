import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve, serveBeside } from "../support/served";

let served: Served;
let pat: Person;
let guest: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  pat = await served.person("pat");
  guest = await served.person("guest", "guest");
});
afterAll(() => served.close());

test("a channel's old names lead to it, however often it was renamed and described, also after a restart", async () => {
  const id = await channel("plans");
  for (const name of ["roadmap", "future", "someday"]) {
    await rename(id, name);
    await served.as(served.owner, { type: "channel.update", input: { channel_id: id, topic: `About ${name}` } });
  }
  for (const name of ["plans", "roadmap", "future", "someday"]) expect(await found(name)).toEqual([id]);
  const fresh = await serveBeside(served, {});
  expect(await found("plans", pat, fresh.url)).toEqual([id]);
  await fresh.close();
});

test("an old name is its present owner's as soon as there is one, and leads back once that one is renamed and gone", async () => {
  const first = await channel("launch");
  await rename(first, "launched");
  const second = await channel("launch");
  expect(await found("launch")).toEqual([second]);
  await rename(second, "relaunch");
  expect(await found("launch")).toEqual([second]);
  await rename(first, "launch");
  expect(await found("launch")).toEqual([first]);
  await rename(first, "launched");
  expect(await found("launch")).toEqual([first]);
});

test("a name that is asked for is read as a name that is given, also one of old", async () => {
  const id = await channel("café-two");
  const spellings = ["café-two", "Café Two", "CAFÉ-TWO", "#café-two", "cafe\u0301-two", " CAFE\u0301  TWO "];
  for (const name of spellings) expect([name, await found(encodeURIComponent(name))]).toEqual([name, [id]]);
  await rename(id, "tea");
  for (const name of spellings) expect([name, await found(encodeURIComponent(name))]).toEqual([name, [id]]);
  expect(await found("cafe-two")).toEqual([]);
});

test("an archived channel is found by its old name", async () => {
  const id = await channel("done");
  await rename(id, "really-done");
  await served.as(served.owner, { type: "channel.update", input: { channel_id: id, archived: true } });
  expect(await found("done")).toEqual([id]);
});

test("an old name of a private channel tells those outside as much as a name that never was", async () => {
  const secret = await channel("takeover", "private");
  await rename(secret, "takeover-2");
  expect(await answer("takeover")).toEqual(await answer("never-was"));
  expect(await found("takeover", served.owner)).toEqual([secret]);
  const body = { type: "channel.add_member", input: { channel_id: secret, user_id: pat.userId } } as const;
  await served.as(served.owner, body);
  expect(await found("takeover")).toEqual([secret]);
  await served.as(served.owner, { ...body, type: "channel.remove_member" });
  expect(await answer("takeover")).toEqual(await answer("never-was"));
});

test("a private channel that takes an old name does not show by it to those outside", async () => {
  const open = await channel("budget");
  await rename(open, "budget-2025");
  const secret = await channel("budget", "private");
  expect(await found("budget")).toEqual([open]);
  expect(await found("budget", served.owner)).toEqual([secret]);
});

test("a guest is led by old names to their own channels alone", async () => {
  const id = await channel("lobby");
  await rename(id, "foyer");
  expect(await found("lobby", guest)).toEqual([]);
  await served.as(served.owner, { type: "channel.add_member", input: { channel_id: id, user_id: guest.userId } });
  expect(await found("lobby", guest)).toEqual([id]);
});

test("a bot finds a channel by its old name, and nothing by one of another workspace", async () => {
  const id = await channel("deploys");
  await rename(id, "releases");
  const bot = await served.bot("deployer");
  expect(await found("deploys", bot)).toEqual([id]);
  const { workspace } = await call("POST", "/api/workspaces", served.owner, { name: "Elsewhere" });
  expect(await found("deploys", served.owner, served.url, workspace.id)).toEqual([]);
});

test("a workspace's old slugs lead its people to it until another of theirs has one, and nobody else", async () => {
  const { workspace } = await call("POST", "/api/workspaces", served.owner, { name: "Engine", slug: "engine" });
  const at = async (slug: string, who: Person = served.owner) =>
    (await call("GET", `/api/workspaces?slug=${slug}`, who)).workspaces.map(({ id }: { id: string }) => id);
  await call("PATCH", `/api/workspaces/${workspace.id}`, served.owner, { slug: "difference" });
  expect(await at("engine")).toEqual([workspace.id]);
  expect(await at("difference")).toEqual([workspace.id]);
  expect(await at("engine", pat)).toEqual([]);
  const other = await call("POST", "/api/workspaces", served.owner, { name: "Other", slug: "engine" });
  expect(await at("engine")).toEqual([other.workspace.id]);
  await call("PATCH", `/api/workspaces/${other.workspace.id}`, served.owner, { slug: "other" });
  expect(await at("engine")).toEqual([other.workspace.id]);
  expect(await at("never-was")).toEqual([]);
});

test("a name that was given up is found by an index", async () => {
  const { rows } = await served.database.pool.query<{ "QUERY PLAN": string }>(
    `explain select channel_id from events where workspace_id = 'w' and type in ('channel.created', 'channel.updated')
      and payload -> 'channel' ->> 'name' = 'x'`,
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/events_of_channel_names/);
});

async function channel(name: string, kind: "public" | "private" = "public"): Promise<string> {
  const { events } = await served.as(served.owner, { type: "channel.create", input: { name, kind } });
  return events[0]?.channel_id ?? "";
}

function rename(channel_id: string, name: string) {
  return served.as(served.owner, { type: "channel.update", input: { channel_id, name } });
}

type Who = { readonly token: string };

async function found(name: string, who: Who = pat, url = served.url, workspaceId = served.world.workspaceId) {
  const { channels } = await call("GET", `/api/workspaces/${workspaceId}/channels?name=${name}`, who, undefined, url);
  return channels.map(({ id }: { id: string }) => id);
}

async function answer(name: string) {
  return call("GET", `/api/workspaces/${served.world.workspaceId}/channels?name=${name}`, pat);
}

async function call(method: string, path: string, { token }: Who, body?: object, url = served.url) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
  return response.json();
}

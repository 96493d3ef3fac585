import { afterAll, beforeAll, expect, test } from "vitest";
import { scopes } from "../../src/domain/core/scopes";
import { type AnyOperation, operationList } from "../../src/doors/operations";
import { callOperation, callProcedure } from "../support/contract-operations";
import { type Contract, contractSecret, startContract } from "../support/contract-server";
import { freshBot, freshMember, newChannel, newDirect, newInvite, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld, newBot, type Principal, principals } from "../support/contract-world";

let contract: Contract;
let world: ContractWorld;
let direct: string;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
  direct = await newDirect(contract, world, world.people.inside.id);
});
afterAll(() => contract.close());

type Input = Record<string, unknown>;
type Row = { readonly statuses: string; readonly input: (principal: Principal) => Input | Promise<Input> };

/**
 * Who may do what. The columns stand in the order of `principals`:
 * nobody · member elsewhere · removed · guest · outside · inside · moderator · owner · bot: no scope · outside · inside · elsewhere · revoked
 * "Inside" and "outside" are of the private channel; the direct conversation is of the owner and "inside".
 */
// biome-ignore format: the table is read by its columns
const rows: Record<string, Row> = {
  //                         nob els rem gue out ins mod own  b-- bot bin bel rev
  "setup.run":          row("409 409 409 409 409 409 409 409  409 409 409 409 409", () => ({ secret: contractSecret, email: "x@example.org", display_name: "X", workspace_name: "X" })),
  "setup.state":        row("200 200 200 200 200 200 200 200  200 200 200 200 200", () => ({})),
  "auth.requestLink":   row("201 201 201 201 201 201 201 201  201 201 201 201 201", () => ({ email: "x@example.org" })),
  "auth.inspectLink":   row("200 200 200 200 200 200 200 200  200 200 200 200 200", link),
  "auth.consumeLink":   row("200 200 200 200 200 200 200 200  200 200 200 200 200", link),
  "auth.mailbox":       row("200 200 200 200 200 200 200 200  200 200 200 200 200", () => ({})),
  "auth.openMailbox":   row("403 403 403 403 403 403 403 403  403 403 403 403 403", () => ({ secret: "mbx_wrong" })),
  "auth.delivery":      row("200 200 200 200 200 200 200 200  200 200 200 200 200", () => ({})),
  "auth.logout":        row("200 --- --- --- --- --- --- ---  200 200 200 200 200", () => ({})),
  "auth.listSessions":  row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({})),
  "auth.revokeSession": row("401 404 404 404 404 404 404 404  403 403 403 403 401", () => ({ session_id: "ses_of_nobody" })),
  "auth.revokeOtherSessions": row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({})),
  "emails.change":      row("401 202 202 202 202 202 202 202  403 403 403 403 401", () => ({ email: "another@example.org" })),
  "emails.pending":     row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({})),
  "emails.cancel":      row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({})),
  "emails.inspect":     row("410 410 410 410 410 410 410 410  410 410 410 410 410", () => ({ token: "emc_of_nobody" })),
  "emails.confirm":     row("410 410 410 410 410 410 410 410  410 410 410 410 410", () => ({ token: "emc_of_nobody" })),
  "me.get":             row("401 200 200 200 200 200 200 200  403 200 200 200 401", () => ({})),
  "me.update":          row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({ status: "here" })),
  "boot.get":           row("401 404 404 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "users.batch":        row("401 200 200 200 200 200 200 200  403 200 200 200 401", () => ({ ids: [world.people.owner.id] })),
  "workspaces.list":    row("401 200 200 200 200 200 200 200  403 200 200 200 401", () => ({})),
  "workspaces.create":  row("401 201 201 403 201 201 201 201  403 403 403 403 401", () => ({ name: "Another" })),
  "workspaces.get":     row("401 404 404 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "workspaces.update":  row("401 404 404 403 403 403 200 200  403 403 403 403 401", () => ({ ...inWorkspace(), name: "Acme" })),
  "members.list":       row("401 404 404 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "members.get":        row("401 404 404 200 200 200 200 200  403 200 200 404 401", () => ({ ...inWorkspace(), user_id: world.people.owner.id })),
  "members.update":     row("401 404 404 403 403 403 200 200  403 403 403 403 401", async () => ({ ...inWorkspace(), user_id: await someone(), role: "guest" })),
  "members.remove":     row("401 404 404 403 403 403 200 200  403 403 403 403 401", async () => ({ ...inWorkspace(), user_id: await someone() })),
  "members.leave":      row("401 404 404 --- --- --- --- 403  403 403 403 403 401", inWorkspace),
  "invites.list":       row("401 404 404 403 403 403 200 200  403 403 403 403 401", inWorkspace),
  "invites.create":     row("401 404 404 403 403 403 201 201  403 403 403 403 401", inWorkspace),
  "invites.mail":       row("401 404 404 403 403 403 201 201  403 403 403 403 401", () => ({ ...inWorkspace(), emails: ["invited@example.org"] })),
  "invites.revoke":     row("401 404 404 403 403 403 200 200  403 403 403 403 401", async () => ({ invite: (await newInvite(contract, world)).id })),
  "invites.inspect":    row("200 200 200 200 200 200 200 200  200 200 200 200 200", async () => ({ invite: (await newInvite(contract, world)).code })),
  "invites.accept":     row("401 --- --- 200 200 200 200 200  403 403 403 403 401", async () => ({ invite: (await newInvite(contract, world)).code })),
  "channels.list":      row("401 404 404 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "channels.create":    row("401 404 404 403 201 201 201 201  403 201 201 404 401", () => ({ ...inWorkspace(), name: `by ${Math.random()}` })),
  "channels.get":       row("401 404 404 200 404 200 200 200  403 404 200 404 401", inSecret),
  "channels.update":    row("401 404 404 403 404 403 200 200  403 404 200 404 401", (who) => ({ ...inSecret(), display_title: who })),
  "channels.join":      row("401 404 404 200 404 200 200 200  403 404 200 404 401", inSecret),
  "channels.leave":     row("401 404 404 404 200 200 200 200  403 200 200 404 401", async () => ({ channel_id: await newChannel(contract, world, world.people.owner) })),
  "channels.members":   row("401 404 404 200 404 200 200 200  403 404 200 404 401", inSecret),
  "channels.addMember": row("401 404 404 403 404 200 200 200  403 404 200 404 401", async () => ({ ...inSecret(), user_id: await someone() })),
  "channels.removeMember": row("401 404 404 403 404 403 200 200  403 404 200 404 401", async () => ({ ...inSecret(), user_id: await someone() })),
  "readStates.markChannel": row("401 404 404 200 404 200 200 200  403 404 200 404 401", () => ({ ...inSecret(), seq: 1 })),
  "readStates.markDirect":  row("401 404 404 404 404 200 404 200  403 404 404 404 401", () => ({ ...inDirect(), seq: 1 })),
  "messages.list":      row("401 404 404 200 404 200 200 200  403 404 200 404 401", inSecret),
  "messages.send":      row("401 404 404 201 404 201 201 201  403 404 201 404 401", () => ({ ...inSecret(), body: "hello" })),
  "messages.get":       row("401 404 404 200 404 200 200 200  403 404 200 404 401", secretMessage),
  "messages.update":    row("401 404 404 403 404 403 403 200  403 404 403 404 401", async () => ({ ...(await secretMessage()), body: "changed" })),
  "messages.remove":    row("401 404 404 403 404 403 200 200  403 404 403 404 401", secretMessage),
  "messages.byNonce":   row("401 404 404 404 404 404 404 404  403 404 404 404 401", () => ({ ...inWorkspace(), nonce: "of-nobody" })),
  "threads.get":        row("401 404 404 200 404 200 200 200  403 404 200 404 401", secretMessage),
  "threads.reply":      row("401 404 404 201 404 201 201 201  403 404 201 404 401", async () => ({ ...(await secretMessage()), body: "a reply" })),
  "reactions.list":     row("401 404 404 200 404 200 200 200  403 404 200 404 401", secretMessage),
  "reactions.add":      row("401 404 404 201 404 201 201 201  403 404 201 404 401", async () => ({ ...(await secretMessage()), emoji: "👍" })),
  "reactions.remove":   row("401 404 404 200 404 200 200 200  403 404 200 404 401", async () => ({ ...(await secretMessage()), emoji: "👍" })),
  "pins.list":          row("401 404 404 200 404 200 200 200  403 404 200 404 401", inSecret),
  "pins.add":           row("401 404 404 201 404 201 201 201  403 404 201 404 401", async () => ({ ...inSecret(), ...(await secretMessage()) })),
  "pins.remove":        row("401 404 404 200 404 200 200 200  403 404 200 404 401", pinnedMessage),
  "directs.list":       row("401 404 404 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "directs.create":     row("401 404 404 403 201 201 201 201  403 201 201 404 401", async () => ({ ...inWorkspace(), member_ids: [await someone()] })),
  "directs.get":        row("401 404 404 404 404 200 404 200  403 404 404 404 401", inDirect),
  "directs.messages":   row("401 404 404 404 404 200 404 200  403 404 404 404 401", inDirect),
  "directs.send":       row("401 404 404 404 404 201 404 201  403 404 404 404 401", () => ({ ...inDirect(), body: "hello" })),
  "bots.list":          row("401 404 404 200 200 200 200 200  403 403 403 403 401", inWorkspace),
  "bots.create":        row("401 404 404 403 201 201 201 201  403 403 403 403 401", () => ({ ...inWorkspace(), display_name: "A bot" })),
  "bots.remove":        row("401 404 404 404 403 403 200 200  403 403 403 403 401", async () => ({ bot_id: (await freshBot(contract, world)).id })),
  "bots.removeMembership": row("401 404 404 404 403 403 204 204  403 403 403 403 401", ownersBot),
  "bots.listTokensById":   row("401 404 404 404 403 403 200 200  403 403 403 403 401", ownersBot),
  "bots.createTokenById":  row("401 404 404 404 403 403 201 201  403 403 403 403 401", ownersBot),
  "bots.listTokens":    row("401 404 404 404 403 403 200 200  403 403 403 403 401", ownersBot),
  "bots.createToken":   row("401 404 404 404 403 403 201 201  403 403 403 403 401", async () => ({ ...(await ownersBot()), scopes: ["bot:read"] })),
  "bots.revokeToken":   row("401 404 404 404 403 403 200 200  403 403 403 403 401", async () => ({ bot_token_id: (await freshBot(contract, world)).tokenId })),
  "bots.mine":          row("401 200 200 200 200 200 200 200  403 403 403 403 401", () => ({})),
  "routes.resolve":     row("401 404 404 200 404 200 200 200  403 404 200 404 401", () => ({ workspace_route_id: world.workspace, target_route_id: world.secret })),
  "routes.ensure":      row("401 404 404 200 404 200 200 200  403 404 200 404 401", secretMessage),
  "hooks.mattermost":   row("401 404 404 201 404 201 201 201  403 404 201 404 401", () => ({ ...inSecret(), text: "hello" })),
  "hooks.slash":        row("401 404 404 201 404 201 201 201  403 404 201 404 401", () => ({ ...inSecret(), command: "/go", text: "now" })),
  // Whoever was removed is told so, once and nothing more.
  "realtime.list":      row("401 404 200 200 200 200 200 200  403 200 200 404 401", inWorkspace),
  "realtime.publish":   row("401 404 404 202 404 202 202 202  403 404 202 404 401", () => ({ ...inWorkspace(), ...inSecret(), type: "typing.started" })),
  "realtime.ticket":    row("401 201 201 201 201 201 201 201  403 201 201 201 401", () => ({})),
  "realtime.stream":    row("401 404 404 200 200 200 200 200  403 200 200 404 401", () => ({ ...inWorkspace(), resume_point: "0" })),
  "realtime.socket":    row("401 400 400 400 400 400 400 400  403 400 400 404 401", inWorkspace),
  "service.health":     row("200 200 200 200 200 200 200 200  200 200 200 200 200", () => ({})),
  "service.ready":      row("200 200 200 200 200 200 200 200  200 200 200 200 200", () => ({})),
  "service.eventTypes": row("401 200 200 200 200 200 200 200  200 200 200 200 401", () => ({})),
};

test("every operation has its row in the table of who may do what, and no row is of another", () => {
  expect(Object.keys(rows).sort()).toEqual(operationList.map(({ id }) => id).sort());
});

test.each(operationList.map((operation) => [operation.id, operation] as const))(
  "%s is for exactly those whom its row names",
  async (id, operation) => {
    const { statuses, input } = rows[id] ?? row("", () => ({}));
    const seen: string[] = [];
    for (const [index, principal] of principals.entries())
      seen.push(
        statuses.split(/\s+/u)[index] === "---" ? "---" : await statusFor(operation, principal, await input(principal)),
      );
    expect(seen.join(" ")).toBe(statuses.replace(/\s+/gu, " "));
  },
);

test("every scope is asked for by every operation that names it", async () => {
  for (const scope of scopes) {
    const others = scopes.filter((other) => other !== scope);
    const { token } = await newBot(contract, {
      name: `without ${scope}`,
      scopes: others,
      workspace: world.workspace,
      owner: world.people.owner,
    });
    for (const operation of operationList.filter((candidate) => candidate.scope === scope)) {
      const { status, body } = await callOperation(contract, operation, operation.example, { token });
      expect([operation.id, status, body.code]).toEqual([operation.id, 403, "insufficient_scope"]);
    }
  }
});

test("what a bot reaches by a message's id in a direct conversation needs the scope for direct conversations, too", async () => {
  const all = await newBot(contract, {
    name: "in a direct conversation",
    scopes: ["bot:write"],
    workspace: world.workspace,
    owner: world.people.owner,
  });
  const conversation = await newDirect(contract, world, all.id);
  const page = await contract.call("GET", `/api/dms/${conversation}/messages`, { token: all.token });
  const input = { message_id: page.body.messages[0].id, body: "hello", emoji: "👍" };
  const narrow = scopes.filter((scope) => !scope.startsWith("dms:"));
  const made = await contract.call("POST", `/api/workspaces/${world.workspace}/bots/${all.id}/tokens`, {
    token: world.people.owner.token,
    body: { scopes: narrow },
  });
  for (const operation of operationList.filter(({ path }) => path.startsWith("/api/messages/{message_id}"))) {
    const { body } = await callOperation(contract, operation, input, { token: made.body.bot_token.token });
    expect([operation.id, body.code]).toEqual([operation.id, "insufficient_scope"]);
    expect((await callOperation(contract, operation, input, { token: all.token })).body.code).not.toBe(
      "insufficient_scope",
    );
  }
});

test("a guest finds nobody with whom they share no conversation, by any operation, and everybody else does", async () => {
  const { guest, inside, outside, bot_outside } = world.people;
  const idsFor = async (token: string) => {
    const get = async (path: string, query = {}) => (await contract.call("GET", path, { token, query })).body;
    const asked = [outside.id, bot_outside.id, inside.id];
    const { members, total_count } = await get(`/api/workspaces/${world.workspace}/members`, { limit: 200 });
    const found = await get(`/api/workspaces/${world.workspace}/members`, { q: "outside" });
    const { users } = await get("/api/users", { ids: asked });
    const { bots } = await get(`/api/workspaces/${world.workspace}/bots`);
    const { workspace } = await get(`/api/workspaces/${world.workspace}`);
    expect(workspace.member_count).toBe(members.length);
    expect(total_count).toBe(members.length);
    const ids = [...members, ...found.members].map(({ user_id }: { user_id: string }) => user_id);
    const others = [...users, ...bots].map(({ id }: { id: string }) => id);
    return new Set([...ids, ...others]);
  };
  const known = await idsFor(guest.token);
  expect([outside.id, bot_outside.id].filter((id) => known.has(id))).toEqual([]);
  expect([guest.id, inside.id, world.people.owner.id, world.people.bot_inside.id].every((id) => known.has(id))).toBe(
    true,
  );
  const everybody = await idsFor(inside.token);
  expect([outside.id, bot_outside.id, inside.id, guest.id].every((id) => everybody.has(id))).toBe(true);
});

test("what somebody may not see is answered in the same bytes as what does not exist", async () => {
  const hidden = {
    channel_id: world.secret,
    message_id: await newMessage(contract, world, world.secret),
    direct_conversation_id: direct,
  };
  for (const operation of operationList.filter(
    ({ id, path }) =>
      /^(channels|messages|threads|reactions|directs|readStates)\./u.test(id) &&
      Object.keys(hidden).some((name) => path.includes(`{${name}}`)),
  )) {
    const valid = { seq: 1, body: "hello", emoji: "👍", user_id: world.people.owner.id, name: "x", ...hidden };
    const unknown = { ...valid, channel_id: "chn_x", message_id: "msg_x", direct_conversation_id: "dm_x" };
    const [one, other] = [await ask(operation, valid), await ask(operation, unknown)];
    expect([operation.id, one]).toEqual([operation.id, other]);
  }
  async function ask(operation: AnyOperation, input: Input) {
    const { status, body } = await callOperation(contract, operation, input, { token: world.people.outside.token });
    return { status, body: { ...body, request_id: "" } };
  }
});

/** The status over REST; a query must answer alike over tRPC. */
async function statusFor(operation: AnyOperation, principal: Principal, input: Input): Promise<string> {
  const token = principal === "anonymous" ? null : world.people[principal].token;
  const { status } = await callOperation(contract, operation, input, { token });
  if (operation.method === "GET" && operation.kind === "json")
    expect((await callProcedure(contract, operation, input, token)).status).toBe(status);
  return String(status);
}

function row(statuses: string, input: Row["input"]): Row {
  return { statuses, input };
}

function inWorkspace() {
  return { workspace_id: world.workspace };
}

function inSecret() {
  return { channel_id: world.secret };
}

function inDirect() {
  return { direct_conversation_id: direct };
}

async function secretMessage() {
  return { message_id: await newMessage(contract, world, world.secret) };
}

async function pinnedMessage() {
  const input = { ...inSecret(), ...(await secretMessage()) };
  const { status } = await contract.call("POST", `/api/channels/${world.secret}/pins`, {
    token: world.people.owner.token,
    body: input,
  });
  expect(status).toBe(201);
  return input;
}

async function ownersBot() {
  return { ...inWorkspace(), bot_id: (await freshBot(contract, world)).id };
}

async function someone(): Promise<string> {
  return (await freshMember(contract, world)).id;
}

async function link() {
  return { token: await contract.askForLink({ email: "link@example.org" }) };
}

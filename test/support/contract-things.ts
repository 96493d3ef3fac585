import { exampleIds } from "../../src/doors/operations/examples";
import type { Contract } from "./contract-server";
import { type ContractWorld, newBot, newMember, type Person } from "./contract-world";

type ExampleName = keyof typeof exampleIds;
export type Ids = Partial<Record<ExampleName, string>>;

let made = 0;

/** Creates real entities for the ids that an example names, so that no two examples share any. */
export async function freshThings(contract: Contract, world: ContractWorld, example: unknown): Promise<Ids> {
  const text = JSON.stringify(example);
  const names = Object.entries(exampleIds)
    .filter(([, id]) => text.includes(id))
    .map(([name]) => name as ExampleName);
  const ids: Ids = { workspace: world.workspace, user: world.people.owner.id };
  for (const name of names) ids[name] ??= await makers[name](contract, world);
  return ids;
}

type Maker = (contract: Contract, world: ContractWorld) => Promise<string>;

const makers: Record<ExampleName, Maker> = {
  workspace: async (_contract, world) => world.workspace,
  user: async (_contract, world) => world.people.owner.id,
  channel: async (contract, world) => {
    const id = await newChannel(contract, world, world.people.owner);
    await contract.call("POST", `/api/channels/${id}/members`, {
      token: world.people.owner.token,
      body: { user_id: world.people.inside.id },
    });
    return id;
  },
  other_channel: (contract, world) => newChannel(contract, world, world.people.moderator),
  message: (contract, world) => newMessage(contract, world, world.general),
  reply: async (contract, world) => {
    const root = await newMessage(contract, world, world.general);
    const sent = await contract.call("POST", `/api/messages/${root}/thread/replies`, {
      token: world.people.owner.token,
      body: { body: "a reply" },
    });
    return sent.body.message.id;
  },
  other_user: async (contract, world) => (await freshMember(contract, world)).id,
  direct: async (contract, world) => newDirect(contract, world, (await freshMember(contract, world)).id),
  invite: async (contract, world) => (await newInvite(contract, world)).id,
  invite_code: async (contract, world) => (await newInvite(contract, world)).code,
  bot: async (contract, world) => (await freshBot(contract, world)).id,
  bot_token: async (contract, world) => (await freshBot(contract, world)).tokenId,
  session: async (contract, world) => {
    const token = await contract.askForLink({ email: "owner@example.org" });
    const { body } = await contract.call("POST", "/api/auth/magic/consume", { body: { token } });
    if (body.user.id !== world.people.owner.id) throw new Error("somebody else signed in");
    return body.session.id;
  },
};

export async function newMessage(
  contract: Contract,
  world: ContractWorld,
  channel: string,
  author: Person = world.people.owner,
): Promise<string> {
  made += 1;
  const sent = await contract.call("POST", `/api/channels/${channel}/messages`, {
    token: author.token,
    body: { body: `message ${made}` },
  });
  return sent.body.message.id;
}

export async function newDirect(contract: Contract, world: ContractWorld, otherId: string): Promise<string> {
  const { body } = await contract.call("POST", "/api/dms", {
    token: world.people.owner.token,
    body: { workspace_id: world.workspace, member_ids: [otherId] },
  });
  await contract.call("POST", `/api/dms/${body.conversation.id}/messages`, {
    token: world.people.owner.token,
    body: { body: "hello" },
  });
  return body.conversation.id;
}

export async function freshMember(contract: Contract, world: ContractWorld): Promise<Person> {
  made += 1;
  return newMember(contract, {
    name: `member ${made}`,
    role: "member",
    workspace: world.workspace,
    owner: world.people.owner,
  });
}

export async function newChannel(
  contract: Contract,
  world: ContractWorld,
  maker: Person,
  kind = "public",
): Promise<string> {
  made += 1;
  const { body } = await contract.call("POST", `/api/workspaces/${world.workspace}/channels`, {
    token: maker.token,
    body: { name: `channel-${made}`, kind },
  });
  return body.channel.id;
}

export async function newInvite(contract: Contract, world: ContractWorld): Promise<{ id: string; code: string }> {
  const { body } = await contract.call("POST", `/api/workspaces/${world.workspace}/invites`, {
    token: world.people.owner.token,
    body: {},
  });
  return body.invite;
}

export async function freshBot(
  contract: Contract,
  world: ContractWorld,
): Promise<Person & { readonly tokenId: string }> {
  made += 1;
  return newBot(contract, {
    name: `bot ${made}`,
    scopes: ["bot:write"],
    workspace: world.workspace,
    owner: world.people.owner,
  });
}

import { exampleIds } from "../../src/doors/operations/examples";
import { type Contract, contractSecret } from "./contract-server";

export const principals = [
  "anonymous",
  "elsewhere",
  "removed",
  "guest",
  "outside",
  "inside",
  "moderator",
  "owner",
  "bot_unscoped",
  "bot_outside",
  "bot_inside",
  "bot_elsewhere",
  "revoked",
] as const;
export type Principal = (typeof principals)[number];

export type Person = { readonly id: string; readonly token: string };

export type ContractWorld = {
  readonly workspace: string;
  readonly otherWorkspace: string;
  /** `general`, which everyone but the guest is in. */
  readonly general: string;
  /** Private: owner, moderator, inside, guest and bot_inside. */
  readonly secret: string;
  readonly people: { readonly [name in Exclude<Principal, "anonymous">]: Person };
};

const allScopes = ["bot:admin", "agent_activity:write"];

/** Creates a workspace with everyone the authorization matrix knows, using only REST. */
export async function createContractWorld(contract: Contract): Promise<ContractWorld> {
  const setUp = await contract.call("POST", "/api/setup", {
    body: { secret: contractSecret, email: "owner@example.org", display_name: "Owner", workspace_name: "Acme" },
  });
  const owner = { id: setUp.body.user.id, token: setUp.body.token };
  const workspace: string = setUp.body.workspace.id;
  const secret: string = (
    await contract.call("POST", `/api/workspaces/${workspace}/channels`, {
      token: owner.token,
      body: { name: "secret", kind: "private" },
    })
  ).body.channel.id;
  const join = (name: string, role = "member") =>
    newMember(contract, { name, role, workspace, owner, channels: role === "guest" ? [secret] : [] });
  const [moderator, outside, inside, guest, removed] = [
    await join("moderator", "moderator"),
    await join("outside"),
    await join("inside"),
    await join("guest", "guest"),
    await join("removed"),
  ];
  const bot = (name: string, scopes: readonly string[], at = { workspace, owner }) =>
    newBot(contract, { name, scopes, ...at });
  const [bot_unscoped, bot_outside, bot_inside, revoked] = [
    await bot("unscoped", ["commands:write"]),
    await bot("bot outside", allScopes),
    await bot("bot inside", allScopes),
    await bot("revoked", allScopes),
  ];
  for (const { id } of [moderator, inside, bot_inside, bot_unscoped, revoked])
    await must(contract, "POST", `/api/channels/${secret}/members`, { token: owner.token, body: { user_id: id } });
  for (const { id, token } of [bot_inside, bot_outside])
    await must(contract, "POST", `/api/channels/${setUp.body.channel.id}/join`, { token, body: undefined }, id);
  await must(contract, "DELETE", `/api/workspaces/${workspace}/members/${removed.id}`, { token: owner.token });
  await must(contract, "POST", `/api/bot-tokens/${revoked.tokenId}/revoke`, { token: owner.token });
  const elsewhere = await newPerson(contract, "elsewhere");
  const otherWorkspace: string = (
    await must(contract, "POST", "/api/workspaces", { token: elsewhere.token, body: { name: "Elsewhere" } })
  ).body.workspace.id;
  const bot_elsewhere = await bot("bot elsewhere", allScopes, { workspace: otherWorkspace, owner: elsewhere });
  return {
    workspace,
    otherWorkspace,
    general: setUp.body.channel.id,
    secret,
    people: {
      elsewhere,
      removed,
      guest,
      outside,
      inside,
      moderator,
      owner,
      bot_unscoped,
      bot_outside,
      bot_inside,
      bot_elsewhere,
      revoked,
    },
  };
}

/** An account signed in by a link, without a workspace. */
export async function newPerson(contract: Contract, name: string): Promise<Person> {
  const token = await contract.askForLink({ email: `${name.replaceAll(" ", ".")}@example.org`, display_name: name });
  const signedIn = await contract.call("POST", "/api/auth/magic/consume", { body: { token } });
  return { id: signedIn.body.user.id, token: signedIn.body.token };
}

type Joining = {
  readonly name: string;
  readonly role: string;
  readonly workspace: string;
  readonly owner: Person;
  readonly channels?: readonly string[];
};

export async function newMember(
  contract: Contract,
  { name, role, workspace, owner, channels = [] }: Joining,
): Promise<Person> {
  const person = await newPerson(contract, name);
  const invited = await must(contract, "POST", `/api/workspaces/${workspace}/invites`, {
    token: owner.token,
    body: { role, channel_ids: channels },
  });
  await must(contract, "POST", `/api/invites/${invited.body.invite.code}/accept`, { token: person.token });
  return person;
}

type NewBot = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly workspace: string;
  readonly owner: Person;
};

export async function newBot(
  contract: Contract,
  { name, scopes, workspace, owner }: NewBot,
): Promise<Person & { readonly tokenId: string }> {
  const { body } = await must(contract, "POST", `/api/workspaces/${workspace}/bots`, {
    token: owner.token,
    body: { display_name: name, scopes },
  });
  return { id: body.bot.id, token: body.bot_token.token, tokenId: body.bot_token.id };
}

async function must(
  contract: Contract,
  method: string,
  path: string,
  sent: Parameters<Contract["call"]>[2],
  what = path,
) {
  const answer = await contract.call(method, path, sent);
  if (answer.status >= 300) throw new Error(`${method} ${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A contract example with real ids in place of the documented ones. */
export function withRealIds<T>(example: T, ids: Partial<Record<keyof typeof exampleIds, string>>): T {
  let text = JSON.stringify(example);
  for (const [name, id] of Object.entries(exampleIds))
    text = text.replaceAll(id, Object.hasOwn(ids, name) ? String(Reflect.get(ids, name)) : id);
  return JSON.parse(text);
}

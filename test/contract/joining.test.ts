import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { type Contract, contractSecret, startContract } from "../support/contract-server";

let contract: Contract;
let token: string;
let at: string;
let general: string;

beforeAll(async () => {
  contract = await startContract({ PARLEY_REGISTRATION: "invited", PARLEY_WORKSPACES: "owner" });
  const { body } = await contract.call("POST", "/api/setup", {
    body: { secret: contractSecret, email: "owner@example.org", display_name: "Owner", workspace_name: "Acme" },
  });
  token = body.token;
  at = `/api/workspaces/${body.workspace.id}/invites`;
  general = body.channel.id;
});
afterAll(() => contract.close());

describe("where people come by invitation", () => {
  test("anybody may know that they do, and is answered alike for every address", async () => {
    expect((await contract.call("GET", "/api/setup")).body).toEqual({ set_up: true, registration: "invited" });
    const ask = async (body: object) => {
      const answer = await contract.call("POST", "/api/auth/magic/request", { body });
      return [answer.status, shapeOf(answer.body), [...answer.headers.keys()].sort()];
    };
    const known = await ask({ email: "owner@example.org" });
    expect(await ask({ email: "stranger@example.org" })).toEqual(known);
    expect(await ask({ email: "stranger@example.org", invite_code: "inv_of_nobody" })).toEqual(known);
    expect(await ask({ email: "stranger@example.org", invite_code: await newCode() })).toEqual(known);
  });

  test("an address without an account gets one by an invite, joins by it, and makes no workspace", async () => {
    const invite_code = await newCode();
    const link = await contract.askForLink({ email: "newcomer@example.org", display_name: "New", invite_code });
    const signedIn = await contract.call("POST", "/api/auth/magic/consume", { body: { token: link } });
    expect(signedIn.status).toBe(200);
    const newcomer = { token: signedIn.body.token };
    expect((await contract.call("POST", `/api/invites/${invite_code}/accept`, newcomer)).status).toBe(200);
    expect((await contract.call("GET", "/api/me", newcomer)).body.may_make_workspaces).toBe(false);
    const made = await contract.call("POST", "/api/workspaces", { ...newcomer, body: { name: "Mine" } });
    expect([made.status, made.body.code]).toEqual([403, "forbidden"]);
  });
});

describe("an invite", () => {
  test("of which nothing is said ends after a week and is for a few people", async () => {
    const { invite } = (await contract.call("POST", at, { token, body: {} })).body;
    expect(invite.max_uses).toBe(limits.inviteUsesDefault);
    expect(Date.parse(invite.expires_at) - Date.parse(invite.created_at)).toBe(
      limits.inviteDaysDefault * 24 * 3_600_000,
    );
    const lasting = await contract.call("POST", at, { token, body: { expires_at: null, max_uses: null } });
    expect(lasting.body.invite).toMatchObject({ expires_at: null, max_uses: null });
  });

  test.each([
    ["channel_ids", () => ({ role: "guest" })],
    ["expires_at", () => ({ role: "guest", channel_ids: [general], expires_at: null })],
    ["expires_at", () => ({ expires_at: "2020-01-01T00:00:00Z" })],
    ["expires_at", () => ({ expires_at: new Date(Date.now() + 366 * 24 * 3_600_000).toISOString() })],
  ])("is refused for its %s", async (path, body) => {
    const { status, body: answer } = await contract.call("POST", at, { token, body: body() });
    expect([status, answer.details?.[0]?.path]).toEqual([422, path]);
  });
});

async function newCode(): Promise<string> {
  return (await contract.call("POST", at, { token, body: {} })).body.invite.code;
}

/** The fields of an answer with the kinds of their values. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field)]));
}

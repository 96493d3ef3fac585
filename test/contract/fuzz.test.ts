import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type AnyOperation, operationList } from "../../src/doors/operations";
import { callOperation } from "../support/contract-operations";
import { type Contract, startContract } from "../support/contract-server";
import { freshBot, freshMember, newChannel, newDirect, newInvite, newMessage } from "../support/contract-things";
import { type ContractWorld, createContractWorld } from "../support/contract-world";

const runs = Number(process.env.PARLEY_FUZZ_RUNS ?? 25);

let contract: Contract;
let world: ContractWorld;
/** Real ids by the name of the field that takes them, so that requests get past the first look-up. */
let pool: Record<string, string[]>;

beforeAll(async () => {
  contract = await startContract();
  world = await createContractWorld(contract);
  const channels = [world.general, world.secret, await newChannel(contract, world, world.people.owner)];
  const messages = await Promise.all(channels.map((channel) => newMessage(contract, world, channel)));
  const users = [world.people.inside.id, world.people.bot_inside.id, (await freshMember(contract, world)).id];
  const bot = await freshBot(contract, world);
  const invite = await newInvite(contract, world);
  const direct = await newDirect(contract, world, world.people.inside.id);
  pool = {
    workspace_id: [world.workspace, world.workspace, world.workspace, world.otherWorkspace],
    channel_id: channels,
    conversation: [...channels, direct],
    message_id: messages,
    quoted_message_id: messages,
    user_id: users,
    member_ids: users,
    ids: users,
    direct_conversation_id: [direct],
    invite: [invite.id, invite.code],
    bot_id: [bot.id],
    bot_token_id: [bot.tokenId],
    emoji: ["👍", "👎🏽", ":tada:"],
    wait: [],
    email: ["ada@example.org", "bob@example.org"],
    avatar_url: ["https://example.org/a.png"],
    icon_url: ["https://example.org/a.png"],
    external_url: ["https://example.org/"],
    time_zone: ["Europe/Berlin"],
    cursor: [],
  };
});
afterAll(() => contract.close());

/** What takes access away comes last, so that the others meet a living workspace. */
const destructive = [
  "bots.remove",
  "bots.revokeToken",
  "members.update",
  "members.remove",
  "members.leave",
  "auth.logout",
];
const ordered = [...operationList].sort((one, other) => destructive.indexOf(one.id) - destructive.indexOf(other.id));

describe("whatever is sent", () => {
  test.each(ordered.map((operation) => [operation.id, operation] as const))(
    "%s answers as documented, and never with a fault of ours",
    async (_id, operation) => {
      await fc.assert(
        fc.asyncProperty(requestFor(operation), async ({ input, headers, who }) => {
          const { status } = await callOperation(contract, operation, input, {
            token: world.people[who].token,
            headers,
          });
          expect(status).toBeLessThan(500);
        }),
        { numRuns: runs },
      );
    },
  );
});

/** Half of the requests fit their schema, the other half are odd somewhere. */
function requestFor(operation: AnyOperation) {
  const who =
    operation.id === "auth.logout"
      ? fc.constant("elsewhere" as const)
      : fc.oneof(
          { weight: 4, arbitrary: fc.constant("owner" as const) },
          { weight: 1, arbitrary: fc.constantFrom("inside" as const, "bot_inside" as const) },
        );
  const request = (isOdd: boolean) =>
    fc.record({ input: inputFor(operation, isOdd), headers: isOdd ? oddHeaders : fc.constant({}), who });
  return fc.oneof(request(false), request(true));
}

const oddHeaders = fc.record(
  {
    "X-Request-Id": fc.stringMatching(/^[ -~]{0,200}$/u),
    "Idempotency-Key": fc.stringMatching(/^[ -~]{0,300}$/u),
    "If-Match": fc.stringMatching(/^[ -~]{0,40}$/u),
    "X-Correlation-ID": fc.stringMatching(/^[ -~]{0,300}$/u),
  },
  { requiredKeys: [] },
);

/** Every field as its schema says, or left out when it may be, or something else altogether. */
function inputFor({ params, query, body }: AnyOperation, isOdd: boolean): fc.Arbitrary<Record<string, unknown>> {
  const schema = z.toJSONSchema(z.object({ ...params.shape, ...query.shape, ...(body?.shape ?? {}) }), {
    io: "input",
    unrepresentable: "any",
  });
  const required = new Set([...(schema.required ?? []), ...Object.keys(params.shape)]);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const odd = name in params.shape ? oddText.filter((text) => !["", ".", ".."].includes(text)) : oddValue;
    const fitting = valueFor(name, field);
    const value = isOdd ? fc.oneof({ weight: 4, arbitrary: fitting }, { weight: 1, arbitrary: odd }) : fitting;
    return [
      name,
      required.has(name)
        ? value
        : fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
    ] as const;
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((input) => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)));
}

type Schema = z.core.JSONSchema._JSONSchema;

function valueFor(name: string, schema: Schema): fc.Arbitrary<unknown> {
  if (name === "wait") return fc.constant(0);
  if (typeof schema === "boolean") return fc.jsonValue();
  const known = pool?.[name] ?? [];
  if (schema.type === "array") return fc.array(valueFor(name, itemsOf(schema)), { maxLength: 5 });
  const fitting = bySchema(name, schema);
  return known.length === 0
    ? fitting
    : fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fitting });
}

function itemsOf({ items }: z.core.JSONSchema.JSONSchema): Schema {
  return Array.isArray(items) ? (items[0] ?? true) : (items ?? true);
}

function bySchema(name: string, schema: z.core.JSONSchema.JSONSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valueFor(name, one)));
  if (schema.type === "null") return fc.constant(null);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer" || schema.type === "number")
    return fc.integer({ min: Math.max(schema.minimum ?? -5, -5), max: Math.min(schema.maximum ?? 500, 2 ** 31 - 1) });
  if (schema.format === "date-time")
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-01-01") })
      .map((date) => date.toISOString());
  if (/^(name|slug|handle|display_name|.*_name|nonce|q|format|v)$/u.test(name))
    return fc.stringMatching(/^[a-z]{3,12}$/u);
  if (schema.type === "string")
    return fc.string({
      unit: "grapheme",
      minLength: schema.minLength ?? 0,
      maxLength: Math.min(schema.maxLength ?? 60, 200),
    });
  if (schema.type === "object") return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue(), { maxKeys: 4 });
  return fc.jsonValue();
}

const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }).map((text) => text.toWellFormed()),
  fc.constantFrom("\u0000", "'; select 1 --", "%", "/", "😀".repeat(60), "usr_nobody", "__proto__", "0", "-1"),
);
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom(null, -1, 0, 1e15, 2 ** 31, 1.5, true, "", [], {}, [[]], { constructor: 1 }),
  fc.constant("\ud800"),
  fc.jsonValue(),
);

import { afterAll, beforeAll, expect, test } from "vitest";
import { draft, message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Bot, type Person, type Served, serve } from "../support/served";

let served: Served;
let bea: Person;
let bot: Bot;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  bea = await served.person("bea");
  bot = await served.bot("robot");
});
afterAll(() => served.close());

async function say(body: string) {
  const { events } = await served.as(served.owner, message(served.world.generalId, body));
  return messageIn(events);
}

function messageIn(events: readonly { readonly payload: object }[]) {
  const [event] = events;
  if (!event || !("message" in event.payload)) throw new Error("no message");
  return event.payload.message as { id: string; mentions: string[]; mentions_everyone: boolean };
}

test("a message calls those whose names are drawn in it", async () => {
  expect((await say("a stray ` here\n\nask @bea\n\nanother ` there")).mentions).toEqual([bea.userId]);
  expect((await say("你好@BEA。")).mentions).toEqual([bea.userId]);
  for (const body of ["~~~\n@bea\n~~~", "x\n\n    @bea", "https://a.example/?u=@bea", "\\@bea", "a@bea.example"])
    expect((await say(body)).mentions, body).toEqual([]);
  expect(await say("~~~\n@channel\n~~~\n@here")).toMatchObject({ mentions: [], mentions_everyone: true });
});

test("an edit and a reply call by the same rule", async () => {
  const { id } = await say("`@bea`");
  const edited = await served.as(served.owner, { type: "message.update", input: { message_id: id, body: "@bea" } });
  expect(messageIn(edited.events).mentions).toEqual([bea.userId]);
  const back = await served.as(served.owner, { type: "message.update", input: { message_id: id, body: "\\@bea" } });
  expect(messageIn(back.events).mentions).toEqual([]);
  const input = { ...draft("**@bea**"), root_message_id: id, also_send_to_channel: false };
  const replied = await served.as(served.owner, { type: "thread.reply", input });
  expect(messageIn(replied.events).mentions).toEqual([bea.userId]);
});

test("what an agent does on its way calls nobody, when it is written and when it is edited", async () => {
  const command = message(served.world.generalId, "@bea");
  if (command.type !== "message.create") throw new Error(command.type);
  const input = { ...command.input, kind: "agent_commentary" as const };
  const said = messageIn((await served.as(bot, { type: "message.create", input })).events);
  expect(said.mentions).toEqual([]);
  const update = { message_id: said.id, body: "@bea and @channel" };
  const edited = messageIn((await served.as(bot, { type: "message.update", input: update })).events);
  expect(edited).toMatchObject({ mentions: [], mentions_everyone: false });
});

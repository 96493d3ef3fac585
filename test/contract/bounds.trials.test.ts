import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { verifyLogs } from "../../src/server/log/verify";
import { draft, message } from "../support/app";
import { costOf, leastCostOf } from "../support/cost";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { repetitions, report } from "../support/trials";

let served: Served;
let plainMs: number;

/** What a request may take: so many times what a plain one takes on the same machine in the same run. */
const plainRequestsMax = 60;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  const plain = () => get(served.owner, `/api/workspaces/${served.world.workspaceId}`);
  for (let index = 0; index < 30; index += 1) await plain();
  plainMs = (await costOf(async () => void (await Promise.all(Array.from({ length: 30 }, plain))))).cpuMs / 30;
});
afterAll(() => served.close());

test("somebody who was added to many channels with long messages boots with no more than a megabyte", async () => {
  const count = repetitions({ once: 100, trials: 300 });
  const victim = await served.person("victim");
  const text = "word ".repeat(limits.messageBodyLengthMax / 5);
  for (let index = 0; index < count; index += 1) {
    const channel_id = await createChannel(`crowd-${index}`);
    await served.as(served.owner, { type: "channel.add_member", input: { channel_id, user_id: victim.userId } });
    const input = { ...draft(text), author_thinking: text, channel_id, direct_conversation_id: null };
    await served.as(served.owner, { type: "message.create", input });
  }
  const { result, cpuMs } = await leastCostOf(3, () => get(victim, "/api/boot?format=envelope"));
  const body = JSON.parse(result);
  report(`boot of ${count} channels: ${result.length} bytes, ${cpuMs.toFixed(1)} ms, ${body.events.length} events`);
  expect(result.length).toBeLessThanOrEqual(limits.answerBytesMax);
  expect(cpuMs / plainMs).toBeLessThan(plainRequestsMax);
});

test("a page of very many channels takes little, and all pages together hold each channel once", async () => {
  const count = repetitions({ once: 1_000, trials: 20_000 });
  for (let index = 0; index < count; index += 250)
    await Promise.all(Array.from({ length: 250 }, (_, other) => createChannel(`many-${index + other}`)));
  const path = `/api/workspaces/${served.world.workspaceId}/channels?q=many`;
  const first = await leastCostOf(3, () => get(served.owner, path));
  report(`a page of ${count} channels: ${first.result.length} bytes, ${first.cpuMs.toFixed(1)} ms`);
  expect(first.cpuMs / plainMs).toBeLessThan(plainRequestsMax);
  const seen: string[] = [];
  for (let page = JSON.parse(first.result); ; ) {
    seen.push(...page.channels.map(({ id }: { id: string }) => id));
    if (page.next_cursor === null) break;
    page = JSON.parse(await get(served.owner, `${path}&cursor=${page.next_cursor}`));
  }
  expect([seen.length, new Set(seen).size]).toEqual([count, count]);
});

test("a message that was quoted thousands of times before there was a bound is deleted without stalling the process", async () => {
  const count = repetitions({ once: 800, trials: 4_000 });
  const { owner, world, database } = served;
  const { events } = await served.as(owner, message(world.generalId, "once said"));
  const quoted = events[0]?.type === "message.created" ? events[0].payload.message_id : "";
  for (let index = 0; index < count; index += 200) await Promise.all(Array.from({ length: 200 }, () => quote(quoted)));
  await database.pool.query("update messages set quoted_body_snapshot = 'once said' where quoted_message_id = $1", [
    quoted,
  ]);
  await database.pool.query(
    `update events set payload = jsonb_set(payload::jsonb, '{message,quoted_body_snapshot}', '"once said"')::json
     where type = 'message.created' and payload -> 'message' ->> 'quoted_message_id' = $1`,
    [quoted],
  );
  const { cpuMs } = await costOf(() => served.as(owner, { type: "message.delete", input: { message_id: quoted } }));
  report(`a deletion of ${count} quotations: ${cpuMs.toFixed(1)} ms`);
  expect(cpuMs / plainMs).toBeLessThan(2 * plainRequestsMax);
  const { rows } = await database.pool.query("select 1 from events where payload::text like '%once said%' limit 1");
  expect(rows).toEqual([]);
  expect((await verifyLogs(database.pool)).differences).toEqual([]);
});

function quote(quoted_message_id: string) {
  const input = { ...draft("as was said"), quoted_message_id, channel_id: served.world.generalId };
  return served.as(served.owner, { type: "message.create", input: { ...input, direct_conversation_id: null } });
}

async function createChannel(name: string): Promise<string> {
  const { events } = await served.as(served.owner, { type: "channel.create", input: { name, kind: "public" } });
  const [event] = events;
  if (event?.type !== "channel.created") throw new Error("no channel was made");
  return event.payload.channel_id;
}

async function get({ token }: Person, path: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, "Accept-Encoding": "identity" };
  const answer = await fetch(`${served.url}${path}`, { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

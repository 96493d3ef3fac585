import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { trpcVersion } from "../../src/doors/trpc/trpc-frames";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { createInbox, type Range } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

type Frame = {
  readonly id: number;
  readonly result?: { readonly type: string; readonly id?: string; readonly data?: { id: string; data: Range } };
};

test("the frames that are written in tRPC's place are those of the version that is installed", () => {
  const installed: unknown = createRequire(import.meta.url)("@trpc/server/package.json");
  expect(installed).toMatchObject({ version: trpcVersion });
});

test("a batch that tRPC sends and one that is written straight to the socket have one form", async () => {
  const { world, owner, url } = served;
  const input = { workspace_id: world.workspaceId, after: String(await headOf()) };
  const frames = createInbox<Frame>();
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/trpc`, {
    headers: { authorization: `Bearer ${owner.token}` },
  });
  socket.on("message", (data) => frames.put(JSON.parse(String(data))));
  socket.on("close", (code) => frames.end(String(code)));
  socket.on("open", () =>
    socket.send(JSON.stringify({ id: 7, method: "subscription", params: { path: "realtime.events", input } })),
  );
  await frames.until((all) => all.some(isBatch));
  await served.as(owner, message(world.generalId, "hello"));
  const [first, second] = (await frames.until((all) => all.filter(isBatch).length > 1)).filter(isBatch);
  socket.close();

  for (const frame of [first, second]) {
    expect(frame).toEqual({
      id: 7,
      result: {
        type: "data",
        id: frame?.result?.data?.data.upto,
        data: {
          id: frame?.result?.data?.data.upto,
          data: { after: expect.any(String), upto: expect.any(String), events: expect.any(Array) },
        },
      },
    });
  }
  expect(second?.result?.data?.data.events).toHaveLength(1);

  async function headOf(): Promise<number> {
    const { userId, sessionId } = owner;
    return served.app.hub.head({
      user_id: userId,
      workspace_id: world.workspaceId,
      credential_id: sessionId,
      scopes: null,
    });
  }
});

function isBatch({ result }: Frame): boolean {
  return result?.type === "data";
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyLogs } from "../../src/server/log/verify";
import { type Nodes, startNodes } from "../support/nodes";
import { freePort } from "../support/ports";
import { makePreviousBuild, type PreviousBuild } from "../support/previous-build";
import type { Program } from "../support/process";
import { openSocket, type Socket } from "../support/streams";
import { report } from "../support/trials";

let previous: PreviousBuild | undefined;
let nodes: Nodes | undefined;
let program: Program | undefined;

beforeAll(async () => {
  previous = await makePreviousBuild();
  report(`the build before is ${previous.commit}`);
  nodes = await startNodes(1);
});

afterAll(async () => {
  await program?.end("SIGKILL");
  await nodes?.close();
  previous?.remove();
});

test("the build before this one boots, follows and writes beside it, on the newest database", async () => {
  if (!previous || !nodes) throw new Error("nothing was built");
  const { urls, postgres, workspaceId, generalId, cast, database } = nodes;
  const token = cast.owner.token;
  const port = await freePort();
  program = previous.start({
    DATABASE_URL: postgres.urlOf("postgres"),
    PARLEY_ROLE: "realtime",
    PARLEY_URL: urls[0] ?? "",
    PARLEY_RATE_LIMITS: "off",
    NEXTAUTH_SECRET: "n".repeat(32),
    PORT: String(port),
  });
  await program.says(/realtime node is ready/);
  const here = urls[0] ?? "";
  const there = `http://127.0.0.1:${port}`;
  await write(here, "before anybody asked");
  const booted = await fetch(`${there}/api/boot?workspace_id=${workspaceId}`, { headers: bearer() });
  expect([booted.status, await booted.text()]).toEqual([200, expect.stringContaining("before anybody asked")]);
  const socket = openSocket(there, { token, query: { v: "2", workspace_id: workspaceId, after_cursor: "0" } });
  await saying(socket, "before anybody asked");
  await write(here, "by this build");
  await saying(socket, "by this build");
  const own = openSocket(here, { token, query: { v: "2", workspace_id: workspaceId, after_cursor: "0" } });
  await write(there, "by the build before");
  await saying(own, "by the build before");
  for (const one of [socket, own]) one.socket.close();
  expect((await verifyLogs(database.pool)).differences).toEqual([]);

  function bearer() {
    return { authorization: `Bearer ${token}` };
  }

  async function write(url: string, body: string): Promise<void> {
    const answer = await fetch(`${url}/api/channels/${generalId}/messages`, {
      method: "POST",
      headers: { ...bearer(), "content-type": "application/json" },
      body: JSON.stringify({ body }),
    });
    expect([answer.ok, await answer.text()]).toEqual([true, expect.stringContaining(body)]);
  }
});

async function saying(socket: Socket, body: string): Promise<void> {
  await socket.until((frames) => JSON.stringify(frames).includes(body));
}

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { afterAll, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { freePort } from "../support/ports";
import { type Program, runCommand } from "../support/process";
import { openSocket } from "../support/streams";

const guide = readFileSync("docs/deployment.md", "utf8");
const database = await createTestDatabase();
let running: Program | undefined;

afterAll(async () => {
  await running?.end("SIGTERM");
  await database.close();
});

test("two origins on one machine come up as the guide says, and talk to each other", async () => {
  const [web, realtime] = [await freePort(), await freePort()];
  const script = blockAfter("### Try it on one machine")
    .replace(/postgresql:\S+/u, database.url)
    .replaceAll("3000", String(web))
    .replaceAll("3001", String(realtime))
    .replaceAll(" &\n", ' & started="$started $!"\n');
  const { PARLEY_SETUP_SECRET: secret } = settingsIn(script);
  running = runCommand("sh", ["-eu", "-c", `started=\ntrap 'kill $started; wait; exit' TERM\n${script}wait`], unset);
  await Promise.all([running.says(/realtime node is ready/u), running.says(/Ready in/u)]);

  const origin = `http://localhost:${web}`;
  const place = { email: "olga@example.org", display_name: "Olga", workspace_name: "Two origins" };
  const { token, channel } = await post(`${origin}/api/setup`, { secret, ...place }, null);
  const { ticket } = await post(`${origin}/api/realtime/ticket`, {}, token);
  const protocols = [`parley.ticket.${ticket}`];
  const socket = openSocket(`http://localhost:${realtime}`, { query: {}, protocols, headers: { origin } });
  await socket.opened;
  const { event } = await post(`${origin}/api/channels/${channel.id}/messages`, { body: "across" }, token);
  expect((await socket.until((events) => events.length === 1)).map(({ id }) => id)).toEqual([event.id]);
  socket.socket.terminate();
}, 180_000);

test("the guide's table names every variable, and marks those without which a role does not start", () => {
  const rows = [...guide.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|(.*)\|$/gmu)];
  const names = rows.map(([, names = ""]) => names.match(/[A-Z_]+/gu) ?? []);
  expect(names.flat().sort()).toEqual(Object.keys(parseEnv(readFileSync(".env.example", "utf8"))).sort());
  for (const [column, role] of ["all", "web", "realtime", "worker"].entries()) {
    const marked = rows.flatMap(([, , cells = ""], index) =>
      cells.split("|")[column]?.trim() === "●" ? (names[index] ?? []) : [],
    );
    expect([role, ...marked.filter((name) => name !== "PARLEY_ROLE").sort()]).toEqual([role, ...missing(role).sort()]);
  }
});

test("the settings of a Vercel-like host name functions that are there", () => {
  const { functions, buildCommand } = JSON.parse(readFileSync("vercel.json", "utf8"));
  expect([Object.keys(functions), buildCommand]).toEqual([["src/pages/api/**/*"], "npm run build"]);
  expect(readFileSync("src/pages/api/[[...path]].ts", "utf8")).toContain("export default async function handle");
});

/** The variables that a role refuses to start without. */
function missing(role: string): string[] {
  try {
    loadEnv({ PARLEY_ROLE: role });
    return [];
  } catch (error) {
    return [...String(error).matchAll(/^ {2}([A-Z_]+): must be set when PARLEY_ROLE/gmu)].map(([, name = ""]) => name);
  }
}

function blockAfter(heading: string): string {
  const [, after = ""] = guide.split(heading);
  return /```sh\n([\s\S]*?)```/u.exec(after)?.[1] ?? "";
}

function settingsIn(script: string): Record<string, string> {
  return Object.fromEntries(
    [...script.matchAll(/([A-Z_]+)=(\S+)/gu)].map(([, name = "", value = ""]) => [name, value]),
  );
}

async function post(url: string, body: unknown, token: string | null): Promise<ReturnType<typeof JSON.parse>> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${url} → ${answer.status}`).toBe(true);
  return answer.json();
}

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createUser } from "../support/app";
import { takeBackup } from "../support/backup";
import { makeCheckout } from "../support/checkout";
import { createTestDatabase } from "../support/database";
import { startServer, unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";
import { type Served, serve } from "../support/served";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk";
import { repetitions, report } from "../support/trials";

let source: Served;
let archive: string;
let zip: string;

beforeAll(async () => {
  source = await serve(await createTestDatabase());
  await createUser(source.database, "ada");
  archive = await takeBackup(source.database);
  zip = await writeZip(slackFiles());
}, 60_000);
afterAll(() => source.close());

/** Runs a program on a full disk: it does its work in what room is left, or says what it lacks and does it when there is room. */
async function expectHealed(disk: SmallDisk, bytesLeft: number, run: () => Program): Promise<void> {
  disk.fill(bytesLeft);
  const full = run();
  const code = await full.exited;
  expect(full.output()).not.toMatch(/^ +at /m);
  disk.empty();
  if (code === 0) return;
  expect(full.output()).toMatch(/no space is left|cannot be written|could not be made|does not start|connection/i);
  const next = run();
  expect(await next.exited, next.output()).toBe(0);
}

test("a backup that finds no room leaves the one that is there", async () => {
  const disk = mountSmallDisk(2);
  if (disk === undefined) return;
  const file = join(disk.folder, "backup.zip");
  const env = { ...unset, DATABASE_URL: source.database.url, PARLEY_DATA_DIR: disk.folder };
  const run = () => runProgram(["dist/backup.mjs", file, "--overwrite"], env);
  const first = run();
  expect(await first.exited, first.output()).toBe(0);
  const before = readFileSync(file);
  disk.fill();
  const full = run();
  expect(await full.exited).toBe(1);
  expect(full.output()).toBe(`${file} cannot be written: no space is left on the disk\n`);
  expect(readFileSync(file).equals(before)).toBe(true);
  disk.empty();
  expect(readdirSync(disk.folder)).toEqual(["backup.zip"]);
  const next = run();
  expect(await next.exited, next.output()).toBe(0);
  disk.close();
}, 60_000);

test("the files of a checkout are written whole or not at all", async () => {
  const disk = mountSmallDisk(60);
  if (disk === undefined) return;
  const checkout = makeCheckout({ in: disk.folder, installed: true });
  const openapi = () => checkout.run(["src/cli/tool.mjs", "src/cli/openapi.ts"]);
  const set = openapi();
  expect(await set.exited, set.output()).toBe(0);
  appendFileSync(checkout.path("openapi.yaml"), "# not current\n");
  const before = readFileSync(checkout.path("openapi.yaml"), "utf8");
  disk.fill();
  const full = openapi();
  expect(await full.exited).toBe(1);
  expect(full.output()).toMatch(/^no space is left on the disk[^\n]*\n$/);
  expect(readFileSync(checkout.path("openapi.yaml"), "utf8")).toBe(before);
  disk.empty();
  const next = openapi();
  expect(await next.exited, next.output()).toBe(0);
  expect(readFileSync(checkout.path("openapi.yaml"), "utf8")).toBe(readFileSync("openapi.yaml", "utf8"));
  disk.close();
}, 60_000);

/** What the built-in PostgreSQL takes; the second amount is met while its files are made, the first while it works. */
const tools = ["migrate", "import", "restore", "server"] as const;

test(
  "what needs the built-in PostgreSQL says that there is no room, and goes on when there is",
  async () => {
    const tried: string[] = [];
    for (let trial = 0; trial < repetitions({ once: 1, trials: 20 }); trial += 1) {
      const disk = mountSmallDisk(200);
      if (disk === undefined) return;
      const dataDir = join(disk.folder, "data");
      mkdirSync(dataDir);
      const tool = tools[trial % tools.length] ?? "migrate";
      const bytesLeft = Math.round(Math.random() * 60_000_000);
      if (tool === "import") await restoreInto(dataDir);
      await expectHealed(disk, bytesLeft, () => runTool(tool, dataDir));
      expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
      disk.close();
      tried.push(`${tool} with ${Math.round(bytesLeft / 1e6)} MB`);
    }
    report(`full disk: ${tried.join(", ")}`);
  },
  120_000 * repetitions({ trials: 20 }),
);

/** Somebody imports into an installation that has been set up. */
async function restoreInto(dataDir: string): Promise<void> {
  const restored = runTool("restore", dataDir);
  expect(await restored.exited, restored.output()).toBe(0);
}

function runTool(tool: (typeof tools)[number], dataDir: string): Program {
  if (tool === "server") return startAndStop(dataDir);
  const args = { migrate: [], import: [zip], restore: [archive] }[tool];
  return runProgram([`dist/${tool}.mjs`, ...args], { ...unset, PARLEY_DATA_DIR: dataDir });
}

function startAndStop(dataDir: string): Program {
  const server = startServer({ PARLEY_DATA_DIR: dataDir, PORT: "0" });
  server.says(/Parley is ready/).then(
    () => server.child.kill("SIGTERM"),
    () => undefined,
  );
  return server;
}

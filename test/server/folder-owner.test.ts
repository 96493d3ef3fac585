import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findHolder, isElsewhere, tryClaim } from "../../src/server/files/claims";
import { makeDataFolder } from "../../src/server/files/data-folder";
import { hasNamespaces, inOwnNamespaces } from "../support/namespaces";
import { postgresAddress, postgresHolder, postmasterPid, query } from "../support/postgres-holders";
import { type Program, runCommand, runProgram } from "../support/process";

let scratch: string;
let dataDir: string;
let programs: Program[];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "parley-test-"));
  dataDir = join(scratch, "data");
  programs = [];
});

afterEach(async () => {
  for (const program of programs) await program.end("SIGTERM");
  if (existsSync(join(dataDir, "postgres/postmaster.pid"))) await (await hold()).end("SIGTERM");
  rmSync(scratch, { recursive: true, force: true });
});

async function hold(): Promise<Program> {
  const program = runProgram([postgresHolder, dataDir, "owner"]);
  programs.push(program);
  await program.says(postgresAddress);
  return program;
}

function startElsewhere(role: "owner" | "guest"): Program {
  const node = [process.execPath, postgresHolder, dataDir, role];
  const [command, ...args] = inOwnNamespaces(node);
  const program = runCommand(command, args);
  programs.push(program);
  return program;
}

describe("between namespaces, as containers have them", () => {
  test("a second owner and a tool are refused in one sentence that says who has the folder, also when its PostgreSQL outlives its owner, and all is there afterwards", async () => {
    if (!hasNamespaces()) return;
    const owner = await hold();
    await query(owner, "CREATE TABLE kept AS SELECT 42 AS answer");
    const pid = postmasterPid(dataDir);
    const others = [startElsewhere("owner"), startElsewhere("guest")];
    expect(await Promise.all(others.map((other) => other.exited))).toEqual([1, 1]);
    for (const other of others) {
      expect(other.output()).toMatch(/^The Parley of this data folder runs in another container or namespace .*\n$/);
      expect(other.output()).toContain(`(pid ${owner.child.pid} on `);
      expect(other.output()).toMatch(/docker exec \S+ deploy\/start\.sh backup/);
    }
    expect(await query(owner, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);

    await owner.end("SIGKILL");
    const late = startElsewhere("owner");
    expect(await late.exited).toBe(1);
    expect(late.output()).toMatch(/^The Parley of this data folder runs in another container or namespace/);
    const next = await hold();
    expect(postmasterPid(dataDir)).toBe(pid);
    expect(await query(next, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  }, 90_000);

  test("an owner inside them keeps the folder from those outside, and lets go of it when the last of its processes is killed", async () => {
    if (!hasNamespaces()) return;
    const inside = startElsewhere("owner");
    await inside.says(postgresAddress);
    const outside = runProgram([postgresHolder, dataDir, "owner"]);
    expect(await outside.exited).toBe(1);
    expect(outside.output()).toMatch(/^The Parley of this data folder runs in another container or namespace/);
    await inside.end("SIGKILL");
    expect(await query(await hold(), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  }, 90_000);
});

describe("a claim on a folder", () => {
  test("goes to exactly one of many that try at once, and to another one when it is released", async () => {
    const folder = await makeDataFolder(dataDir);
    const claims = await Promise.all(Array.from({ length: 20 }, () => tryClaim(folder, "owner")));
    const [claim, ...others] = claims.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(await tryClaim(folder, "owner")).toBeNull();
    await claim?.release();
    expect(await findHolder(folder, "owner")).toBeNull();
    const next = await tryClaim(folder, "owner");
    expect(next).not.toBeNull();
    await next?.release();
  });

  test("says who holds it, and that this is here", async () => {
    const folder = await makeDataFolder(dataDir);
    const claim = await tryClaim(folder, "owner");
    const found = await findHolder(folder, "owner");
    expect(found).toMatchObject({ pid: process.pid });
    expect(found && isElsewhere(found)).toBe(false);
    await claim?.release();
    expect(readdirSync(join(folder, "in-use"))).toEqual([]);
  });

  test("works in a folder whose path is too long for a socket", async () => {
    const folder = await makeDataFolder(join(dataDir, "x".repeat(120), "y".repeat(120)));
    const claim = await tryClaim(folder, "owner");
    expect(claim).not.toBeNull();
    expect(await tryClaim(folder, "owner")).toBeNull();
    await claim?.release();
  });

  test("clears away what killed ones left long ago, and nothing that is new or in use", async () => {
    const folder = await makeDataFolder(dataDir);
    const claim = await tryClaim(folder, "owner");
    const old = ["in-use/draft-owner-1", ".trial-1", "setup-secret.1"];
    for (const name of [...old, "in-use/draft-owner-2", ".trial-2", "setup-secret"])
      await writeFile(join(folder, name), "x");
    for (const name of [...old, "setup-secret"]) utimesSync(join(folder, name), 0, 0);
    await makeDataFolder(dataDir);
    expect(await tryClaim(folder, "owner")).toBeNull();
    expect(readdirSync(folder).sort()).toEqual([".trial-2", "in-use", "setup-secret"]);
    expect(readdirSync(join(folder, "in-use")).filter((name) => name.startsWith("draft-"))).toEqual(["draft-owner-2"]);
    await claim?.release();
  });

  test("is refused in one sentence where no socket can be made", async () => {
    const folder = await makeDataFolder(dataDir);
    await writeFile(join(folder, "in-use"), "in the way");
    await expect(tryClaim(folder, "owner")).rejects.toThrow(
      /^Parley cannot make a Unix socket in .+ or set DATABASE_URL\.$/u,
    );
  });
});

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { postgresAccount } from "../../src/server/db/built-in/postgres-account";
import { makeDataFolder } from "../../src/server/files/data-folder";
import { keepSecret } from "../../src/server/files/secrets";
import { hasNamespaces, inOwnMounts } from "../support/namespaces";
import { runCommand } from "../support/process";

const scratch = mkdtempSync(join(tmpdir(), "parley-test-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

writeFileSync(join(scratch, "file"), "in the way");
symlinkSync(join(scratch, "nowhere"), join(scratch, "dangling"));
symlinkSync(join(scratch, "circle"), join(scratch, "circle"));

test.each([
  ["/proc/parley"],
  ["/proc/parley/data"],
  ["/proc"],
  ["/proc/self/parley"],
  ["/sys/parley"],
  ["/dev/null"],
  ["/dev/null/data"],
  [join(scratch, "file")],
  [join(scratch, "file/data")],
  [join(scratch, "circle")],
  [join(scratch, "x".repeat(300))],
])("a data folder at %s ends in one sentence that says why", async (path) => {
  const sentence = /^The data folder .+ cannot be used: [^\n:]+\.$/u;
  await expect(makeDataFolder(path)).rejects.toThrow(
    expect.objectContaining({ message: expect.stringMatching(sentence) }),
  );
});

test("a data folder on a read-only file system is told as that", async () => {
  if (!hasNamespaces()) return;
  const [command, ...args] = inOwnMounts([
    ...["sh", "-c", 'mount -t tmpfs -o ro none "$1" && exec "$0" --import tsx -e "$2"'],
    ...[process.execPath, scratch],
    `import { makeDataFolder } from "./src/server/files/data-folder.ts"; makeDataFolder("${scratch}/data").catch((e) => console.log(e.message))`,
  ]);
  const program = runCommand(command, args);
  await program.exited;
  expect(program.output()).toMatch(/data cannot be used: it is on a read-only file system\.\n$/);
});

test("a data folder is made with those above it, and a link to nothing is no obstacle that is passed over", async () => {
  const made = await makeDataFolder(join(scratch, "one/two/data"));
  expect(statSync(made).isDirectory()).toBe(true);
  chmodSync(made, 0o700);
  expect(await makeDataFolder(made)).toBe(made);
  await expect(makeDataFolder(join(scratch, "dangling"))).rejects.toThrow(/nothing can be made there/);
});

test("a folder in the place of a secret's file is told as that, and is left as it is", async () => {
  const folder = join(scratch, "with-folder");
  mkdirSync(join(folder, "postgres-password"), { recursive: true, mode: 0o755 });
  await expect(keepSecret(folder, "postgres-password")).rejects.toThrow(
    /postgres-password is a folder, and must be a file\./,
  );
  expect(statSync(join(folder, "postgres-password")).mode & 0o777).toBe(0o755);
});

test("PostgreSQL's account may run a program beneath a folder that only root may enter, also by the program's own look at itself", () => {
  const closed = join(scratch, "closed");
  mkdirSync(join(closed, "data"), { recursive: true });
  const program = join(closed, "program");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  chmodSync(closed, 0o700);
  const look = `require("node:fs").accessSync(${JSON.stringify(program)}, 1)`;
  const { file, args, options } = postgresAccount(program, join(closed, "data")).as(process.execPath, ["-e", look]);
  expect(spawnSync(file, args, { ...options, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

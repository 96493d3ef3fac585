import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { isAlive } from "../../src/server/db/built-in/postgres-cluster";
import { slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { type Checkout, type CheckoutOptions, makeCheckout } from "../support/checkout";
import { type Program, runProgram } from "../support/process";
import { mountSmallDisk } from "../support/small-disk";

const opened: Checkout[] = [];
const stamp = "node_modules/.installed-from";
const packages = ["zod", "ulid"];

afterEach(() => {
  for (const checkout of opened.splice(0)) checkout.close();
});

function open(options: CheckoutOptions): Checkout {
  const checkout = makeCheckout(options);
  opened.push(checkout);
  return checkout;
}

function install(checkout: Checkout): Program {
  return checkout.run(["src/cli/install.mjs"]);
}

/** Everything that the lockfile names is there, with everything in it, and nothing else is. */
function expectInstalled(checkout: Checkout): void {
  expect(readdirSync(checkout.path("node_modules")).sort()).toEqual(
    [".bin", ".installed-from", ".package-lock.json", ...packages].sort(),
  );
  for (const name of packages) {
    const files = (folder: string) => readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).sort();
    expect(files(checkout.path("node_modules"))).toEqual(files("node_modules"));
  }
  expect(existsSync(checkout.path(".installing"))).toBe(false);
}

describe("an installation that is ended in the middle", () => {
  test("by any signal counts as none, and the next start makes a whole one", async () => {
    const checkout = open({ packages });
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
      ["SIGKILL", null],
    ] as const) {
      const ended = install(checkout);
      await expect.poll(() => existsSync(checkout.path(".installing/package.json")), { timeout: 20_000 }).toBe(true);
      expect(await ended.end(signal)).toBe(code);
      expect(existsSync(checkout.path(stamp))).toBe(false);
      const said = code === null ? "" : "Interrupted. The next start continues from here.\n";
      expect(ended.output()).toBe(`· Installing dependencies …\n${said}`);
      rmSync(checkout.path(".installing"), { recursive: true });
    }
    const next = install(checkout);
    expect(await next.exited, next.output()).toBe(0);
    expectInstalled(checkout);
  });

  test("for lack of room says so in one sentence, and goes on when there is room", async () => {
    const disk = mountSmallDisk(12);
    if (disk === undefined) return;
    try {
      const checkout = makeCheckout({ in: disk.folder, packages });
      disk.fill(300_000);
      const full = install(checkout);
      expect(await full.exited).toBe(1);
      expect(full.output()).toMatch(/^The dependencies could not be installed: there is no space left on the disk/m);
      expect(full.output()).not.toMatch(/^ +at /m);
      expect(existsSync(checkout.path(stamp))).toBe(false);
      disk.empty();
      disk.resize(60);
      const next = install(checkout);
      expect(await next.exited, next.output()).toBe(0);
      expectInstalled(checkout);
    } finally {
      disk.close();
    }
  });
});

test("packages that nobody vouches for are replaced, even if npm takes them for whole, and left alone where they belong", async () => {
  const checkout = open({ packages });
  const others = checkout.path("others");
  mkdirSync(join(others, "zod"), { recursive: true });
  copyFileSync("node_modules/zod/package.json", join(others, "zod/package.json"));
  copyFileSync(checkout.path("package-lock.json"), join(others, ".package-lock.json"));
  symlinkSync(others, checkout.path("node_modules"));
  const program = install(checkout);
  expect(await program.exited, program.output()).toBe(0);
  expectInstalled(checkout);
  expect(readdirSync(others).sort()).toEqual([".package-lock.json", "zod"]);
});

test("of two starts at once one installs and the other waits for it, with a word", async () => {
  const checkout = open({ packages });
  const both = [install(checkout), install(checkout)];
  expect(await Promise.all(both.map((program) => program.exited))).toEqual([0, 0]);
  const outputs = both.map((program) => program.output()).sort();
  expect(outputs[0]).toMatch(/^· Installing dependencies …\n✓ Installing dependencies \(/);
  expect(outputs[1]).toMatch(/^· Waiting for process \d+, which is setting Parley up in this folder …\n/);
  expect(outputs[1]).not.toContain("Installing");
  expectInstalled(checkout);
});

describe("a step", () => {
  test("that dies of a signal says of which, and what it had said", async () => {
    const program = step("process.stdout.write('half of it'); process.kill(process.pid, 'SIGBUS');");
    expect(await program.exited).toBe(1);
    expect(program.output()).toBe("It could not be done: -e was ended by SIGBUS.\nhalf of it\n");
  });

  test("that finds the disk full says so", async () => {
    const program = step("throw new Error('ENOSPC: no space left on device, write');");
    expect(await program.exited).toBe(1);
    expect(program.output()).toMatch(/^It could not be done: there is no space left on the disk of \S+\.\n/);
  });

  test("ends with whoever began it, even if that is killed without a word", async () => {
    const program = step(
      "setInterval(() => {}, 1000); require('node:fs').writeFileSync(process.env.PID_FILE, String(process.pid));",
    );
    await expect.poll(() => readPid(), { timeout: 20_000 }).not.toBe(0);
    const pid = readPid();
    await program.end("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  const folder = mkdtempSync(join(tmpdir(), "parley-step-"));
  const pidFile = join(folder, "pid");
  afterAll(() => rmSync(folder, { recursive: true }));

  function step(script: string): Program {
    return runProgram(["test/support/step.mjs", script], { PID_FILE: pidFile });
  }

  function readPid(): number {
    return existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
  }
});

describe("a fresh checkout", () => {
  const scripts: Record<string, string> = JSON.parse(readFileSync("package.json", "utf8")).scripts;
  const reading = { PARLEY_DATA_DIR: "mistyped/folder", DATABASE_URL: "" };

  test("has no script that needs something before it has set itself up", () => {
    for (const [name, script] of Object.entries(scripts))
      expect([name, script]).toEqual([name, expect.stringMatching(/^exec node (--\S+ )*src\/cli\/\w[\w-]*\.mjs\b/)]);
  });

  test("says how a command is used, also for an argument that it does not have, without installing or making anything", async () => {
    const checkout = open({});
    const before = readdirSync(checkout.folder).sort();
    for (const [name, script] of Object.entries(scripts)) {
      const program = checkout.run([...script.replace(/^exec node /, "").split(" "), "--help"]);
      expect([name, await program.exited, program.output()]).toEqual([name, 0, expect.stringMatching(/^Usage: npm /)]);
    }
    for (const name of ["start", "dev", "build", "check", "test", "db:generate"]) {
      const script = scripts[name] ?? "";
      const program = checkout.run([...script.replace(/^exec node /, "").split(" "), "--nonsense"]);
      expect([name, await program.exited]).toEqual([name, 1]);
      expect(program.output()).toMatch(/^Unknown argument --nonsense\.\nUsage: npm /);
    }
    expect(readdirSync(checkout.folder).sort()).toEqual(before);
  });

  test("is set up by a command that reads, which then makes neither a folder nor a PostgreSQL", async () => {
    const checkout = open({ installed: true });
    for (const args of [
      ["log:verify"],
      ["backup", "--", "archive.zip"],
      ["admin", "--", "users"],
      ["admin", "--", "doctor"],
      ["psql"],
    ]) {
      const program = checkout.npm(["run", "--silent", ...args], reading);
      expect(await program.exited, args.join(" ")).toBe(1);
      expect(program.output()).toMatch(/There is no Parley in \S+mistyped\/folder, and DATABASE_URL is not set\./);
      expect(program.output()).not.toMatch(/^ +at /m);
      for (const made of ["mistyped", "data", "archive.zip"]) expect(existsSync(checkout.path(made))).toBe(false);
    }
    // An import is tried out against nothing, of which nothing stays.
    const zip = await writeZip(slackFiles());
    const program = checkout.npm(["run", "--silent", "import", "--", zip, "--dry-run"], reading);
    expect(await program.exited, program.output()).toBe(0);
    expect(program.output()).toMatch(/Messages +19/);
    expect(existsSync(checkout.path("mistyped"))).toBe(false);
    const absent = checkout.npm(["run", "--silent", "import", "--", "no/such.zip", "--dry-run"], reading);
    expect(await absent.exited).toBe(1);
    expect(absent.output()).toBe(`${checkout.path("no/such.zip")}: there is no such file\n`);
  }, 60_000);
});

test("a client of the database that is made in part is made again, even for the schema that it was last made for", async () => {
  const checkout = open({ installed: true });
  const generate = () => checkout.run(["src/cli/generate.mjs"]);
  const made = checkout.path("src/server/db/generated/generated-from");
  const first = generate();
  expect(await first.exited, first.output()).toBe(0);
  const before = readFileSync(made, "utf8");
  const killed = generate();
  await killed.says(/Generating/);
  await expect.poll(() => existsSync(made)).toBe(false);
  await killed.end("SIGKILL");
  const next = checkout.run(["src/cli/tool.mjs", "src/cli/openapi.ts", "--check"]);
  expect(await next.exited, next.output()).toBe(0);
  expect(next.output()).toContain("✓ Generating the Prisma client");
  expect(readFileSync(made, "utf8")).toBe(before);
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import nextConfig from "../../next.config.mjs";
import { slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createTestDatabase } from "../support/database";
import { startMailServer } from "../support/mail";
import { unset } from "../support/parley";
import { freePort } from "../support/ports";
import { runCommand } from "../support/process";
import { type Served, serve } from "../support/served";

const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md"],
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Every command that a document gives to a shell, without its comment. */
function commandsIn(document: string): string[] {
  const blocks = [...readFileSync(document, "utf8").matchAll(/^```(?:sh|cron)\n([\s\S]*?)^```/gmu)];
  const lines = blocks.flatMap(([, block = ""]) => block.replace(/\\\n\s*/gu, " ").split("\n"));
  return lines.map((line) => line.replace(/(^|\s)#.*$/u, "").trim()).filter((line) => line !== "");
}

const commands = [...new Set(documents.flatMap(commandsIn))];

/** Which commands no test below runs, and why. The first that fits counts. */
const notHere: readonly (readonly [RegExp, string])[] = [
  [/^npm test$/, "it runs this test"],
  [/^npm start$/, "run by first-start.trials.test.ts, on a fresh checkout"],
  [/^(export (PARLEY|POINT)=|curl .*\/(boot|messages|events))/, "run by readme.test.ts, one after another"],
  [/^curl .*\/metrics/, "run by metrics.test.ts, in other words"],
  [
    /^(export (DATABASE_URL|PARLEY_URL|PARLEY_SETUP_SECRET)=|PARLEY_ROLE=|npm run (build|migrate)$)/,
    "run by deployment-guide.test.ts",
  ],
  [/^docker /, "needs Docker; compose.yaml and the image are tried by container.test.ts and container-files.test.ts"],
  [/^git pull$|^cp \.env /, "concerns the operator's own files"],
  [/(^| )sudo |^journalctl /, "changes the machine; the unit is checked below"],
];

let served: Served;
let folder: string;
let zip: string;
let slug: string;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  await served.person("ada");
  slug = (await served.database.prisma.workspace.findFirstOrThrow()).slug;
  folder = mkdtempSync(join(tmpdir(), "parley-documents-"));
  zip = await writeZip(slackFiles());
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const ran = new Set<string>();
const npmScripts = new Set<string>();

/** Runs a command of the documents with this test's files and database in it, and answers what it printed. */
async function run(command: string, env: Record<string, string> = {}, code: number | null = 0): Promise<string> {
  expect(commands, "no document has it").toContain(command);
  ran.add(command);
  const here = command
    .replace("EMAIL", "ada@example.org")
    .replace(/ acme$/, ` ${slug}`)
    .replace("slack-export.zip", `"${zip}"`)
    .replace("/backups/", `${folder}/`)
    .replace("parley.sql", join(folder, "parley.sql"))
    .replace("/tmp/parley-trial", join(folder, "trial"))
    .replace("> .env", `> ${join(folder, "env")}`)
    .replace("cd /srv/parley && ", "")
    .replace(/^15 3 \* \* \* +/, "")
    .replace("\\%", "%")
    .replace("DATABASE_URL=postgresql://… ", "");
  const settings = {
    ...unset,
    HOME: folder,
    DATABASE_URL: served.database.url,
    PARLEY_DATA_DIR: join(folder, "data"),
    ...env,
  };
  const program = runCommand("sh", ["-c", once(here)], settings);
  program.child.stdin?.end();
  expect([await program.exited, program.output()], command).toEqual([code, program.output()]);
  return program.output();
}

/** A script runs by npm as it stands there, and from its second time on by the program that is built from it, which is quicker. */
function once(command: string): string {
  const [, name = ""] = /npm run (?:--silent )?(\S+)/u.exec(command) ?? [];
  const built = join("dist", `${name.replace(":", "-")}.mjs`);
  if (!npmScripts.has(name) || !existsSync(built)) {
    npmScripts.add(name);
    return command;
  }
  return command.replace(/npm run (?:--silent )?\S+(?: --)?/u, `node ${built}`);
}

describe("what the documents say to type", () => {
  test("backs up, tries the backup out, and restores it", async () => {
    expect(await run("npm run backup -- /backups/parley.zip")).toContain("Backed up to ");
    await run("15 3 * * *  cd /srv/parley && npm run --silent backup -- /backups/parley-$(date +\\%u).zip --overwrite");
    expect(await run("npm run restore -- /backups/parley.zip --check")).toContain("is complete and undamaged");
    const empty = await createTestDatabase({ migrated: false });
    expect(await run("npm run restore -- /backups/parley.zip", { DATABASE_URL: empty.url })).toContain(
      "Restored from ",
    );
    await empty.close();
  });

  test("restores beside a running server, compares, and starts on a port of its own", async () => {
    const day = "cp parley.zip parley-3.zip";
    expect(spawnSync("sh", ["-c", day], { cwd: folder }).status).toBe(0);
    await run("PARLEY_DATA_DIR=/tmp/parley-trial DATABASE_URL= npm run restore -- /backups/parley-3.zip");
    const compared = await run("PARLEY_DATA_DIR=/tmp/parley-trial DATABASE_URL= npm run log:verify");
    expect(compared).toContain("the log and the tables agree");
    const start = "PARLEY_DATA_DIR=/tmp/parley-trial DATABASE_URL= PORT=3999 npm start";
    expect(commands).toContain(start);
    ran.add(start);
    const here = start.replace("/tmp/parley-trial", join(folder, "trial")).replace("3999", String(await freePort()));
    const program = runCommand("sh", ["-c", `exec env ${here.replace("npm start", "node src/cli/start.mjs")}`], unset);
    await program.says(/Parley is ready at /);
    expect(await program.end("SIGTERM")).toBe(0);
  }, 90_000);

  test("does what an operator wants of people, links and mail", async () => {
    const mail = await startMailServer();
    const env = { SMTP_URL: mail.url };
    expect(await run("npm run admin -- users", env)).toContain("ada@example.org");
    expect(await run("npm run admin -- login-link EMAIL", env)).toContain("/auth/confirm#t=");
    expect(await run("npm run admin -- login-link ada@example.org", env)).toContain("/auth/confirm#t=");
    expect(await run("npm run admin -- setup-link", env, 1)).toContain("Parley is set up already.");
    expect(await run("npm run admin -- test-mail ada@example.org", env)).toContain("took a mail");
    expect(await run("npm run admin -- make-owner ada@example.org acme", env)).toContain("owns the workspace");
    expect(await run("npm run admin -- make-owner ada@example.org", env)).toContain("owns this Parley");
    expect(await run("npm run admin -- revoke-sessions ada@example.org", env)).toContain("1 session has ended");
    expect(await run("npm run admin -- consumers", env)).toMatch(/^bot_tokens: /mu);
    expect(await run("npm run admin -- consumers retry", env)).toContain("Nothing is parked.");
    const rewound = await run("npm run admin -- consumers rewind bot_tokens acme 1200", env, 1);
    expect(rewound).toContain('There is no workspace "acme".');
    // The PostgreSQL of the tests flushes nothing, which the doctor notices.
    expect(await run("npm run admin -- doctor", env, 1)).toMatch(/^fail +database +fsync is off/m);
    await mail.close();
  });

  test("imports a history", async () => {
    expect(await run("npm run import -- slack-export.zip --dry-run")).toMatch(/Messages +19/);
    expect(await run("npm run import -- slack-export.zip")).toContain("Added 19 messages");
    expect(await run("npm run import -- slack-export.zip --fresh")).toContain("Added 19 messages");
  });

  test("opens PostgreSQL's own programs on the database, or says how to get them", async () => {
    const hasPsql = spawnSync("psql", ["--version"]).status === 0;
    const count = await run('npm run psql -- --command "select count(*) from messages"', {}, hasPsql ? 0 : 1);
    expect(count).toMatch(hasPsql ? /\(1 row\)/ : /There is no psql on this machine\. Install /);
    await run("npm run psql", {}, hasPsql ? 0 : 1);
    const version = /\d+/.exec(spawnSync("pg_dump", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0];
    const dumped = await run("npm run pg_dump -- --file parley.sql", {}, Number(version ?? 0) >= 18 ? 0 : 1);
    if (version === undefined) expect(dumped).toContain("There is no pg_dump on this machine. Install ");
    else if (Number(version) < 18) expect(dumped).toContain("version mismatch");
  });

  test("makes settings for containers that nobody else can read, whatever the shell's umask", async () => {
    await run("(umask 077 && sh deploy/new-env.sh > .env)");
    expect(statSync(join(folder, "env")).mode & 0o777).toBe(0o600);
    rmSync(join(folder, "env"));
    spawnSync("sh", ["-c", `umask 022; sh deploy/new-env.sh > ${join(folder, "env")}`]);
    expect(statSync(join(folder, "env")).mode & 0o777).toBe(0o600);
  });

  test("migrates a database", async () => {
    const empty = await createTestDatabase({ migrated: false });
    const output = await run("DATABASE_URL=postgresql://… npm run migrate", { DATABASE_URL: empty.url });
    expect(output).toContain("The database is up to date.");
    await empty.close();
  });

  test("is run by a test, all of it, or stands in the table with the reason", () => {
    expect(
      commands.filter((command) => !ran.has(command) && !notHere.some(([pattern]) => pattern.test(command))),
    ).toEqual([]);
    expect(notHere.filter(([pattern]) => !commands.some((command) => pattern.test(command)))).toEqual([]);
    for (const [, why] of notHere)
      for (const [name] of why.matchAll(/\S+\.test\.ts/gu))
        expect(existsSync(join("test/server", name)), name).toBe(true);
  });

  test("names only scripts that there are, and files that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const document of documents) {
      const text = readFileSync(document, "utf8");
      for (const [, name = ""] of text.matchAll(/npm run (?:--silent )?([a-z][\w:]*)/gu))
        expect([document, Object.keys(scripts)]).toEqual([document, expect.arrayContaining([name])]);
      for (const [, path = ""] of text.matchAll(/\]\(([^)#:]+)[^)]*\)/gu))
        if (path !== "https") expect(existsSync(join(dirname(document), path)), `${document}: ${path}`).toBe(true);
    }
    const contributing = readFileSync("CONTRIBUTING.md", "utf8");
    for (const [, path = ""] of contributing.matchAll(/`((?:src|test|prisma)\/[\w./-]+\.\w+)`/gu))
      expect(existsSync(path), path).toBe(true);
  });

  test("calls menus as they are called on screen", () => {
    const strings = readFileSync("src/ui/strings/en.json", "utf8");
    const [, item = "none"] = /your menu → \*([^*]+)\*/u.exec(readFileSync("README.md", "utf8")) ?? [];
    expect(strings).toContain(`"developers": "${item}"`);
    expect(strings).toContain("your menu");
  });
});

test("the unit for systemd is one that systemd takes", () => {
  const unit = join(folder, "parley.service");
  writeFileSync(
    unit,
    readFileSync("deploy/parley.service", "utf8").replaceAll("/srv/parley/deploy", resolve("deploy")),
  );
  const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
  if (verified.error === undefined) expect([verified.status, verified.stderr]).toEqual([0, ""]);
  expect(readFileSync(unit, "utf8")).toMatch(/^ExecStart=\S+\/deploy\/start\.sh$/mu);
});

test("the build stays in its own folder, whatever lies above it, and a function holds what the guide says and no file of the project's", () => {
  const { turbopack, outputFileTracingRoot } = nextConfig(PHASE_PRODUCTION_SERVER);
  expect([turbopack?.root, outputFileTracingRoot]).toEqual([resolve("."), resolve(".")]);
  const trace = ".next/server/pages/api/[[...path]].js.nft.json";
  const names: readonly string[] = JSON.parse(readFileSync(trace, "utf8")).files;
  const files = names.map((name) => resolve(dirname(trace), name));
  expect(files.filter((file) => !/^(node_modules\/|\.next\/|package\.json$)/u.test(relative(".", file)))).toEqual([]);
  const bytes = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  const [, said = ""] = /The function of the API is (\d+) MB/u.exec(readFileSync("docs/deployment.md", "utf8")) ?? [];
  expect(Math.abs(bytes / 1_000_000 - Number(said)), `${basename(trace)}: ${bytes} bytes`).toBeLessThan(1.5);
});

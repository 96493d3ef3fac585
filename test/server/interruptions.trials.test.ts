import { appendFileSync, existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { verifyLogs } from "../../src/server/log/verify";
import { slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createUser } from "../support/app";
import { emptyFolder, takeBackup } from "../support/backup";
import { type Checkout, makeCheckout } from "../support/checkout";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";
import { type Served, serve } from "../support/served";
import { repetitions, report } from "../support/trials";

/** A command that writes, as it stands at the beginning of one trial. */
interface Trial {
  readonly run: () => Program;
  /** Looks at what there is after a run that came to its end. */
  readonly verify: () => Promise<void>;
  readonly close?: () => Promise<unknown>;
}

const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
const imported = 19;

let source: Served;
let archive: string;
let zip: string;
let checkout: Checkout;

beforeAll(async () => {
  source = await serve(await createTestDatabase());
  await source.person("bob");
  archive = await takeBackup(source.database);
  zip = await writeZip(slackFiles());
  checkout = makeCheckout({ installed: true });
  const set = checkout.run(["src/cli/generate.mjs"]);
  expect(await set.exited, set.output()).toBe(0);
}, 120_000);

afterAll(async () => {
  checkout.close();
  await source.close();
});

const begin: Readonly<Record<string, () => Promise<Trial>>> = {
  migrate: async () => {
    const dataDir = join(await emptyFolder(), "data");
    const run = () => runProgram(["dist/migrate.mjs"], { ...unset, PARLEY_DATA_DIR: dataDir });
    return {
      run,
      verify: async () => {
        const again = run();
        expect(await again.exited, again.output()).toBe(0);
        expect(again.output()).toBe("The database is up to date.\n");
        expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
      },
    };
  },

  import: async () => {
    const database = await installedDatabase();
    return {
      run: () => runProgram(["dist/import.mjs", zip], { ...unset, DATABASE_URL: database.url }),
      verify: async () => {
        expect(await database.prisma.message.count()).toBe(imported);
        expect((await verifyLogs(database.pool)).differences).toEqual([]);
      },
      close: database.close,
    };
  },

  backup: async () => {
    const file = join(await emptyFolder(), "backup.zip");
    const env = { ...unset, DATABASE_URL: source.database.url, PARLEY_DATA_DIR: dirname(file) };
    return {
      run: () => {
        // What a kill left is removed when it is old.
        for (const name of readdirSync(dirname(file)).filter((one) => one.endsWith(".partial")))
          utimesSync(join(dirname(file), name), 0, 0);
        return runProgram(["dist/backup.mjs", file, "--overwrite"], env);
      },
      verify: async () => {
        expect(readdirSync(dirname(file))).toEqual(["backup.zip"]);
        const check = runProgram(["dist/restore.mjs", file, "--check"], unset);
        expect(await check.exited, check.output()).toBe(0);
      },
    };
  },

  restore: async () => {
    const database = await createTestDatabase({ migrated: false });
    const env = { ...unset, DATABASE_URL: database.url, PARLEY_DATA_DIR: await emptyFolder() };
    return {
      run: () => runProgram(["dist/restore.mjs", archive], env),
      verify: async () => {
        const users = await database.prisma.user.count();
        expect(users).toBe(await source.database.prisma.user.count());
        expect((await verifyLogs(database.pool)).differences).toEqual([]);
      },
      close: database.close,
    };
  },

  openapi: async () => {
    const file = checkout.path("openapi.yaml");
    const whole = readFileSync("openapi.yaml", "utf8");
    appendFileSync(file, "# not current\n");
    const before = readFileSync(file, "utf8");
    return {
      run: () => checkout.run(["src/cli/tool.mjs", "src/cli/openapi.ts"]),
      verify: async () => {
        expect([before, whole]).toContain(readFileSync(file, "utf8"));
        expect(readFileSync(file, "utf8")).toBe(whole);
      },
    };
  },

  "db:migration": async () => {
    const model = `Trial${Math.random().toString(36).slice(2)}`;
    appendFileSync(checkout.path("prisma/schema.prisma"), `\nmodel ${model} {\n  id Int @id\n}\n`);
    const migrations = () => readdirSync(checkout.path("prisma/migrations")).filter((name) => /^\d/.test(name));
    const before = migrations().length;
    const tool = ["src/cli/tool.mjs", "src/cli/db-migration.ts"];
    return {
      run: () => checkout.run([...tool, "trial"]),
      verify: async () => {
        const check = checkout.run([...tool, "--check"]);
        expect(await check.exited, check.output()).toBe(0);
        expect(migrations().length).toBe(before + 1);
      },
    };
  },
};

/** Long enough for any of them on a quiet machine; on a busy one they are caught earlier in their work. */
const momentMsMax = 2_500;

test.each(Object.keys(begin))(
  "npm run %s may be ended at any moment, and the next run does the whole of it",
  async (name) => {
    const outcomes: Record<string, number> = {};
    for (let trial = 0; trial < repetitions({ trials: 21 }); trial += 1) {
      const signal = signals[(trial + name.length) % signals.length] ?? "SIGKILL";
      const { run, verify, close } = (await begin[name]?.()) ?? {};
      const moment = Math.random() * momentMsMax;
      const cut = run?.();
      await Promise.race([pause(moment), cut?.exited]);
      const code = await cut?.end(signal);
      expect(cut?.output()).not.toMatch(/^ +at /m);
      const next = run?.();
      // A restore that was cut after its end has nothing more to do, and says so.
      if ((await next?.exited) !== 0)
        expect([name, next?.output()]).toEqual(["restore", expect.stringMatching(/^The database is in use/)]);
      await verify?.();
      await close?.();
      outcomes[code === 0 ? "had ended" : `cut by ${signal}`] =
        (outcomes[code === 0 ? "had ended" : `cut by ${signal}`] ?? 0) + 1;
    }
    report(`${name}: ${JSON.stringify(outcomes)}`);
  },
  60_000 * repetitions({ trials: 21 }),
);

async function installedDatabase(): Promise<Database> {
  const database = await createTestDatabase();
  const owner_id = await createUser(database, "ana");
  await database.prisma.installation.create({ data: { id: 1, owner_id } });
  return database;
}

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withSchemaEngine } from "../../src/server/db/migrations/schema-engine";
import { type Program, runCommand } from "./process";

/** A folder with a test's own migrations, in which this version's tools run as in a checkout. */
export interface MigrationFolder {
  /** Adds a migration. Names must be in chronological order. */
  readonly add: (name: string, script: string) => void;
  readonly remove: (name: string) => void;
  readonly names: () => string[];
  readonly script: (name: string) => string;
  /** Runs the built `npm run migrate` there. */
  readonly migrate: (env: Readonly<Record<string, string>>) => Program;
  /** Migrates as the versions before transactions did, in a process whose death leaves real leftovers. */
  readonly migrateByEngine: (url: string) => Program;
  readonly close: () => void;
}

/** Creates a folder with this version's migrations, or with none. */
export function makeMigrationFolder({ empty = false } = {}): MigrationFolder {
  const folder = mkdtempSync(join(tmpdir(), "parley-migrations-"));
  const migrations = join(folder, "prisma/migrations");
  if (empty) mkdirSync(migrations, { recursive: true });
  else cpSync("prisma/migrations", migrations, { recursive: true });
  return {
    add: (name, script) => {
      mkdirSync(join(migrations, name));
      writeFileSync(join(migrations, name, "migration.sql"), script);
    },
    remove: (name) => rmSync(join(migrations, name), { recursive: true }),
    names: () => namesIn(migrations),
    script: (name) => readFileSync(join(migrations, name, "migration.sql"), "utf8"),
    migrate: (env) => runThere(folder, ["dist/migrate.mjs"], env),
    migrateByEngine: (url) => runThere(folder, ["test/support/engine-migrate.ts", url], {}),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Applies the missing migrations of this process's folder with Prisma's schema engine, and returns their names. */
export async function applyByEngine(url: string, baseDir = resolve("prisma/migrations")): Promise<string[]> {
  const migrationDirectories = namesIn(baseDir).map((path) => ({
    path,
    migrationFile: {
      path: "migration.sql",
      content: { tag: "ok" as const, value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") },
    },
  }));
  const lockfile = { path: "migration_lock.toml", content: 'provider = "postgresql"\n' };
  const migrationsList = { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
  const filters = { externalTables: [], externalEnums: [] };
  const applied = await withSchemaEngine({ url }, (engine) => engine.applyMigrations({ migrationsList, filters }));
  return applied.appliedMigrationNames;
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d/.test(name))
    .sort();
}

const loader = fileURLToPath(import.meta.resolve("tsx"));

function runThere(folder: string, [script = "", ...args]: string[], env: Readonly<Record<string, string>>): Program {
  const translated = script.endsWith(".ts") ? ["--import", loader] : [];
  const command = [process.execPath, ...translated, resolve(script), ...args];
  return runCommand("sh", ["-c", 'cd "$0" && exec "$@"', folder, ...command], env);
}

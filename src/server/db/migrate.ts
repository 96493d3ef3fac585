import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { withSchemaEngine } from "./schema-engine";

const migrationLock = 720_316_001;

/** What Prisma keeps beside the migrations to say which database they are for. */
export const lockfile = { path: "migration_lock.toml", content: 'provider = "postgresql"\n' };

/**
 * Brings a database to the newest migration, or to the given ones and no further, and answers the names of those that it
 * applied. Safe to repeat and for several processes to call at once: one migrates, the others wait.
 */
export async function migrate(url: string, wanted?: readonly string[]): Promise<string[]> {
  const session = new pg.Client({ connectionString: url });
  // Whoever asks is told; unheard, it would end the process.
  session.on("error", () => undefined);
  await session.connect();
  try {
    await session.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    const migrationsList = await readMigrations(migrationsFolder(), wanted);
    if (await isCurrent(session, migrationsList)) return [];
    const filters = { externalTables: [], externalEnums: [] };
    const applied = await withSchemaEngine({ url }, (engine) => engine.applyMigrations({ migrationsList, filters }));
    return applied.appliedMigrationNames;
  } finally {
    await session.end();
  }
}

/** The names of all migrations, oldest first. */
export async function migrationNames(folder = migrationsFolder()): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function migrationsFolder(): string {
  return resolve("prisma/migrations");
}

/** Reads `migrations/*`, or the wanted ones of them, as the schema engine wants them, oldest first. */
export async function readMigrations(folder: string, wanted?: readonly string[]): Promise<MigrationList> {
  const names = (await migrationNames(folder)).filter((name) => wanted === undefined || wanted.includes(name));
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({ path, migrationFile: await readMigration(folder, path) })),
  );
  return {
    baseDir: folder,
    lockfile,
    shadowDbInitScript: "",
    migrationDirectories,
  };
}

type MigrationFile = MigrationList["migrationDirectories"][number]["migrationFile"];

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  const value = await readFile(join(folder, name, "migration.sql"), "utf8");
  return { path: "migration.sql", content: { tag: "ok", value } };
}

/** Spares a start that has nothing to apply the loading of the engine. */
async function isCurrent(session: pg.Client, { migrationDirectories }: MigrationList): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
  );
  if (rows[0]?.found !== true) return migrationDirectories.length === 0;
  const done = await session.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const names = new Set(done.rows.map((row) => row.migration_name));
  return migrationDirectories.every((directory) => names.has(directory.path));
}

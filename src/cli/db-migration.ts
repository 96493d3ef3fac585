import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DiffTarget } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { startTemporaryPostgres } from "../server/db/built-in/temporary-postgres";
import { migrationNames, scriptPath } from "../server/db/migrations/migrations";
import { withSchemaEngine } from "../server/db/migrations/schema-engine";
import { command } from "./command";
import { interrupted } from "./running/interruption";
import { UsageFault } from "./running/usage-fault";
import { writeWhole } from "./whole-file.mjs";

const folder = resolve("prisma/migrations");
const schemaFile = resolve("prisma/schema.prisma");
/**
 * The schema that the existing migrations produce. Hand-written SQL (partial indexes, say) therefore never shows up as a
 * difference.
 */
const reachedFile = join(folder, "schema.prisma");
/** Beside the migrations, so that half of one is never mistaken for a migration. */
const draftFolder = join(folder, ".draft");

await command("db-migration", () => main(process.argv[2]));

/** Writes a migration from the schema that the migrations produce to `schema.prisma`; with `--check`, fails if one is missing. */
async function main(argument: string | undefined): Promise<void> {
  if (argument !== "--check" && !/^[a-z][a-z0-9_]*$/.test(argument ?? "")) {
    throw new UsageFault("Give the migration a name in snake_case, such as add_pins.");
  }
  const schema = await readFile(schemaFile, "utf8");
  const script = await difference(await readFile(reachedFile, "utf8").catch(() => undefined), schema);
  if (!script.includes(";")) return say("The migrations already make what prisma/schema.prisma describes.");
  if (argument === "--check") {
    throw new Error("prisma/schema.prisma has no migration yet: npm run db:migration -- NAME");
  }
  const path = (await writtenBefore(script)) ?? (await writeMigration(`${timestamp()}_${argument}`, script));
  writeWhole(reachedFile, schema);
  say(`Wrote ${path}; read it before you commit it.`);
}

/** Writes a migration, and moves it into place once it is complete. */
async function writeMigration(name: string, script: string): Promise<string> {
  await rm(draftFolder, { recursive: true, force: true });
  await mkdir(draftFolder);
  writeWhole(join(draftFolder, "migration.sql"), script);
  await rename(draftFolder, join(folder, name));
  return join(folder, scriptPath(name));
}

/** The newest migration, if it is the wanted one: the run that wrote it ended before it could record the schema. */
async function writtenBefore(script: string): Promise<string | undefined> {
  const newest = (await migrationNames()).at(-1);
  if (newest === undefined) return undefined;
  const path = join(folder, scriptPath(newest));
  return (await readFile(path, "utf8")) === script ? path : undefined;
}

/** The SQL from one schema to another. Prisma's engine needs a PostgreSQL to connect to, but leaves it untouched. */
async function difference(reached: string | undefined, wanted: string): Promise<string> {
  const signal = interrupted(new Error("Interrupted: no migration was written."));
  const scratch = await startTemporaryPostgres();
  const from: DiffTarget =
    reached === undefined
      ? { tag: "empty" }
      : { tag: "schemaDatamodel", files: [{ path: reachedFile, content: reached }] };
  const to: DiffTarget = { tag: "schemaDatamodel", files: [{ path: schemaFile, content: wanted }] };
  const filters = { externalTables: [], externalEnums: [] };
  try {
    signal.throwIfAborted();
    const result = await withSchemaEngine(
      { url: scratch.urlOf("postgres"), datamodels: [[schemaFile, wanted]] },
      (engine) => engine.diff({ from, to, script: true, exitCode: null, filters }),
    );
    signal.throwIfAborted();
    return result.stdout ?? "";
  } finally {
    await scratch.close();
  }
}

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

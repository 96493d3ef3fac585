import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DiffTarget } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { lockfile } from "../server/db/migrate";
import { withSchemaEngine } from "../server/db/schema-engine";
import { startTemporaryPostgres } from "../server/db/temporary-postgres";

const folder = resolve("prisma/migrations");
const schemaFile = resolve("prisma/schema.prisma");
/** The schema that the existing migrations lead to; hand-written SQL (partial indexes, say) therefore never shows up as a difference. */
const reachedFile = join(folder, "schema.prisma");

await main(process.argv[2]);

/** Writes a migration from the schema that the migrations reach to `schema.prisma`; with `--check`, fails if one is missing. */
async function main(argument: string | undefined): Promise<void> {
  if (argument !== "--check" && !/^[a-z][a-z0-9_]*$/.test(argument ?? "")) {
    return fail("Give the migration a name: npm run db:migration -- add_pins");
  }
  const schema = await readFile(schemaFile, "utf8");
  const script = await difference(await readFile(reachedFile, "utf8").catch(() => undefined), schema);
  if (!script.includes(";")) return say("The migrations lead to prisma/schema.prisma.");
  if (argument === "--check") return fail("prisma/schema.prisma has no migration yet: npm run db:migration -- NAME");
  const migration = join(folder, `${timestamp()}_${argument}`);
  await mkdir(migration, { recursive: true });
  await writeFile(join(migration, "migration.sql"), script);
  await writeFile(join(folder, lockfile.path), lockfile.content);
  await writeFile(reachedFile, schema);
  say(`Wrote ${join(migration, "migration.sql")}; read it before you commit it.`);
}

/** The SQL from one schema to another; Prisma's engine wants a PostgreSQL to talk to, but leaves it untouched. */
async function difference(reached: string | undefined, wanted: string): Promise<string> {
  const scratch = await startTemporaryPostgres();
  const from: DiffTarget =
    reached === undefined
      ? { tag: "empty" }
      : { tag: "schemaDatamodel", files: [{ path: reachedFile, content: reached }] };
  const to: DiffTarget = { tag: "schemaDatamodel", files: [{ path: schemaFile, content: wanted }] };
  const filters = { externalTables: [], externalEnums: [] };
  try {
    const result = await withSchemaEngine(
      { url: scratch.urlOf("postgres"), datamodels: [[schemaFile, wanted]] },
      (engine) => engine.diff({ from, to, script: true, exitCode: null, filters }),
    );
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

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** One migration, as stored in its folder. */
export interface Migration {
  readonly name: string;
  readonly script: string;
  /** The checksum that Prisma stores beside the name, so that a changed script is noticed. */
  readonly checksum: string;
}

/** `YYYYMMDDhhmmss_what_it_does`; anything else in the folder is not a migration. */
const namePattern = /^\d{14}_.+$/;

/** The names of all migrations, oldest first. */
export async function migrationNames(folder = migrationsFolder()): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return (
    entries
      .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
      .map((entry) => entry.name)
      // Changing branches may leave an empty folder behind.
      .filter((name) => existsSync(join(folder, scriptPath(name))))
      .sort()
  );
}

/** Reads all migrations, or the wanted ones of them, oldest first. */
export async function readMigrations(wanted?: readonly string[]): Promise<Migration[]> {
  const folder = migrationsFolder();
  const names = (await migrationNames(folder)).filter((name) => wanted === undefined || wanted.includes(name));
  return Promise.all(
    names.map(async (name) => {
      const script = await readFile(join(folder, scriptPath(name)), "utf8");
      return { name, script, checksum: createHash("sha256").update(script).digest("hex") };
    }),
  );
}

/** The path of a migration's script in the migrations folder. */
export function scriptPath(name: string): string {
  return join(name, "migration.sql");
}

function migrationsFolder(): string {
  return resolve("prisma/migrations");
}

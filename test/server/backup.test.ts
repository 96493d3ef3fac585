import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkArchive, openBackup } from "../../src/server/backup/archive-reader";
import { backUp } from "../../src/server/backup/back-up";
import { contentsPath, manifestPath } from "../../src/server/backup/manifest";
import { archivedTables, tableNames } from "../../src/server/backup/tables";
import type { Database } from "../../src/server/db/client";
import { migrationNames } from "../../src/server/db/migrations/migrations";
import { verifyLogs } from "../../src/server/log/verify";
import { message } from "../support/app";
import { emptyFolder, quietly, restoreInto, takeBackup, withDamage, withFile } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";

let served: Served;
const others: Database[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  const bob = await served.person("bob");
  await served.bot("robot");
  for (const body of ["plain", "tab\there", "line\nbreak", "back\\slash \\N", "quote\" 'it", "emoji 🎉 ünï"])
    await served.as(bob, message(served.world.generalId, body));
  await served.app.auth.links.issue("late@example.org", "Late");
});

afterAll(async () => {
  await served.close();
  for (const database of others) await database.close();
});

async function emptyDatabase(): Promise<Database> {
  const database = await createTestDatabase();
  others.push(database);
  return database;
}

async function rowsOf({ pool }: Database, table: string): Promise<unknown[]> {
  const { rows } = await pool.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t order by t::text`);
  return rows.map(({ row }) => row);
}

/** A copy of an archive with one more table of one row, as an older Parley archives the tables that it does not know. */
async function withTable(file: string, name: string, text: string): Promise<string> {
  const path = `tables/${name}`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  const listed = { path, bytes: text.length, sha256, table: { name, columns: ["some", "more"], rows: 1 } };
  const added = await withFile(file, path, () => text);
  return withFile(added, contentsPath, (contents) =>
    contents.replace(/("files":\s*\[)/u, `$1${JSON.stringify(listed)},`),
  );
}

async function isEmpty({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query("select from users union all select from events union all select from sessions");
  return rows.length === 0;
}

/** Waits until consumers have read what there is, and so move no more. */
async function consumersAtRest({ pool }: Database): Promise<void> {
  const behind = `select from workspace_heads h left join consumer_cursors c using (workspace_id) where c.cursor is distinct from h.head`;
  await expect.poll(async () => (await pool.query(behind)).rowCount, { timeout: 20_000 }).toBe(0);
}

describe("a backup that is restored", () => {
  test("has every row of every table, but no link or ticket that was still to be used once", async () => {
    await consumersAtRest(served.database);
    const file = await takeBackup(served.database);
    const database = await emptyDatabase();
    await restoreInto(database, file);
    const tables = await archivedTables(database.pool);
    const differing: string[] = [];
    for (const { name } of tables) {
      const before = await rowsOf(served.database, name);
      if (JSON.stringify(await rowsOf(database, name)) !== JSON.stringify(before)) differing.push(name);
    }
    expect(differing).toEqual(["workspace_heads"]);
    const leftOut = (await tableNames(database.pool)).filter((name) => !tables.some((table) => table.name === name));
    expect(leftOut.sort()).toEqual([
      "_prisma_migrations",
      "email_changes",
      "invite_mails",
      "job_runners",
      "last_backup",
      "magic_links",
      "realtime_tickets",
    ]);
    expect(await rowsOf(served.database, "magic_links")).toHaveLength(1);
    expect(await rowsOf(database, "magic_links")).toEqual([]);
    expect((await verifyLogs(database.pool)).differences).toEqual([]);
  });

  test("may hold the tables that this Parley leaves out: they are checked, and stay empty", async () => {
    const texts = {
      last_backup: "1\t2026-01-02 03:04:05+00\n",
      email_changes: "one\n",
      magic_links: "two\n",
    };
    let file = await takeBackup(served.database);
    for (const [name, text] of Object.entries(texts)) file = await withTable(file, name, text);
    const database = await emptyDatabase();
    const damaged = await withFile(file, "tables/email_changes", () => "oen\n");
    await expect(restoreInto(database, damaged)).rejects.toThrow("tables/email_changes: the file is damaged");
    await restoreInto(database, file);
    for (const name of Object.keys(texts)) expect(await rowsOf(database, name)).toEqual([]);
    expect(await rowsOf(database, "users")).toEqual(await rowsOf(served.database, "users"));
  });

  test("has the secrets and the uploads, readable by their owner alone", async () => {
    const dataFolder = await emptyFolder();
    await writeFile(join(dataFolder, "setup-secret"), "set-up\n");
    await writeFile(join(dataFolder, "nextauth-secret"), "sign-in\n");
    await writeFile(join(dataFolder, "postgres-password"), "of another cluster\n");
    await mkdir(join(dataFolder, "uploads/ab/cd"), { recursive: true });
    const picture = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
    await writeFile(join(dataFolder, "uploads/ab/cd/picture"), picture);
    await writeFile(join(dataFolder, "uploads/empty"), "");
    const file = await takeBackup(served.database, { dataFolder });
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const restored = await restoreInto(await emptyDatabase(), file);
    expect((await readdir(restored)).sort()).toEqual(["nextauth-secret", "setup-secret", "uploads"]);
    expect(await readFile(join(restored, "setup-secret"), "utf8")).toBe("set-up\n");
    expect(await readFile(join(restored, "uploads/ab/cd/picture"))).toEqual(picture);
    expect((await readFile(join(restored, "uploads/empty"))).length).toBe(0);
    for (const name of ["nextauth-secret", "uploads/ab/cd/picture"])
      expect((await stat(join(restored, name))).mode & 0o777).toBe(0o600);
  });

  test("may be checked without being restored", async () => {
    const archive = await openBackup(await takeBackup(served.database));
    await checkArchive(archive, quietly);
    expect(archive.manifest).toMatchObject({ format: "parley-backup", migrations: await migrationNames() });
    archive.close();
  });
});

test("no table counts by a sequence, which an archive of rows would lose", async () => {
  const { rows } = await served.database.pool.query(
    "select relname from pg_class where relkind = 'S' and relnamespace = current_schema()::regnamespace",
  );
  expect(rows).toEqual([]);
});

describe("a backup that cannot be made", () => {
  test("leaves an archive in its place alone, unless asked, and nothing half done beside it", async () => {
    const file = join(await emptyFolder(), "backup.zip");
    await writeFile(file, "yesterday's");
    const source = { url: served.database.url, dataFolder: await emptyFolder() };
    await expect(backUp(source, file, quietly)).rejects.toThrow("exists already");
    expect(await readFile(file, "utf8")).toBe("yesterday's");
    await backUp(source, file, { ...quietly, overwrite: true });
    expect(await readdir(dirname(file))).toEqual(["backup.zip"]);
  });

  test("tells of an upload that vanishes or changes while it is read, and leaves nothing", async () => {
    const dataFolder = await emptyFolder();
    const folder = join(dataFolder, "uploads");
    await mkdir(folder);
    for (const name of ["a", "b"]) await writeFile(join(folder, name), name.repeat(1_000_000));
    const file = join(await emptyFolder(), "backup.zip");
    const during = (change: () => Promise<void>) => {
      let isChanged = false;
      // The files come after the tables, in the order of their names.
      const onBytes = (count: number) => {
        if (count < 60_000 || isChanged) return;
        isChanged = true;
        void change();
      };
      return backUp({ url: served.database.url, dataFolder }, file, { ...quietly, onBytes });
    };
    await expect(during(() => rm(join(folder, "b")))).rejects.toThrow(/uploads\/b vanished/);
    await expect(during(() => writeFile(join(folder, "a"), "short"))).rejects.toThrow(/uploads\/a changed/);
    expect(await readdir(dirname(file))).toEqual([]);
  });

  test("says so when there is no folder for the archive", async () => {
    const file = join(await emptyFolder(), "absent", "backup.zip");
    const source = { url: served.database.url, dataFolder: await emptyFolder() };
    await expect(backUp(source, file, quietly)).rejects.toThrow(`${file} cannot be written: there is no such folder`);
  });

  test("is refused for a database without Parley, in a sentence", async () => {
    const url = served.database.url.replace(/[^/]+$/, "postgres");
    await expect(takeBackup({ url })).rejects.toThrow("There is no Parley in this database.");
  });

  test("leaves nothing when it is interrupted", async () => {
    const file = join(await emptyFolder(), "backup.zip");
    const interruption = new AbortController();
    const source = { url: served.database.url, dataFolder: await emptyFolder() };
    const onBytes = () => interruption.abort(new Error("enough"));
    await expect(backUp(source, file, { ...quietly, signal: interruption.signal, onBytes })).rejects.toThrow("enough");
    expect(await readdir(dirname(file))).toEqual([]);
  });
});

describe("a restore is refused, and changes nothing,", () => {
  test("into a database that is in use", async () => {
    const file = await takeBackup(served.database);
    const before = await rowsOf(served.database, "events");
    await expect(restoreInto(served.database, file)).rejects.toThrow(
      /^The database is in use \(.*events.* have rows\)/,
    );
    expect(await rowsOf(served.database, "events")).toEqual(before);
  });

  test("into a database of something else", async () => {
    const file = await takeBackup(served.database);
    const database = await emptyDatabase();
    await database.pool.query("drop schema public cascade; create schema public; create table recipes (name text)");
    await expect(restoreInto(database, file)).rejects.toThrow("tables of another program");
    expect(await tableNames(database.pool)).toEqual(["recipes"]);
  });

  test("into a folder that has uploads", async () => {
    const file = await takeBackup(served.database);
    const dataFolder = await emptyFolder();
    await mkdir(join(dataFolder, "uploads"));
    await writeFile(join(dataFolder, "uploads/kept"), "kept");
    const database = await emptyDatabase();
    await expect(restoreInto(database, file, { dataFolder })).rejects.toThrow("holds files already");
    expect(await isEmpty(database)).toBe(true);
  });

  test("of an archive of a newer Parley", async () => {
    const file = await takeBackup(served.database);
    const database = await emptyDatabase();
    const migrated = await withFile(file, manifestPath, (text) =>
      text.replace('"migrations": [', '"migrations": ["2999_new",'),
    );
    await expect(restoreInto(database, migrated)).rejects.toThrow(/made by a newer Parley .*update this one first/);
    const reshaped = await withFile(file, manifestPath, (text) =>
      text.replace('"format_version": 1', '"format_version": 2'),
    );
    await expect(restoreInto(database, reshaped)).rejects.toThrow(/made by a newer Parley/);
    expect(await isEmpty(database)).toBe(true);
  });

  test("of an archive that is no backup, was cut off, lacks a file or has one too many", async () => {
    const file = await takeBackup(served.database);
    const database = await emptyDatabase();
    const cut = join(await emptyFolder(), "cut.zip");
    await writeFile(cut, (await readFile(file)).subarray(0, -100));
    await expect(restoreInto(database, cut)).rejects.toThrow(/cut off|damaged/);
    await expect(restoreInto(database, await withFile(file, "stray", () => "x"))).rejects.toThrow("does not list");
    const lacking = await withFile(file, contentsPath, (text) => text.replace("tables/users", "tables/usersx"));
    await expect(restoreInto(database, lacking)).rejects.toThrow("missing from the archive");
    expect(await isEmpty(database)).toBe(true);
  });

  test("of an archive in which any part is damaged, or a row is missing", async () => {
    const file = await takeBackup(served.database);
    const database = await emptyDatabase();
    const changed = await withFile(file, "tables/events", (text) => text.replace("emoji", "emojo"));
    await expect(restoreInto(database, changed)).rejects.toThrow("tables/events: the file is damaged");
    const counted = await withFile(file, contentsPath, (text) => text.replace(/("name":"events".*?"rows":)\d+/, "$11"));
    await expect(restoreInto(database, counted)).rejects.toThrow(/tables\/events: 1 rows were expected/);
    for (const path of [manifestPath, "tables/users", "tables/events", "tables/workspace_heads", contentsPath]) {
      await expect(restoreInto(database, await withDamage(file, path))).rejects.toThrow();
      expect(await isEmpty(database)).toBe(true);
    }
    await restoreInto(database, file);
  });
});

import { z } from "zod";

/** Incremented when an older Parley could not read what a newer one writes. */
export const formatVersion = 1;

/** An archive's description of itself, in its first entry. */
export const manifestSchema = z.object({
  format: z.literal("parley-backup"),
  format_version: z.int(),
  parley_version: z.string(),
  /** By the clock of the database. */
  taken_at: z.iso.datetime(),
  /** The migrations applied to the tables, oldest first. */
  migrations: z.array(z.string()),
  /** The head of each workspace's log. */
  heads: z.array(z.object({ workspace_id: z.string(), head: z.int() })),
});

const fileSchema = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  /** For a table: its columns in the order of its lines, and the number of lines. */
  table: z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int() }).optional(),
});

/** All other entries, in the order in which to read them. This entry is the last one, since only then are all others known. */
export const contentsSchema = z.object({ files: z.array(fileSchema) });

export type Manifest = z.infer<typeof manifestSchema>;
export type ArchivedFile = z.infer<typeof fileSchema>;

export const manifestPath = "manifest.json";
export const contentsPath = "contents.json";
export const folders = { tables: "tables/", secrets: "secrets/", uploads: "uploads/" } as const;

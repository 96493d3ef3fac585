import { z } from "zod";

/** Counted up when an older Parley could not read what a newer one writes. */
export const formatVersion = 1;

/** An archive's description of itself, in its first entry. */
export const manifestSchema = z.object({
  format: z.literal("parley-backup"),
  format_version: z.int(),
  parley_version: z.string(),
  /** By the clock of the database. */
  taken_at: z.iso.datetime(),
  /** The migrations that the tables had, oldest first. */
  migrations: z.array(z.string()),
  /** How far each workspace's log went. */
  heads: z.array(z.object({ workspace_id: z.string(), head: z.int() })),
});

const fileSchema = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  /** Of a table: its columns in the order of its lines, and how many lines there are. */
  table: z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int() }).optional(),
});

/** Every other entry, in the order in which they are to be read. It is the last one, since only then all of them are known. */
export const contentsSchema = z.object({ files: z.array(fileSchema) });

export type Manifest = z.infer<typeof manifestSchema>;
export type ArchivedFile = z.infer<typeof fileSchema>;

export const manifestPath = "manifest.json";
export const contentsPath = "contents.json";
export const folders = { tables: "tables/", secrets: "secrets/", uploads: "uploads/" } as const;

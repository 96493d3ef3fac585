import type { ArchivedFile, Manifest } from "../server/backup/manifest";

const number = new Intl.NumberFormat("en");

/** The contents of an archive, for a terminal. */
export function describeArchive(manifest: Manifest, files: readonly ArchivedFile[]): string {
  const tables = files.flatMap(({ table }) => table ?? []);
  const rowsOf = (name: string) => number.format(tables.find((table) => table.name === name)?.rows ?? 0);
  const uploads = files.filter(({ path }) => path.startsWith("uploads/"));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = [
    ["Taken", `${manifest.taken_at} by Parley ${manifest.parley_version}`],
    ["Workspaces", number.format(manifest.heads.length)],
    ["Events", rowsOf("events")],
    ["Messages", rowsOf("messages")],
    ["Uploads", number.format(uploads.length)],
    ["Unpacked", `${number.format(Math.ceil(bytes / 1_000_000))} MB`],
  ];
  return rows.map(([title = "", text]) => `  ${title.padEnd(10)}  ${text}\n`).join("");
}

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { startBuilt } from "./built";
import type { Program } from "./process";

/** Another build of Parley, in its own folder. */
export type SecondBuild = {
  readonly id: string;
  /** Runs its server. It may not be ready yet. */
  readonly start: (env: Readonly<Record<string, string>>) => Program;
  readonly remove: () => void;
};

/** The files that a built server needs beside the build output. */
const shared = ["node_modules", "package.json", "next.config.mjs", "prisma", "public"];

/**
 * Makes one from the build here: the same code under another id, and with another name for every script and style, as if all of
 * them had changed. Takes a second instead of half a minute. Needs `npm run build`.
 */
export function makeSecondBuild(): SecondBuild {
  const folder = mkdtempSync(join(tmpdir(), "parley-build-"));
  for (const name of shared) symlinkSync(resolve(name), join(folder, name));
  const isKept = (path: string) => !/\/\.next\/(?:cache|trace|diagnostics|types)|\.(?:br|map)$/u.test(path);
  for (const name of [".next", "dist"])
    cpSync(name, join(folder, name), { recursive: true, verbatimSymlinks: true, filter: isKept });
  const first = readFileSync(".next/BUILD_ID", "utf8");
  const id = first.replace(/^./u, (digit) => (digit === "0" ? "1" : "0"));
  const chunks = join(folder, ".next/static/chunks");
  const names = new Map([
    [first, id],
    ...readdirSync(chunks).map((name): [string, string] => [name, `zz${name.slice(2)}`]),
  ]);
  renameIn(folder, names);
  return {
    id,
    start: (env) => startBuilt(folder, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Renames files, and every reference to them. */
function renameIn(folder: string, names: ReadonlyMap<string, string>): void {
  const pattern = new RegExp([...names.keys()].map((name) => name.replaceAll(".", "\\.")).join("|"), "gu");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    const renamed = text.replace(pattern, (name) => names.get(name) ?? name);
    const place = join(entry.parentPath, names.get(basename(path)) ?? entry.name);
    if (place !== path) rmSync(path);
    if (place !== path || renamed !== text) writeFileSync(place, renamed);
  }
}

import { rmSync } from "node:fs";
import { basename } from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles a TypeScript program of the tests and returns its path. Compile programs that run often once: otherwise compilation
 * takes most of a short run's time. The file is deleted when this process ends.
 */
export function compiled(source: string): string {
  const outfile = `node_modules/.cache/parley-tests/${basename(source, ".ts")}-${process.pid}.mjs`;
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "inline",
  });
  process.once("exit", () => rmSync(outfile, { force: true }));
  return outfile;
}

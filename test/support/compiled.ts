import { rmSync } from "node:fs";
import { basename } from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles a TypeScript program of the tests and answers its path. What runs often should be compiled once: to translate it anew takes most
 * of the time of a short run. The file goes when this process ends.
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

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundlePrograms } from "../../src/cli/setup.mjs";
import { startBuilt } from "./built";
import type { Program } from "./process";

/** The server of an earlier commit, built from the history of this checkout. */
export type PreviousBuild = {
  readonly commit: string;
  readonly start: (env: Readonly<Record<string, string>>) => Program;
  readonly remove: () => void;
};

/**
 * Builds the server of the previous commit, or of `PARLEY_PREVIOUS`, with the packages installed here. Throws if there is no
 * history, because then nothing is known about how an earlier build fares.
 */
export async function makePreviousBuild(): Promise<PreviousBuild> {
  const commit = commitOf(process.env.PARLEY_PREVIOUS || "HEAD^");
  const folder = mkdtempSync(join(tmpdir(), "parley-previous-"));
  const archive = execFileSync("git", ["archive", commit], { maxBuffer: 2 ** 30 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [resolve("node_modules/prisma/build/index.js"), "generate"], { cwd: folder });
  await bundlePrograms({ folder, paths: ["server.ts"], buildId: "previous" });
  return {
    commit,
    start: (env) => startBuilt(folder, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function commitOf(ref: string): string {
  try {
    return execFileSync("git", ["rev-parse", "--verify", `${ref}^{commit}`], { encoding: "utf8" }).trim();
  } catch (error) {
    throw new Error(
      `There is no ${ref} in the history of this checkout, so that no earlier build can be tried: fetch its history.`,
      {
        cause: error,
      },
    );
  }
}

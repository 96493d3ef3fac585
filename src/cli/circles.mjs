import { readdirSync, readFileSync } from "node:fs";
import { posix as path } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

const rooms = readdirSync("src", { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const isCode = /\.(tsx?|mjs)$/;
const endings = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const circles = rooms.flatMap((room) => circlesIn(`src/${room}`));
  for (const circle of circles) process.stdout.write(`${circle}\n`);
  process.exitCode = circles.length === 0 ? 0 : 1;
}

/**
 * The import cycles of a room, each as a sentence: cycles of files, and of folders at every depth. An import counts whether it is
 * of a value or a type, static or dynamic.
 */
export function circlesIn(room) {
  const imports = importsIn(room);
  const deepest = Math.max(0, ...imports.flat().map((file) => file.split("/").length - 1));
  const depths = Array.from({ length: deepest }, (_, index) => index + 1);
  const folders = depths.flatMap((depth) =>
    circlesOf(imports, (file) => path.dirname(file).split("/").slice(0, depth).join("/")),
  );
  return [...new Set([...circlesOf(imports, (file) => file), ...folders])];
}

/** Every import between files of the room, as pairs. */
function importsIn(room) {
  const names = readdirSync(room, { recursive: true }).map((name) => path.join(room, name.replaceAll("\\", "/")));
  const files = new Set(names.filter((name) => isCode.test(name) && !name.includes("/generated/")));
  const resolved = (from, name) => {
    const base = path.join(path.dirname(from), name);
    return endings.map((ending) => base + ending).find((file) => files.has(file));
  };
  return [...files].flatMap((file) =>
    ts
      .preProcessFile(readFileSync(file, "utf8"), true, true)
      .importedFiles.map(({ fileName }) => (fileName.startsWith(".") ? resolved(file, fileName) : undefined))
      .filter((found) => found !== undefined && found !== file)
      .map((found) => [file, found]),
  );
}

/** A shortest cycle through each node that is not in a reported cycle yet, with the files grouped by `nodeOf`. */
function circlesOf(imports, nodeOf) {
  const edges = new Map();
  for (const [from, to] of imports) {
    const [a, b] = [nodeOf(from), nodeOf(to)];
    if (a === b) continue;
    const known = edges.get(a) ?? new Map();
    edges.set(a, known);
    if (!known.has(b)) known.set(b, `${from} imports ${to}`);
  }
  const told = new Set();
  return [...edges.keys()].flatMap((start) => {
    const circle = told.has(start) ? null : wayBack(edges, start);
    if (!circle) return [];
    for (const node of circle) told.add(node);
    const reasons = circle.map((node, index) => edges.get(node).get(circle[(index + 1) % circle.length]));
    return [`A circle: ${[...circle, start].join(" → ")}\n  ${reasons.join("\n  ")}`];
  });
}

/** The shortest path from a node back to itself, without its end. */
function wayBack(edges, start) {
  const before = new Map();
  const queue = [start];
  for (const node of queue) {
    for (const next of edges.get(node)?.keys() ?? []) {
      if (next === start) {
        const way = [node];
        while (way[0] !== start) way.unshift(before.get(way[0]));
        return way;
      }
      if (before.has(next)) continue;
      before.set(next, node);
      queue.push(next);
    }
  }
  return null;
}

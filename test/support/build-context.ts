import { readFileSync } from "node:fs";

/** Whether `.dockerignore` lets a file, by its path in the project, reach the builder. The last matching line decides. */
export function reachesBuilder(path: string): boolean {
  const matching = rules().filter(({ pattern }) => pattern.test(path));
  return matching.at(-1)?.isException ?? true;
}

function rules(): { pattern: RegExp; isException: boolean }[] {
  const lines = readFileSync(".dockerignore", "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ pattern: patternOf(line.replace(/^!/, "")), isException: line.startsWith("!") }));
}

/** A pattern matches a file, or a folder and everything in it. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**/", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", "(?:.*/)?");
  return new RegExp(`^${source}(?:/.*)?$`);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

/**
 * Packages of production dependencies that only building needs: the compiler and the image optimiser of Next.js, and TypeScript
 * for Prisma.
 */
const forBuilding = /^node_modules\/(@next\/swc-.+|sharp|@img\/.+|typescript)$/;

/**
 * The installed packages that a built Parley does not need, as paths that start with `node_modules/`. The files that mark the
 * installation as complete come first, so that an interrupted pruning is not mistaken for an installation.
 */
export function needlessPaths() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const needless = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => dev || devOptional || forBuilding.test(path))
    .map(([path]) => path);
  return ["node_modules/.installed-from", "node_modules/.package-lock.json", ...needless, "node_modules/.bin"];
}

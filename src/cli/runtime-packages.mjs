import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

/** What production dependencies bring along for building: Next.js its compiler and its image optimiser, Prisma its types. */
const forBuilding = /^node_modules\/(@next\/swc-.+|sharp|@img\/.+|typescript)$/;

/**
 * What a built Parley does not need of the installed packages, as paths from `node_modules/` on. What says that they are all there comes
 * first, so that a pruning that is ended is not taken for an installation.
 */
export function needlessPaths() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const needless = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => dev || devOptional || forBuilding.test(path))
    .map(([path]) => path);
  return ["node_modules/.installed-from", "node_modules/.package-lock.json", ...needless, "node_modules/.bin"];
}

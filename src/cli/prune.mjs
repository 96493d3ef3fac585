import { rmSync } from "node:fs";
import { join } from "node:path";
import { needlessPaths } from "./runtime-packages.mjs";
import { root } from "./setup.mjs";

// Leaves in node_modules only what a built Parley needs: for an image in which nothing is built again.
for (const path of needlessPaths()) rmSync(join(root, path), { recursive: true, force: true });

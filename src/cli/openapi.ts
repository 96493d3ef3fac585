import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { openApiDocument } from "../doors/rest/openapi/document";
import { command } from "./command";
import { writeWhole } from "./whole-file.mjs";

const path = fileURLToPath(new URL("../../openapi.yaml", import.meta.url));

await command(() => main(process.argv.slice(2)));

/** Writes the published contract; with `--check`, fails when the committed one is not current. */
async function main(options: readonly string[]): Promise<void> {
  const current = stringify(openApiDocument(), { lineWidth: 140, aliasDuplicateObjects: false });
  if (!options.includes("--check")) return writeWhole(path, current);
  const committed = await readFile(path, "utf8").catch(() => "");
  if (committed === current) return;
  process.stderr.write("openapi.yaml is not current: run `npm run openapi` and commit it.\n");
  process.exitCode = 1;
}

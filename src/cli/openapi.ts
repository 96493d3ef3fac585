import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { openApiDocument } from "../doors/rest/openapi/document";
import { command, readArguments } from "./command";
import { writeWhole } from "./whole-file.mjs";

const path = fileURLToPath(new URL("../../openapi.yaml", import.meta.url));

await command("openapi", () => main(request()));

/** Writes the published contract; with `--check`, fails when the committed one is not current. */
async function main({ checkOnly }: { checkOnly: boolean }): Promise<void> {
  const current = stringify(openApiDocument(), { lineWidth: 140, aliasDuplicateObjects: false });
  if (!checkOnly) return writeWhole(path, current);
  const committed = await readFile(path, "utf8").catch(() => "");
  if (committed === current) return;
  process.stderr.write("openapi.yaml is not current: run `npm run openapi` and commit it.\n");
  process.exitCode = 1;
}

function request(): { checkOnly: boolean } {
  const { values } = readArguments({ options: { check: { type: "boolean", default: false } } });
  return { checkOnly: values.check };
}

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { canonicalEmoji } from "../domain/reactions/emoji";
import { command, refuseArguments } from "./command";
import { writeWhole } from "./whole-file.mjs";

/** Only two of its files are needed, and it unpacks to 47 MB, so it is not a dependency. */
const source = "emojibase-data@17.0.0";
const path = fileURLToPath(new URL("../domain/reactions/emoji-table.ts", import.meta.url));
const lineLength = 150;

const entries = z.array(z.object({ hexcode: z.string(), emoji: z.string(), order: z.number().optional() }));
/** Keyed by code points; one name or several. */
const namesSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

await command("emoji-table", main);

/**
 * Writes the names of Slack's standard emoji, in the order of Unicode's own pickers, from the package's data. Needs the npm
 * registry.
 */
async function main(): Promise<void> {
  refuseArguments();
  const folder = await mkdtemp(join(tmpdir(), "parley-emoji-"));
  try {
    const flags = ["--no-save", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"];
    await promisify(execFile)("npm", ["install", "--prefix", folder, ...flags, source], { cwd: folder });
    const data = join(folder, "node_modules/emojibase-data/en");
    const emoji = entries.parse(await readJson(join(data, "data.json")));
    const names = namesSchema.parse(await readJson(join(data, "shortcodes/iamcal.json")));
    const ordered = emoji.sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
    const words = ordered.flatMap(({ hexcode, emoji: drawn }) => {
      const given = names[hexcode];
      return given === undefined ? [] : [`${[given].flat().join("|")} ${canonicalEmoji(drawn)}`];
    });
    writeWhole(path, tableOf(words));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}

function tableOf(words: readonly string[]): string {
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < lineLength) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return `/**
 * Slack's standard emoji, each after its names, the first of which is its own. Written by \`npm run emoji\` from ${source}
 * (MIT, © Miles Johnson), whose names are those of emoji-data (MIT, © Cal Henderson).
 */
export const emojiTable = \`${lines.join("\n")}\`;
`;
}

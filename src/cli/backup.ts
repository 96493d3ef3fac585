import { parseArgs } from "node:util";
import { backUp } from "../server/backup/back-up";
import { BackupRefusal } from "../server/backup/refusal";
import { describeArchive } from "./backup-report";
import { command } from "./command";
import { openInstallation } from "./installation";
import { interrupted } from "./interruption";

const usage = "npm run backup -- FILE.zip [--overwrite]";

await command(() => main(readArguments()));

/** Backs up the installation, with the server running or stopped. */
async function main({ file, overwrite }: { file: string; overwrite: boolean }): Promise<void> {
  const signal = interrupted(new BackupRefusal("Interrupted: there is no backup."));
  const installation = await openInstallation("guest", signal);
  try {
    let bytes = 0;
    const { manifest, files } = await backUp(installation, file, {
      overwrite,
      signal,
      onBytes: (count) => {
        bytes += count;
        if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(bytes / 1_000_000)} MB `);
      },
    });
    process.stdout.write(`Backed up to ${file}\n${describeArchive(manifest, files)}`);
  } finally {
    await installation.close();
  }
}

function readArguments(): { file: string; overwrite: boolean } {
  try {
    const options = { overwrite: { type: "boolean", default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new Error("give the path of one archive");
    return { file, overwrite: values.overwrite };
  } catch (error) {
    throw new BackupRefusal(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
  }
}

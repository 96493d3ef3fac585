import { resolve } from "node:path";
import { backUp } from "../server/backup/back-up";
import { noteBackup } from "../server/backup/last-backup";
import { BackupRefusal } from "../server/backup/refusal";
import { messageOf } from "../server/files/system-errors";
import { describeArchive } from "./backup-report";
import { command, readArguments } from "./command";
import { openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";
import { UsageFault } from "./running/usage-fault";

await command("backup", () => main(request()));

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
    await noteBackup(installation.url, { file: resolve(file), takenAt: new Date(manifest.taken_at) }).catch(sayUnnoted);
    process.stdout.write(`Backed up to ${file}\n${describeArchive(manifest, files)}`);
  } finally {
    await installation.close();
  }
}

/** The archive is complete even so. */
function sayUnnoted(error: unknown): void {
  process.stderr.write(`The database did not note this backup: ${messageOf(error)}\n`);
}

function request(): { file: string; overwrite: boolean } {
  const options = { overwrite: { type: "boolean", default: false } } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageFault("give the path of one archive");
  return { file, overwrite: values.overwrite };
}

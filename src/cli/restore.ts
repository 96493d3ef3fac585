import { type BackupArchive, checkArchive, openBackup } from "../server/backup/archive-reader";
import { BackupRefusal } from "../server/backup/refusal";
import { restore } from "../server/backup/restore";
import { describeArchive } from "./backup-report";
import { command, readArguments } from "./command";
import { openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";
import { showing } from "./running/progress";
import { UsageFault } from "./running/usage-fault";

/** A cursor has at most 15 digits. */
const epochMax = 999;

type Request = { readonly file: string; readonly checkOnly: boolean; readonly epochMin: number };

await command("restore", () => main(request()));

/** Restores a backup into an empty installation. The whole archive is checked before the database is even opened. */
async function main({ file, checkOnly, epochMin }: Request): Promise<void> {
  const signal = interrupted(new BackupRefusal("Interrupted: nothing was restored."));
  const archive = await openBackup(file);
  try {
    await reading(archive, "Checking ", (onBytes) => checkArchive(archive, { signal, onBytes }));
    if (checkOnly)
      process.stdout.write(`${file} is complete and undamaged\n${describeArchive(archive.manifest, archive.files)}`);
    else await bringBack(archive, { file, epochMin, signal });
  } finally {
    archive.close();
  }
}

type Bringing = Pick<Request, "file" | "epochMin"> & { readonly signal: AbortSignal };

async function bringBack(archive: BackupArchive, { file, epochMin, signal }: Bringing): Promise<void> {
  const installation = await openInstallation("owner", signal);
  try {
    await reading(archive, "Restoring", (onBytes) =>
      restore(archive, installation, { epochMin, signal, onBytes, onNotice }),
    );
    const described = describeArchive(archive.manifest, archive.files);
    process.stdout.write(
      `Restored from ${file}\n${described}To compare the log with the tables, run npm run log:verify.\n`,
    );
  } finally {
    await installation.close();
  }
}

function onNotice(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Shows how much of an archive has been read. */
function reading(
  { files }: BackupArchive,
  title: string,
  run: (onBytes: (count: number) => void) => Promise<void>,
): Promise<void> {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let done = 0;
  return showing(title, "bytes", (show) =>
    run((count) => {
      done += count;
      show(done, total);
    }),
  );
}

function request(): Request {
  const options = {
    check: { type: "boolean", default: false },
    epoch: { type: "string", default: "1" },
  } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageFault("give the path of one archive");
  const epochMin = Number(values.epoch);
  if (!Number.isInteger(epochMin) || epochMin < 1 || epochMin > epochMax)
    throw new UsageFault(`an epoch is a number from 1 to ${epochMax}`);
  return { file, checkOnly: values.check, epochMin };
}

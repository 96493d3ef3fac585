import type pg from "pg";
import { lastBackup } from "../backup/last-backup";
import { type Finding, ok, warn } from "./finding";

const ageSecondsMax = 2 * 24 * 60 * 60;
const advice = "Back up every night: docs/backup.md has the line for cron.";

/** Checks the age of the newest backup that `npm run backup` made of this database. */
export async function checkBackup(session: pg.Client): Promise<Finding> {
  const last = await lastBackup(session);
  if (last === null)
    return warn(
      "backup",
      "`npm run backup` has never backed this database up.",
      `${advice} Backups of the database's own do not show here.`,
    );
  const text = `The last backup was taken ${ageOf(last.ageSeconds)} ago, into ${last.file}.`;
  return last.ageSeconds > ageSecondsMax ? warn("backup", text, advice) : ok("backup", text);
}

function ageOf(seconds: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    if (count > 0) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}

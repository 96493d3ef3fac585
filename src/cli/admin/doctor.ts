import { stat } from "node:fs/promises";
import { type Env, loadEnv } from "../../env";
import { messageOf } from "../../server/files/system-errors";
import { examine } from "../../server/operator/doctor";
import { type Finding, fail, warn } from "../../server/operator/finding";
import { openInstallation } from "../running/installation";
import { interrupted } from "../running/interruption";
import { say } from "./opening";

/** Prints a line for each thing that Parley needs, and fails if one of them must be fixed. */
export async function doctor(_words: readonly string[], { json }: { readonly json: boolean }): Promise<void> {
  const signal = interrupted(new Error("Interrupted."));
  const findings = [...(await checkEnvFile()), ...(await examineGiven(signal))];
  if (json) say(JSON.stringify(findings, null, 2));
  else for (const finding of findings) say(lineOf(finding));
  if (findings.some(({ status }) => status === "fail")) process.exitCode = 1;
}

async function examineGiven(signal: AbortSignal): Promise<Finding[]> {
  let env: Env;
  try {
    env = loadEnv();
  } catch (error) {
    return [fail("settings", messageOf(error), "Correct them first: nothing else could be looked at.")];
  }
  return examine({ env, open: () => openInstallation("guest", signal), clock: () => new Date() });
}

/** The file holds passwords. */
async function checkEnvFile(): Promise<Finding[]> {
  const mode = await stat(".env").then(
    (file) => file.mode,
    () => 0,
  );
  if (process.platform === "win32" || (mode & 0o077) === 0) return [];
  return [
    warn("settings", "Others on this machine can read the file .env, which holds passwords.", "Run `chmod 600 .env`."),
  ];
}

function lineOf({ check, status, text, advice }: Finding): string {
  const begin = `${status.padEnd(4)}  ${check.padEnd(8)}  `;
  return (
    begin +
    [text, ...(advice === null ? [] : [`→ ${advice}`])].join(" ").replaceAll("\n", `\n${" ".repeat(begin.length)}`)
  );
}

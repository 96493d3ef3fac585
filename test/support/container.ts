import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { healthCommand, imageEnvironment, imageSetting } from "./dockerfile";
import type { Image } from "./image";
import { type Program, runCommand } from "./process";

/** The id of an account that owns nothing. */
const nobody = 65_534;

/** The environment of a service in the compose file, with this machine's addresses in place of the containers'. */
export type Environment = Readonly<Record<string, string>>;

/**
 * Runs what the image starts, without a container engine: with the image's entry point and environment and, if this process is
 * root, without root's account and privileges.
 */
export function runImage(image: Image, environment: Environment, args: readonly string[] = []): Program {
  const [entryPoint = ""] = imageSetting("ENTRYPOINT");
  const [command = "", ...rest] = withoutPrivileges([inImage(image, entryPoint), ...args]);
  return runCommand(command, rest, { ...imageEnvironment(), ...environment });
}

/** Runs the image's health check beside a server with the same environment, and returns its exit code. */
export function checkHealth(image: Image, environment: Environment): number | null {
  const [command = "", ...args] = healthCommand();
  const env = { NODE_ENV: "production", PATH: process.env.PATH, ...imageEnvironment(), ...environment } as const;
  return spawnSync(command, args, { cwd: image.folder, env, stdio: "ignore" }).status;
}

function inImage(image: Image, path: string): string {
  return join(image.folder, path.replace(/^\/app\//, ""));
}

function withoutPrivileges(command: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return command;
  const account = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  return ["setpriv", ...account, "--no-new-privs", "--bounding-set=-all", "--", ...command];
}

import { spawnSync } from "node:child_process";

/** Whoever is not root may make the others inside of one of users, in which they stay who they are. */
const users = process.getuid?.() === 0 ? [] : ["--user", "--map-current-user", "--keep-caps"];
const flags = [...users, "--pid", "--ipc", "--net", "--mount-proc", "--fork", "--kill-child"];

/** Whether anything can run in namespaces of its own on this machine; says on the console why it cannot. */
export function hasNamespaces(): boolean {
  const { status, error, stderr } = spawnSync("unshare", [...flags, "true"], { encoding: "utf8" });
  if (status === 0) return true;
  process.stdout.write(
    `Other namespaces were not tried: this machine makes none (${error?.message ?? stderr.trim()}).\n`,
  );
  return false;
}

/** A command that runs another one where it may mount what nobody else sees. */
export function inOwnMounts(command: readonly string[]): readonly [string, ...string[]] {
  return ["unshare", ...users, "--mount", ...command];
}

/** A command that runs another one as a container would: with process numbers, shared memory and a network of its own. */
export function inOwnNamespaces(command: readonly string[]): readonly [string, ...string[]] {
  return ["unshare", ...flags, "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$0" "$@"', ...command];
}

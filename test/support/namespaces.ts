import { spawnSync } from "node:child_process";

/** Without root, the other namespaces must be created inside a user namespace, in which the user stays the same. */
const users = process.getuid?.() === 0 ? [] : ["--user", "--map-current-user", "--keep-caps"];
const flags = [...users, "--pid", "--ipc", "--net", "--mount-proc", "--fork", "--kill-child"];

/** Whether this machine can run programs in their own namespaces. If not, prints why. */
export function hasNamespaces(): boolean {
  const { status, error, stderr } = spawnSync("unshare", [...flags, "true"], { encoding: "utf8" });
  if (status === 0) return true;
  process.stdout.write(
    `Other namespaces were not tried: this machine makes none (${error?.message ?? stderr.trim()}).\n`,
  );
  return false;
}

/** Wraps a command so that it may mount file systems nobody else sees. */
export function inOwnMounts(command: readonly string[]): readonly [string, ...string[]] {
  return ["unshare", ...users, "--mount", ...command];
}

/** Wraps a command so that it runs as in a container: with its own process ids, shared memory and network. */
export function inOwnNamespaces(command: readonly string[]): readonly [string, ...string[]] {
  return ["unshare", ...flags, "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$0" "$@"', ...command];
}

import { spawnSync } from "node:child_process";

const flags = ["--pid", "--ipc", "--net", "--mount-proc", "--fork", "--kill-child"];

/** Why nothing can run in namespaces of its own on this machine; null when it can. */
export function whyNoNamespaces(): string | null {
  const { status, error, stderr } = spawnSync("unshare", [...flags, "true"], { encoding: "utf8" });
  if (status === 0) return null;
  return `this machine makes no namespaces: ${error?.message ?? stderr.trim()}`;
}

/** A command that runs another one as a container would: with process numbers, shared memory and a network of its own. */
export function inOwnNamespaces(command: readonly string[]): readonly [string, ...string[]] {
  return ["unshare", ...flags, "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$0" "$@"', ...command];
}

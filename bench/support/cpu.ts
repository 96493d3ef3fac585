import { readdirSync, readFileSync } from "node:fs";

/** The ticks per second in which Linux reports CPU times, on every machine that Node.js runs on. */
const ticksPerSecond = 100;

type Stat = { readonly pid: number; readonly parent: number; readonly seconds: number };

/** CPU seconds, in user and kernel mode, that a process and its children have used, including children that have ended. */
export function cpuSeconds(pid: number): number {
  const stats = readStats();
  const total = (of: Stat): number =>
    of.seconds + stats.filter(({ parent }) => parent === of.pid).reduce((sum, child) => sum + total(child), 0);
  const found = stats.find((stat) => stat.pid === pid);
  if (!found) throw new Error(`process ${pid} is gone`);
  return total(found);
}

/** The ids of a process and all its descendants. */
export function processTree(pid: number): number[] {
  const stats = readStats();
  const beneath = (parent: number): number[] =>
    stats.filter((stat) => stat.parent === parent).flatMap((child) => [child.pid, ...beneath(child.pid)]);
  return [pid, ...beneath(pid)];
}

/** The memory that a process holds now, in bytes. */
export function residentBytes(pid: number): number {
  return kilobytesOf(pid, "VmRSS") * 1024;
}

/** The most memory that a process has held, in bytes. */
export function residentBytesMax(pid: number): number {
  return kilobytesOf(pid, "VmHWM") * 1024;
}

function kilobytesOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kilobytes);
}

function readStats(): Stat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** See proc(5). A name may contain anything, so the relevant fields begin after its last parenthesis. */
function readStat(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return {
      pid,
      parent: fields[1] ?? 0,
      seconds: (user + system + endedUser + endedSystem) / ticksPerSecond,
    };
  } catch {
    return undefined;
  }
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { cpuSeconds, processTree, residentBytes } from "./cpu";

/** The load runs on the first core. The measured program and its database have the second to themselves. */
export type Core = "driver" | "server";

/** `cpu` and `heap` are Node's own. `delay` is the delay of the event loop, from start to end. */
export const profiles = ["cpu", "heap", "delay"] as const;
export type Profile = (typeof profiles)[number];

export function isProfile(name: string): name is Profile {
  return profiles.some((profile) => profile === name);
}

export type Started = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: () => string;
  /** Waits until the output matches; fails if the process ends first. */
  readonly says: (pattern: RegExp) => Promise<RegExpMatchArray>;
  readonly cpuSeconds: () => number;
  readonly residentBytes: () => number;
  /** Collects garbage if the process allows it. */
  readonly collect: () => Promise<LoopDelay>;
  /** Resets the recorded delays. */
  readonly begin: () => Promise<LoopDelay>;
  /** The delay of its event loop since `begin`, in milliseconds beyond the 5 of the sampling timer. */
  readonly loopDelay: () => Promise<LoopDelay>;
  readonly exited: Promise<number | null>;
  /** Asks it to end and waits until it has. */
  readonly close: () => Promise<void>;
};

export type LoopDelay = { readonly p50: number; readonly p99: number; readonly max: number };

export type StartOptions = {
  readonly core: Core;
  readonly env?: Readonly<Record<string, string>>;
  readonly profile?: { readonly kind: Profile; readonly folder: string } | null;
  /** Whether it answers `begin` and `loopDelay`. A program that must end by itself cannot. */
  readonly probed?: boolean;
  /** Node.js flags. */
  readonly flags?: readonly string[];
};

const endPatienceMs = 20_000;
const probe = resolve("bench/support/probe.mjs");

/** The flags that `npm start` passes to Node.js. Everything measured gets them, Parley and its peers alike. */
const serverFlags = readStartScript().match(/--\S+/gu) ?? [];

function readStartScript(): string {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  return scripts.start;
}

/** Starts a Node.js program in its own process, on its core, with a probe in it. */
export function startNode(args: readonly string[], options: StartOptions): Started {
  const { core, env = {}, profile = null, flags = [], probed = true } = options;
  const probing = probed ? ["--expose-gc", "--import", probe] : [];
  const measured = core === "server" ? serverFlags : [];
  const node = [process.execPath, ...probing, ...measured, ...flags, ...profileFlags(profile), ...args];
  const [file = "", ...rest] = pinned(core, node);
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env, ...profileVariables(profile) },
    stdio: ["ignore", "pipe", "pipe", probed ? "ipc" : "ignore"],
  });
  return started(child);
}

/** Starts any other system program on its core. */
export function startProgram(
  command: readonly string[],
  core: Core,
  env: Readonly<Record<string, string>> = {},
): Started {
  const [file = "", ...rest] = pinned(core, command);
  return started(
    spawn(file, rest, {
      env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** Moves a running process and its descendants to a core. */
export function pin(pid: number, core: Core): void {
  if (!canPin) return;
  for (const one of processTree(pid)) spawnSync("taskset", ["-a", "-c", "-p", coreNumber[core], String(one)]);
}

/** Lets a running process and its descendants use every core. */
export function spread(pid: number): void {
  if (!canPin) return;
  const all = `0-${cpus().length - 1}`;
  for (const one of processTree(pid)) spawnSync("taskset", ["-a", "-c", "-p", all, String(one)]);
}

const coreNumber = { driver: "0", server: "1" } as const;

/** Without Linux, or with a single core, the system decides where everything runs. */
export const canPin = spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

function pinned(core: Core, command: readonly string[]): readonly string[] {
  return canPin ? ["taskset", "-c", coreNumber[core], ...command] : command;
}

function profileFlags(profile: StartOptions["profile"]): string[] {
  if (!profile || profile.kind === "delay") return [];
  return [`--${profile.kind}-prof`, `--${profile.kind}-prof-dir=${profile.folder}`];
}

/** Tells the probe where to write its results. */
function profileVariables(profile: StartOptions["profile"]): Record<string, string> {
  return profile?.kind === "delay" ? { PARLEY_BENCH_DELAYS: profile.folder } : {};
}

function started(child: ChildProcess): Started {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${child.spawnfile} could not be started`);

  const says = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = output.match(pattern);
        if (match !== null) resolve(match);
      };
      child.stdout?.on("data", look);
      child.stderr?.on("data", look);
      void exited.then(() => reject(new Error(`a process ended before it said ${pattern}: ${output}`)));
      look();
    });

  async function ask(question: string): Promise<LoopDelay> {
    if (!child.connected) return unprobed;
    const answer = new Promise<LoopDelay>((resolve, reject) => {
      const hear = (message: unknown) => {
        if (!isProbed(message, question)) return;
        child.off("message", hear);
        resolve(message.delayMs);
      };
      child.on("message", hear);
      void exited.then(() => reject(new Error(`a process ended while it was measured: ${output}`)));
    });
    child.send({ probe: question });
    return answer;
  }

  return {
    child,
    pid,
    output: () => output,
    says,
    cpuSeconds: () => cpuSeconds(pid),
    residentBytes: () => residentBytes(pid),
    collect: () => ask("collect"),
    begin: () => ask("begin"),
    loopDelay: () => ask("delay"),
    exited,
    close: async () => {
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), endPatienceMs);
      await exited;
      clearTimeout(impatience);
    },
  };
}

/** System programs have no probe in them. */
const unprobed: LoopDelay = { p50: Number.NaN, p99: Number.NaN, max: Number.NaN };

function isProbed(message: unknown, question: string): message is { delayMs: LoopDelay } {
  return typeof message === "object" && message !== null && "probed" in message && message.probed === question;
}

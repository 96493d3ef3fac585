import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A program under test, with its output so far. */
export interface Program {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Waits until the output matches; fails if the program ends first. */
  readonly says: (pattern: RegExp) => Promise<RegExpMatchArray>;
  /** Settles with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** Sends a signal and waits for the program to end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Runs a TypeScript or JavaScript file of the project in its own process. */
export function runProgram(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const loader = args[0]?.endsWith(".ts") ? ["--import", "tsx"] : [];
  return runCommand(process.execPath, [...loader, ...args], env);
}

/** Runs any program in its own process. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Program {
  // Debian installs some servers where an ordinary user does not look.
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn(command, args, { env: { NODE_ENV: "test", PATH, ...env } });
  let output = "";
  const exited = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  const says = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = output.match(pattern);
        if (match !== null) resolve(match);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      void exited.then(() => reject(new Error(`The program ended before it said ${pattern}: ${output}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return { child, output: () => output, says, exited, end };
}

import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Methods, type Part, startPart } from "./part";
import { type BenchPostgres, startPostgres } from "./postgres";
import { type Profile, type Started, type StartOptions, startNode, startProgram } from "./processes";

/** A scenario's tools for measuring. Everything it starts here is stopped when the scenario ends. */
export type Stage = {
  /** A smoke run: everything runs, briefly, and no gate is judged. */
  readonly quick: boolean;
  /** How often each subject is measured. */
  readonly repetitions: number;
  /** A duration, shortened in a quick run. */
  ms(full: number): number;
  /** An amount, reduced in a quick run. */
  count(full: number, quick: number): number;
  readonly postgres: BenchPostgres;
  /** Starts a file of `bench/parts` in its own process. Only what is measured, on the server's core, is profiled. */
  part<M extends Methods>(file: string, options: Omit<StartOptions, "profile">): Promise<Part<M>>;
  node(args: readonly string[], options: Omit<StartOptions, "profile">): Started;
  program(...given: Parameters<typeof startProgram>): Started;
  /** Closes something of the scenario's own with the rest. */
  onClose(close: () => Promise<unknown>): void;
  /** Reports progress to whoever is waiting. */
  say(text: string): void;
};

export type StageOptions = {
  readonly id: string;
  readonly quick: boolean;
  readonly profile: Profile | null;
  readonly say: (text: string) => void;
};

/** Sets up the stage for one scenario, runs it, and cleans up whatever happened. */
export async function onStage<T>(options: StageOptions, run: (stage: Stage) => Promise<T>): Promise<T> {
  const { id, quick, say } = options;
  const opened: (() => Promise<unknown>)[] = [];
  const profile = options.profile && { kind: options.profile, folder: profileFolder(id) };
  const keep = <S extends Started>(started: S): S => {
    opened.push(started.close);
    return started;
  };
  const profiled = (given: Omit<StartOptions, "profile">): StartOptions =>
    given.core === "server" ? { ...given, profile } : given;
  try {
    const postgres = await startPostgres();
    opened.push(postgres.close);
    return await run({
      quick,
      repetitions: quick ? 1 : 3,
      ms: (full) => (quick ? Math.min(full, 250) : full),
      count: (full, small) => (quick ? small : full),
      postgres,
      part: async (file, given) => keep(await startPart(file, profiled(given))),
      node: (args, given) => keep(startNode(args, profiled(given))),
      program: (...given) => keep(startProgram(...given)),
      onClose: (close) => opened.push(close),
      say,
    });
  } finally {
    for (const close of opened.reverse()) await close().catch((error: unknown) => say(`while clearing up: ${error}`));
  }
}

function profileFolder(id: string): string {
  const folder = resolve("bench/results/profiles", id);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  return folder;
}

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { usages } from "../src/cli/usages.mjs";
import { describeMachine } from "./support/machine";
import { isProfile, type Profile, pin, profiles } from "./support/processes";
import { type Result, save, tableOf } from "./support/report";
import type { Outcome, Scenario } from "./support/scenario";
import { onStage } from "./support/stage";

type Request = { readonly only: readonly string[] | null; readonly quick: boolean; readonly profile: Profile | null };

await main(readArguments());

/** Runs the scenarios one after another. The exit code says whether every gate held. */
async function main(request: Request): Promise<void> {
  pin(process.pid, "driver");
  const machine = describeMachine();
  say(
    `${machine.cores} cores, Node.js ${machine.node}, flush ${machine.flushMs.p50.toFixed(2)} ms, load ${machine.loadAverage.toFixed(1)}`,
  );
  let postgres = "";
  const results: Result[] = [];
  for (const scenario of chosen(await loadScenarios(), request.only)) {
    const result = await measure(scenario, request, (version) => {
      postgres = version;
    });
    results.push(result);
    process.stdout.write(tableOf(result, request.quick));
  }
  const file = save({ at: new Date().toISOString(), quick: request.quick, machine, postgres, results });
  const faults = results.filter(({ fault }) => fault !== null).length;
  const missed = results.flatMap(({ outcome }) => outcome?.gates ?? []).filter(({ passed }) => !passed).length;
  say(
    `\n${results.length} scenarios, ${faults} failed, ${request.quick ? "no gate judged" : `${missed} gates missed`}: ${file}`,
  );
  process.exitCode = faults > 0 || (missed > 0 && !request.quick) ? 1 : 0;
}

async function measure(scenario: Scenario, request: Request, tellPostgres: (version: string) => void): Promise<Result> {
  const { id, title, about } = scenario;
  const begun = performance.now();
  const loadAverage = loadavg()[0] ?? 0;
  const { outcome, fault } = await attempt(scenario, request, tellPostgres);
  clearLine();
  return { id, title, about, outcome, fault, loadAverage, seconds: (performance.now() - begun) / 1000 };
}

type Attempt = { readonly outcome: Outcome | null; readonly fault: string | null };

async function attempt(
  scenario: Scenario,
  { quick, profile }: Request,
  tellPostgres: (version: string) => void,
): Promise<Attempt> {
  const lack = whatIsLacking(scenario, quick);
  if (lack !== null) return { outcome: null, fault: lack };
  try {
    const outcome = await onStage({ id: scenario.id, quick, profile, say: sayBriefly }, (stage) => {
      tellPostgres(stage.postgres.version);
      return scenario.run(stage);
    });
    return { outcome, fault: null };
  } catch (error) {
    return { outcome: null, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function whatIsLacking({ needs = [], openFiles = 0 }: Scenario, quick: boolean): string | null {
  const missing = needs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length > 0) return `needs ${missing.join(" and ")}, which this machine lacks`;
  const allowed = openFilesMax();
  if (quick || allowed >= openFiles) return null;
  return `needs ${openFiles} open files a process, and ulimit -n allows ${allowed}`;
}

/** Node.js has already raised its own limit as far as it may, and its child processes inherit that. */
function openFilesMax(): number {
  const limit = spawnSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).stdout.trim();
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}

/** Every other file in this folder is a scenario. */
async function loadScenarios(): Promise<Scenario[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && name !== "run.ts");
  const modules = await Promise.all(
    files.sort().map((name) => import(pathToFileURL(`${import.meta.dirname}/${name}`).href)),
  );
  return modules.map(({ scenario }: { scenario: Scenario }) => scenario);
}

function chosen(scenarios: readonly Scenario[], only: readonly string[] | null): readonly Scenario[] {
  const unknown = only?.filter((id) => !scenarios.some((scenario) => scenario.id === id)) ?? [];
  if (unknown.length > 0) {
    const known = scenarios.map(({ id }) => id).join(", ");
    throw new Error(`There is no scenario ${unknown.join(", ")}; there are ${known}.`);
  }
  return only === null ? scenarios : scenarios.filter(({ id }) => only.includes(id));
}

function readArguments(): Request {
  try {
    const options = { only: { type: "string" }, quick: { type: "boolean" }, profile: { type: "string" } } as const;
    const { values } = parseArgs({ options });
    const { only, quick = false, profile = null } = values;
    if (profile !== null && !isProfile(profile)) throw new Error(`--profile is one of ${profiles.join(", ")}`);
    return { only: only?.split(",") ?? null, quick, profile };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\nUsage: ${usages.run}\n`);
    process.exit(2);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows progress on a terminal, on one line that is cleared again. */
function sayBriefly(text: string): void {
  if (!process.stderr.isTTY) return;
  clearLine();
  process.stderr.write(`  … ${text}`);
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}

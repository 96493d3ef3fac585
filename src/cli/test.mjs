import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { build, program, setUp } from "./setup.mjs";
import { endWithParent, openly, quietly, StepError, told } from "./steps.mjs";
import { ensureTestPrograms } from "./test-programs.mjs";
import { firstLine, tallyPlaywright, tallyVitest } from "./test-tally.mjs";
import { helpIfAsked, refuseUnknown } from "./usages.mjs";

helpIfAsked("test", process.argv.slice(2));
refuseUnknown("test", process.argv.slice(2));
const reports = mkdtempSync(join(tmpdir(), "parley-reports-"));

endWithParent();
/** How long each file of tests took, as `[name, ms]`. */
const times = [];
/** One line for each failure. */
const failures = [];
/** One line for each failure of a test that passed, or failed again, when it was tried alone. */
const crowded = [];
const tallies = await runAll();
rmSync(reports, { recursive: true, force: true });
tellSlowest();
tellFailures();
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function runAll() {
  const preparation = await tallied("The set-up", prepare);
  if (preparation.failed > 0) return [preparation];
  // Many server tests wait for programs that they have started, so the checks run beside them. A browser leaves no time for
  // others.
  const [checks, inNode] = await Promise.all([
    tallied("The checks", runChecks),
    tallied("The unit, server and contract tests", runVitest),
  ]);
  const mutation = await tallied("The mutation run", runMutation);
  return [preparation, checks, inNode, mutation, await tallied("The journeys in a browser", runPlaywright)];
}

function tallied(title, run) {
  return run().catch((error) => {
    failures.push(`${title}: ${firstLine(told(error))}`);
    process.stderr.write(`✗ ${title}: ${told(error)}\n`);
    return { passed: 0, failed: 1 };
  });
}

async function prepare() {
  await setUp();
  await build();
  await ensureBrowser();
  await ensureTestPrograms();
  return { passed: 0, failed: 0 };
}

/** Their output appears at once, when all of them are done. */
async function runChecks() {
  process.stdout.write("· Running the checks beside the tests …\n");
  const said = await quietly(process.execPath, ["src/cli/check.mjs"], { failure: "The checks" }).catch(told);
  process.stdout.write(`${said.trimEnd()}\n`);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/mu.exec(said) ?? [undefined, 0, 1];
  return { passed: Number(passed), failed: Number(failed) };
}

async function runVitest() {
  process.stdout.write("· Running the unit, server and contract tests …\n");
  const first = await vitest("vitest", []);
  const files = first.testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
  if (files.length === 0) return noted(tallyVitest(first));
  process.stdout.write(`· Trying ${files.length} files alone that failed beside others …\n`);
  return noted(tallyVitest(first, await vitest("vitest-alone", [...files, "--maxWorkers=1"])));
}

async function vitest(name, args) {
  const report = join(reports, `${name}.json`);
  const fileTimes = join(reports, `${name}-times.json`);
  const reporters = ["default", "json", "src/cli/file-times.mjs"].map((one) => `--reporter=${one}`);
  const command = [program("vitest/vitest.mjs"), "run", ...args, ...reporters, `--outputFile.json=${report}`];
  const code = await openly(process.execPath, command, { env: { ...process.env, PARLEY_FILE_TIMES: fileTimes } });
  const { files, errors } = readReport(fileTimes);
  times.push(...files);
  return { code, errors, ...readReport(report) };
}

/** Keeps the lines about what failed for the end. */
function noted({ passed, failed, ...lines }) {
  failures.push(...lines.failures);
  crowded.push(...lines.crowded);
  return { passed, failed };
}

/** Runs all of it, since it takes seconds: a rule that no test covers any more need not be in a file that has changed. */
async function runMutation() {
  process.stdout.write("· Taking the refusals of the domain out one by one …\n");
  const code = await openly(process.execPath, ["src/cli/tool.mjs", "src/cli/mutation.ts"]);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runPlaywright() {
  process.stdout.write("· Running the journeys in a browser …\n");
  const first = await playwright("playwright", []);
  if (first.code === 0) return noted(tallyPlaywright(first));
  process.stdout.write("· Trying the journeys alone that failed beside others …\n");
  return noted(tallyPlaywright(first, await playwright("playwright-alone", ["--last-failed", "--workers=1"])));
}

async function playwright(name, args) {
  const report = join(reports, `${name}.json`);
  const command = [program("@playwright/test/cli.js"), "test", "--reporter=list,json", ...args];
  const code = await openly(process.execPath, command, {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { stats, suites, errors } = readReport(report);
  times.push(...suites.map((file) => [`test/e2e/${file.file}`, timeOf(file)]));
  return { code, stats, suites, errors };
}

function readReport(file) {
  if (!existsSync(file)) throw new StepError("it ended without a report.");
  return JSON.parse(readFileSync(file, "utf8"));
}

/** How long the tests of a file, or of a group within it, took together. */
function timeOf({ specs = [], suites = [] }) {
  const results = specs.flatMap(({ tests }) => tests.flatMap((test) => test.results));
  const own = results.reduce((sum, { duration }) => sum + duration, 0);
  return suites.reduce((sum, suite) => sum + timeOf(suite), own);
}

/** Names what failed once more at the end: a log is often kept without its beginning. */
function tellFailures() {
  tell("Failed beside others, and tried again alone", crowded);
  tell("The failures", failures);
}

function tell(title, lines) {
  if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join("")}`);
}

/** Shows slow files; nothing fails because of them. */
function tellSlowest() {
  const slowest = times.sort(([, one], [, other]) => other - one).slice(0, 10);
  const lines = slowest.map(([name, ms]) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${name}\n`);
  if (lines.length > 0) process.stdout.write(`\nThe slowest files:\n${lines.join("")}`);
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ensureBrowser } from "./browser.mjs";
import { build, program, setUp } from "./setup.mjs";
import { endWithParent, openly, quietly, StepError, told } from "./steps.mjs";
import { ensureTestPrograms } from "./test-programs.mjs";
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
  if (files.length === 0) return tallyVitest(first);
  process.stdout.write(`· Trying ${files.length} files alone that failed beside others …\n`);
  const again = await vitest("vitest-alone", [...files, "--maxWorkers=1"]);
  crowded.push(...first.testResults.flatMap(failuresOf));
  const tally = tallyVitest(again);
  const others = first.testResults.filter(({ status }) => status !== "failed");
  return { ...tally, passed: tally.passed + others.flatMap(({ assertionResults }) => assertionResults).length };
}

async function vitest(name, args) {
  const report = join(reports, `${name}.json`);
  const fileTimes = join(reports, `${name}-times.json`);
  const reporters = ["default", "json", "src/cli/file-times.mjs"].map((one) => `--reporter=${one}`);
  const command = [program("vitest/vitest.mjs"), "run", ...args, ...reporters, `--outputFile.json=${report}`];
  const code = await openly(process.execPath, command, { env: { ...process.env, PARLEY_FILE_TIMES: fileTimes } });
  if (existsSync(fileTimes)) times.push(...readReport(fileTimes));
  return { code, ...readReport(report) };
}

function tallyVitest({ code, numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  failures.push(...testResults.flatMap(failuresOf));
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((result) => result.status === "failed"),
  );
  return tallyOf(code, numPassedTests, numFailedTests + numPendingTests + numTodoTests + brokenFiles.length);
}

/** Runs all of it, since it takes seconds: a rule that no test covers any more need not be in a file that has changed. */
async function runMutation() {
  process.stdout.write("· Taking the refusals of the domain out one by one …\n");
  const code = await openly(process.execPath, ["src/cli/tool.mjs", "src/cli/mutation.ts"]);
  return tallyOf(code, code === 0 ? 1 : 0, 0);
}

async function runPlaywright() {
  process.stdout.write("· Running the journeys in a browser …\n");
  const first = await playwright("playwright", []);
  if (first.code === 0) return tallyPlaywright(first);
  process.stdout.write("· Trying the journeys alone that failed beside others …\n");
  const again = await playwright("playwright-alone", ["--last-failed", "--workers=1"]);
  crowded.push(...first.suites.flatMap((file) => failedSpecs(file, `test/e2e/${file.file}`)));
  const tally = tallyPlaywright(again);
  return { ...tally, passed: tally.passed + first.stats.expected };
}

async function playwright(name, args) {
  const report = join(reports, `${name}.json`);
  const command = [program("@playwright/test/cli.js"), "test", "--reporter=list,json", ...args];
  const code = await openly(process.execPath, command, {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { stats, suites } = readReport(report);
  times.push(...suites.map((file) => [`test/e2e/${file.file}`, timeOf(file)]));
  return { code, stats, suites };
}

function tallyPlaywright({ code, stats, suites }) {
  failures.push(...suites.flatMap((file) => failedSpecs(file, `test/e2e/${file.file}`)));
  const { expected, unexpected, flaky, skipped } = stats;
  return tallyOf(code, expected, unexpected + flaky + skipped);
}

/** A runner that ends badly without a failed test has still failed. Skipped tests already count as failed. */
function tallyOf(code, passed, failed) {
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
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

/** The tests of a file that vitest reports as anything but passed, or the file itself if none of them ran. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((result) => result.status !== "passed");
  if (failed.length === 0 && status === "failed") return [`${file}: ${firstLine(message)}`];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
}

/** The tests of a file, or of a group within it, that Playwright reports as anything but expected. */
function failedSpecs({ specs = [], suites = [] }, file) {
  const failed = specs.filter(({ tests }) => tests.some((test) => test.status !== "expected"));
  const own = failed.map(({ title, tests }) => `${file}: ${title}: ${firstLine(errorOf(tests))}`);
  return [...own, ...suites.flatMap((suite) => failedSpecs(suite, file))];
}

function errorOf(tests) {
  return tests.flatMap((test) => test.results).find(({ error }) => error)?.error.message;
}

function firstLine(text = "") {
  return stripVTControlCharacters(text).split("\n")[0].slice(0, 200) || "it did not run";
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

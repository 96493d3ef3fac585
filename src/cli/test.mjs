import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { runChecks } from "./checks.mjs";
import { build, program, setUp } from "./setup.mjs";
import { endWithParent, openly, StepError, told } from "./steps.mjs";
import { ensureTestPrograms } from "./test-programs.mjs";
import { helpIfAsked } from "./usages.mjs";

helpIfAsked("test", process.argv.slice(2));
const reports = mkdtempSync(join(tmpdir(), "parley-reports-"));

endWithParent();
const runners = [
  ["The set-up", prepare],
  ["The checks", runChecks],
  ["The unit, server and contract tests", runVitest],
  ["The mutation run", runMutation],
  ["The journeys in a browser", runPlaywright],
];
const tallies = [];
for (const [title, run] of runners) {
  const tally = await run().catch((error) => crashed(title, error));
  tallies.push(tally);
  if (title === "The set-up" && tally.failed > 0) break;
}
rmSync(reports, { recursive: true, force: true });
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function prepare() {
  await setUp();
  await build();
  await ensureBrowser();
  await ensureTestPrograms();
  return { passed: 0, failed: 0 };
}

async function runVitest() {
  const report = join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  process.stdout.write("· Running the unit, server and contract tests …\n");
  const code = await openly(process.execPath, [program("vitest/vitest.mjs"), ...args]);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readReport(report);
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((result) => result.status === "failed"),
  );
  return tallyOf(code, numPassedTests, numFailedTests + numPendingTests + numTodoTests + brokenFiles.length);
}

/** All of it, since it takes seconds: what a test no longer holds need not be in a file that has changed. */
async function runMutation() {
  process.stdout.write("· Taking the refusals of the domain out one by one …\n");
  const code = await openly(process.execPath, ["src/cli/tool.mjs", "src/cli/mutation.ts"]);
  return tallyOf(code, code === 0 ? 1 : 0, 0);
}

async function runPlaywright() {
  const report = join(reports, "playwright.json");
  process.stdout.write("· Running the journeys in a browser …\n");
  const code = await openly(process.execPath, [program("@playwright/test/cli.js"), "test", "--reporter=list,json"], {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { expected, unexpected, flaky, skipped } = readReport(report).stats;
  return tallyOf(code, expected, unexpected + flaky + skipped);
}

/** A runner that ends badly without a failed test has failed all the same; the runners count a skipped test as failed. */
function tallyOf(code, passed, failed) {
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
}

function readReport(file) {
  if (!existsSync(file)) throw new StepError("it ended without a report.");
  return JSON.parse(readFileSync(file, "utf8"));
}

function crashed(title, error) {
  process.stderr.write(`✗ ${title}: ${told(error)}\n`);
  return { passed: 0, failed: 1 };
}

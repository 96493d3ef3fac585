import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/**
 * What a run of vitest amounts to, and of its failed files alone if they were tried again: `{ passed, failed, failures, crowded }`, the
 * last two with a line for each failure that counts, or that was tried again. What was not tried again counts as it came out the
 * first time: a skipped test and an unhandled error have failed.
 */
export function tallyVitest(first, again) {
  if (again === undefined) return tallyOfVitest(first);
  const retried = new Set(first.testResults.filter(isFailed).map(({ name }) => relative(process.cwd(), name)));
  const others = first.testResults.filter((file) => !isFailed(file));
  const errors = first.errors.filter(({ file }) => !retried.has(file));
  const rest = tallyOfVitest({ code: 0, testResults: others, errors });
  return { ...sum(tallyOfVitest(again), rest), crowded: first.testResults.filter(isFailed).flatMap(failuresOf) };
}

/** The same of Playwright. A test that it skipped because another failed was not tried at all. */
export function tallyPlaywright(first, again) {
  if (again === undefined) return tallyOfPlaywright(first);
  const isTriedAgain = ({ tests }) => tests.some(({ status }) => status === "unexpected");
  const untried = (spec) => !isTriedAgain(spec) && spec.tests.some(({ status }) => status !== "expected");
  const { expected, flaky, skipped } = first.stats;
  const rest = {
    passed: expected,
    failed: flaky + skipped + first.errors.length,
    failures: [...linesOf(first, untried), ...errorLines(first)],
    crowded: [],
  };
  return { ...sum(tallyOfPlaywright(again), rest), crowded: linesOf(first, isTriedAgain) };
}

/** The first line of an output, without colours. */
export function firstLine(text = "") {
  return stripVTControlCharacters(text).split("\n")[0].slice(0, 200) || "it did not run";
}

function tallyOfVitest({ code, testResults, errors }) {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = results.filter(isPassed).length;
  const brokenFiles = testResults.filter((file) => isFailed(file) && !file.assertionResults.some(isFailed)).length;
  const failures = [
    ...testResults.flatMap(failuresOf),
    ...errors.map(({ file, message }) => `${file}: ${firstLine(message)}`),
  ];
  return { ...outcome(code, passed, results.length - passed + brokenFiles + errors.length), failures, crowded: [] };
}

function tallyOfPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = [
    ...linesOf(report, ({ tests }) => tests.some(({ status }) => status !== "expected")),
    ...errorLines(report),
  ];
  return {
    ...outcome(report.code, expected, unexpected + flaky + skipped + report.errors.length),
    failures,
    crowded: [],
  };
}

/** A runner that ends badly without a failed test has still failed. */
function outcome(code, passed, failed) {
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
}

function sum(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures],
  };
}

function isFailed({ status }) {
  return status === "failed";
}

function isPassed({ status }) {
  return status === "passed";
}

/** The tests of a file that vitest reports as anything but passed, or the file itself if none of them ran. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((result) => !isPassed(result));
  if (failed.length === 0 && status === "failed") return [`${file}: ${firstLine(message)}`];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
}

function linesOf({ suites }, wanted) {
  return suites.flatMap((file) =>
    specsIn(file)
      .filter(wanted)
      .map((spec) => lineOf(`test/e2e/${file.file}`, spec)),
  );
}

function specsIn({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsIn)];
}

function lineOf(file, { title, tests }) {
  const error = tests.flatMap((test) => test.results).find((result) => result.error)?.error.message;
  return `${file}: ${title}: ${firstLine(error)}`;
}

/** What failed outside of every test. */
function errorLines({ errors }) {
  return errors.map(({ message }) => `Playwright: ${firstLine(message)}`);
}

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { tallyPlaywright, tallyVitest } from "../../src/cli/test-tally.mjs";

const good = file("good.test.ts", "passed", ["passed", "passed"]);
const crowded = file("crowded.test.ts", "failed", ["passed", "failed"]);
const alone = vitest(0, [file("crowded.test.ts", "passed", ["passed", "passed"])]);

test("what failed beside others and passes alone has passed, and is named", () => {
  const tally = tallyVitest(vitest(1, [good, crowded]), alone);
  expect(tally).toMatchObject({ passed: 4, failed: 0, failures: [] });
  expect(tally.crowded).toEqual(["crowded.test.ts: a test: it did not run"]);
});

test.each(["pending", "todo", "skipped"])("a %s test of a file that is not tried again has failed", (status) => {
  const skipping = file("skips.test.ts", "passed", ["passed", status]);
  expect(tallyVitest(vitest(0, [good, skipping]))).toMatchObject({ passed: 3, failed: 1 });
  const tally = tallyVitest(vitest(1, [good, crowded, skipping]), alone);
  expect(tally).toMatchObject({ passed: 5, failed: 1, failures: ["skips.test.ts: a test: it did not run"] });
});

test("an unhandled error fails the run, unless it came from a file that was tried again", () => {
  const errors = [
    { file: "crowded.test.ts", message: "late" },
    { file: "good.test.ts", message: "boom\nat …" },
  ];
  const tally = tallyVitest({ ...vitest(1, [good, crowded]), errors }, alone);
  expect(tally).toMatchObject({ failed: 1, failures: ["good.test.ts: boom"] });
  expect(tallyVitest({ ...vitest(1, [good]), errors })).toMatchObject({ passed: 2, failed: 2 });
});

test("a runner that ends badly has failed, also when it says of no test that it failed", () => {
  expect(tallyVitest(vitest(1, [good]))).toMatchObject({ passed: 2, failed: 1 });
  expect(tallyVitest(vitest(1, [good, crowded]), { ...alone, code: 1 }).failed).toBe(1);
  expect(tallyVitest(vitest(1, [file("broken.test.ts", "failed", [])]))).toMatchObject({ passed: 0, failed: 1 });
});

test("a journey that was skipped, or an error outside of all, fails the run although the others pass alone", () => {
  const again = playwright({ again: "expected" });
  const tally = tallyPlaywright(playwright({ one: "expected", again: "unexpected" }), again);
  expect(tally).toMatchObject({ passed: 2, failed: 0, failures: [], crowded: ["test/e2e/a.spec.ts: again: no"] });
  const skipping = playwright({ one: "expected", again: "unexpected", left: "skipped" });
  expect(tallyPlaywright(skipping, again)).toMatchObject({ passed: 2, failed: 1 });
  expect(tallyPlaywright({ ...skipping, errors: [{ message: "teardown" }] }, again)).toMatchObject({
    failed: 2,
    failures: ["test/e2e/a.spec.ts: left: it did not run", "Playwright: teardown"],
  });
});

function file(name: string, status: string, results: readonly string[]) {
  const assertionResults = results.map((one) => ({ status: one, fullName: "a test", failureMessages: [] }));
  return { name: resolve(name), status, message: "", assertionResults };
}

function vitest(code: number, testResults: readonly ReturnType<typeof file>[]) {
  return { code, testResults, errors: [] };
}

function playwright(specs: Readonly<Record<string, string>>) {
  const statuses = Object.values(specs);
  const count = (status: string) => statuses.filter((one) => one === status).length;
  const stats = { expected: count("expected"), unexpected: count("unexpected"), flaky: 0, skipped: count("skipped") };
  const listed = Object.entries(specs).map(([title, status]) => ({
    title,
    tests: [{ status, results: status === "unexpected" ? [{ error: { message: "no" } }] : [] }],
  }));
  return { code: stats.unexpected > 0 ? 1 : 0, stats, suites: [{ file: "a.spec.ts", specs: listed }], errors: [] };
}

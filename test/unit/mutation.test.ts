import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const folder = "test/fixtures/mutation";
const args = ["src/cli/tool.mjs", "src/cli/mutation.ts", "--sources", folder, "--tests", folder];

test("the mutation run names the refusal that no rule test holds, and not the one that is held; it writes nothing", async () => {
  const before = await readFile(`${folder}/doors.ts`, "utf8");
  const run = promisify(execFile)(process.execPath, args);
  const { code, stdout } = await run.then(
    () => expect.fail("the run is green"),
    (failure) => failure,
  );
  const survivors = String(stdout)
    .split("\n")
    .filter((line) => line.startsWith("✗"));
  const unheld = [
    "4  no rule test fails with hour <= 8 for hour < 8",
    "4  no rule test fails with never true for hour < 8",
    '4  no rule test fails without throw new Error("closed");',
    "5  no rule test fails without refuseInFire(hour);",
  ];
  expect(survivors.sort()).toEqual(unheld.map((change) => `✗ ${folder}/doors.ts:${change}`));
  expect(stdout).toContain("15 changes to refusals, survivors: 4");
  expect(code).toBe(1);
  expect(await readFile(`${folder}/doors.ts`, "utf8")).toBe(before);
});

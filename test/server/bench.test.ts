import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { runProgram } from "../support/process";

const scenarios = readdirSync("bench")
  .filter((name) => name.endsWith(".ts") && name !== "run.ts")
  .map((name) => name.replace(/\.ts$/u, ""));

test.each(scenarios)("the scenario %s is found by its file's name", async (name) => {
  const { scenario } = await import(`../../bench/${name}.ts`);
  expect(scenario).toMatchObject({ id: name, title: expect.any(String), about: expect.any(String) });
});

test("a quick run measures an append beside what it is compared with, and keeps what it found", {
  timeout: 120_000,
}, async () => {
  const program = runProgram(["bench/run.ts", "--quick", "--only", "append"]);
  expect(await program.exited, program.output()).toBe(0);
  expect(program.output()).toMatch(/execute, 200 senders +[\d,]+ \/s\n/u);
  const [, file = ""] = /no gate judged: (\S+)/u.exec(program.output()) ?? [];
  expect(existsSync(file)).toBe(true);
});

test("a scenario that nobody wrote is refused with the names of those there are", async () => {
  const program = runProgram(["bench/run.ts", "--only", "nothing"]);
  expect(await program.exited).not.toBe(0);
  expect(program.output()).toContain("There is no scenario nothing; there are ");
});

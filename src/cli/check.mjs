import { runChecks } from "./checks.mjs";
import { build, setUp } from "./setup.mjs";
import { fail } from "./steps.mjs";
import { helpIfAsked, refuseUnknown } from "./usages.mjs";

helpIfAsked("check", process.argv.slice(2));
refuseUnknown("check", process.argv.slice(2));
try {
  await setUp();
  await build();
  const { passed, failed } = await runChecks();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  fail(error);
}

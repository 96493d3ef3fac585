import { build, setUp } from "./setup.mjs";
import { fail } from "./steps.mjs";
import { helpIfAsked, refuseUnknown } from "./usages.mjs";

helpIfAsked("build", process.argv.slice(2));
refuseUnknown("build", process.argv.slice(2));
try {
  await setUp();
  await build();
} catch (error) {
  fail(error);
}

import { regenerate } from "./setup.mjs";
import { fail } from "./steps.mjs";
import { helpIfAsked, refuseUnknown } from "./usages.mjs";

helpIfAsked("generate", process.argv.slice(2));
refuseUnknown("generate", process.argv.slice(2));
try {
  await regenerate();
} catch (error) {
  fail(error);
}

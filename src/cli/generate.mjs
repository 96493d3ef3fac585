import { regenerate } from "./setup.mjs";
import { fail } from "./steps.mjs";
import { helpIfAsked } from "./usages.mjs";

helpIfAsked("generate", process.argv.slice(2));
try {
  await regenerate();
} catch (error) {
  fail(error);
}

import { regenerate } from "./setup.mjs";
import { fail } from "./steps.mjs";

try {
  await regenerate();
} catch (error) {
  fail(error);
}

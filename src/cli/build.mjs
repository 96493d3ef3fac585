import { build, setUp } from "./setup.mjs";
import { fail } from "./steps.mjs";

try {
  await setUp();
  await build();
} catch (error) {
  fail(error);
}

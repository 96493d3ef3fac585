import { install } from "./setup.mjs";
import { fail } from "./steps.mjs";

try {
  await install();
} catch (error) {
  fail(error);
}

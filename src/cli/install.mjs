import { installDependencies, root } from "./setup.mjs";
import { fail } from "./steps.mjs";

try {
  process.chdir(root);
  await installDependencies();
} catch (error) {
  fail(error);
}

import { fail, quietly } from "../../src/cli/steps.mjs";

// Runs a Node.js script as a step of the set-up: `step.mjs SCRIPT`.
try {
  await quietly(process.execPath, ["-e", process.argv[2]], { failure: "It could not be done" });
} catch (error) {
  fail(error);
}

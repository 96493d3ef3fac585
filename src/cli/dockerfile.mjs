import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { root } from "./setup.mjs";
import { fail, StepError } from "./steps.mjs";

// The linter's own command lets warnings pass; here each one fails.
const faults = validate(readFileSync(join(root, "Dockerfile"), "utf8"));
const lines = faults.map(({ range, message }) => `  line ${range.start.line + 1}: ${message}`);
if (lines.length > 0) fail(new StepError(lines.join("\n")));

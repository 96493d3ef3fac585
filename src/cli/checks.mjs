import { program } from "./setup.mjs";
import { quietly, step } from "./steps.mjs";

const node = process.execPath;

/** The checks of `npm run check`, cheapest first. */
const checks = [
  [
    "Format and lint",
    program("@biomejs/biome/bin/biome"),
    ["ci", "--colors=off", "--error-on-warnings", "--diagnostic-level=warn", "."],
  ],
  ["Types", program("typescript/bin/tsc"), ["--noEmit", "-p", "."]],
  [
    "Dependency rules",
    program("dependency-cruiser/bin/dependency-cruise.mjs"),
    ["--config", ".dependency-cruiser.mjs", "src", "server.ts"],
  ],
  ["No circles of files or folders", "src/cli/circles.mjs", []],
  ["Dead code", program("knip/bin/knip.js"), []],
  ["Every change of the schema has a migration", program("tsx/dist/cli.mjs"), ["src/cli/db-migration.ts", "--check"]],
  ["The OpenAPI file is current", program("tsx/dist/cli.mjs"), ["src/cli/openapi.ts", "--check"]],
  ["The OpenAPI file is clean", program("@redocly/cli/bin/cli.js"), ["lint", "openapi.yaml"]],
  ["The Dockerfile is clean", "src/cli/dockerfile.mjs", []],
  ["The compose file is clean", program("dclint/bin/dclint.cjs"), ["--max-warnings", "0", "compose.yaml"]],
];

/** Runs every check, continues after a failed one, and returns how many passed and failed. */
export async function runChecks() {
  const tally = { passed: 0, failed: 0 };
  for (const [title, path, args] of checks) {
    try {
      await step(title, () => quietly(node, [path, ...args], { failure: title, env: quietEnvironment() }));
      tally.passed += 1;
    } catch (error) {
      process.stdout.write(`✗ ${error.message}\n`);
      tally.failed += 1;
    }
  }
  return tally;
}

function quietEnvironment() {
  return { ...process.env, NO_COLOR: "1", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
}

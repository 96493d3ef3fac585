import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { followSources } from "./dev.mjs";
import { build, currentBuildId, root, setUp } from "./setup.mjs";
import { endWithParent, fail } from "./steps.mjs";
import { helpIfAsked, refuseUnknown } from "./usages.mjs";

const args = process.argv.slice(2);
const isDevelopment = args.includes("--dev");
const name = isDevelopment ? "dev" : "start";

helpIfAsked(name, args);
refuseUnknown(name, args, ["--dev", "--version"]);
endWithParent();
try {
  if (args.includes("--version")) sayVersion();
  else await start();
} catch (error) {
  fail(error);
}

/** Prints the same as the server (src/running.ts), without building it first. */
function sayVersion() {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  process.stdout.write(`Parley ${version}, build ${currentBuildId()}, Node.js ${process.versions.node}\n`);
}

async function start() {
  await setUp();
  process.env.NODE_ENV = isDevelopment ? "development" : "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  if (isDevelopment) await followSources();
  else await startFromBuild();
}

async function startFromBuild() {
  await build();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(`${root}/dist/server.mjs`).href);
}

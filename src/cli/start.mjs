import { pathToFileURL } from "node:url";
import { build, root, setUp } from "./setup.mjs";
import { endWithParent, fail } from "./steps.mjs";
import { helpIfAsked } from "./usages.mjs";

const isDevelopment = process.argv.includes("--dev");

helpIfAsked(isDevelopment ? "dev" : "start", process.argv.slice(2));
endWithParent();
try {
  await setUp();
  process.env.NODE_ENV = isDevelopment ? "development" : "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  await (isDevelopment ? startFromSource() : startFromBuild());
} catch (error) {
  fail(error);
}

async function startFromBuild() {
  await build();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(`${root}/dist/server.mjs`).href);
}

async function startFromSource() {
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(`${root}/server.ts`).href);
}

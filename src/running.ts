import packageJson from "../package.json" with { type: "json" };
import { build } from "./build";

/** The release that runs here, its build, and the version of Node.js. */
export const running = { version: packageJson.version, build, node: process.versions.node } as const;

/** The same as one line for a console. */
export function describeRunning(): string {
  return `Parley ${running.version}, build ${running.build}, Node.js ${running.node}`;
}

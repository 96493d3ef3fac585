import packageJson from "../package.json" with { type: "json" };
import { build } from "./build";

/** What runs here: the release, the build of it, and the Node.js below. */
export const running = { version: packageJson.version, build, node: process.versions.node } as const;

/** The same as one line for a console. */
export function describeRunning(): string {
  return `Parley ${running.version}, build ${running.build}, Node.js ${running.node}`;
}

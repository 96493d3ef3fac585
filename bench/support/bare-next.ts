import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const folder = resolve("bench/results/bare-next");

const files = {
  "package.json": '{ "type": "module" }',
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(resolve("."))} } };`,
  "app/layout.jsx": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/page.jsx": "export default () => <main>Hello</main>;",
};

/** A one-page Next.js application, built if it is not there yet; returns its folder. */
export async function bareNextApp(): Promise<string> {
  if (existsSync(join(folder, ".next/BUILD_ID"))) return folder;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${text}\n`);
  }
  const child = spawn(process.execPath, [resolve("node_modules/next/dist/bin/next"), "build", folder], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`a bare application of Next.js could not be built: ${output}`);
  return folder;
}

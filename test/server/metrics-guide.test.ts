import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createTestDatabase } from "../support/database";
import { type Parley, startParley, startServer } from "../support/parley";
import { freePort } from "../support/ports";
import { runCommand } from "../support/process";

const guide = readFileSync("docs/observability.md", "utf8");
const database = await createTestDatabase();
const port = String(await freePort());
/** As it is documented: a name that other machines reach, a proxy in front, and a token that Parley made. */
const parley: Parley = await startParley({
  DATABASE_URL: database.url,
  PORT: port,
  PARLEY_URL: "https://chat.example.org",
  PARLEY_TRUST_PROXY: "1",
  PARLEY_LOCAL_TOKENS: "",
});
const here = `http://127.0.0.1:${port}`;

afterAll(async () => {
  await parley.close();
  await database.close();
});

const config = z.strictObject({
  scrape_configs: z.tuple([
    z.strictObject({
      job_name: z.string(),
      scrape_interval: z.string(),
      scheme: z.enum(["http", "https"]).default("http"),
      authorization: z.strictObject({ credentials: z.string().optional(), credentials_file: z.string().optional() }),
      static_configs: z.tuple([z.strictObject({ targets: z.array(z.string()) })]),
    }),
  ]),
});

test("the guide's command reads the metrics of a public installation on its own machine", async () => {
  const [, command = ""] = /```sh\n(curl .*metrics)\n```/u.exec(guide) ?? [];
  const given = command.replaceAll("data/", `${parley.dataDir}/`).replaceAll("3000", port);
  const program = runCommand("sh", ["-ec", given.replace("curl", "curl --silent --fail")]);
  expect(await program.exited, program.output()).toBe(0);
  expect(program.output()).toMatch(/^parley_build_info\{version="\d+\.\d+\.\d+",build="[\w]{16}",node="[\d.]+"\} 1$/mu);
});

test("the guide's settings of Prometheus read the metrics, each as Prometheus takes them", async () => {
  const blocks = [...guide.matchAll(/```yaml\n(scrape_configs:[\s\S]*?)```/gu)].map(([, text = ""]) => text);
  const jobs = blocks.map((text) => config.parse(parse(text)).scrape_configs[0]);
  const token = readFileSync(join(parley.dataDir, "metrics-token"), "utf8").trim();
  expect(
    jobs.map(({ scheme, static_configs: [{ targets }] }) => targets.map((target) => `${scheme}://${target}`)),
  ).toEqual([["http://127.0.0.1:3000"], ["https://chat.example.org", "https://realtime.example.org"]]);
  for (const { authorization } of jobs) {
    const file = authorization.credentials_file?.replace(/^.*\/data\//u, `${parley.dataDir}/`);
    const credentials = file ? readFileSync(file, "utf8").trim() : token;
    const answer = await fetch(`${here}/metrics`, { headers: { authorization: `Bearer ${credentials}` } });
    expect(answer.status).toBe(200);
  }
});

test("without the token the answer says which one is wanted, on the machine itself as well", async () => {
  const answer = await fetch(`${here}/metrics`);
  const { code, error } = await answer.json();
  expect([answer.status, code, answer.headers.get("www-authenticate")]).toEqual([401, "unauthenticated", "Bearer"]);
  expect(error).toContain("PARLEY_METRICS_TOKEN");
});

test("a process of several that has no token says that it serves no metrics", async () => {
  const other = String(await freePort());
  const program = startServer({ DATABASE_URL: database.url, PARLEY_ROLE: "worker", PORT: other });
  await program.says(/worker is ready/u);
  const answer = await fetch(`http://127.0.0.1:${other}/metrics`, { headers: { authorization: "Bearer anything" } });
  expect([answer.status, (await answer.json()).code]).toEqual([501, "not_configured"]);
  await program.end("SIGTERM");
});

test("health, metrics, the first lines and --version tell the same version and build", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const build = readFileSync(".next/BUILD_ID", "utf8");
  expect(await (await fetch(`${here}/healthz`)).json()).toEqual({ status: "ok", version, build });
  const line = `Parley ${version}, build ${build}, Node.js ${process.versions.node}`;
  await parley.program().says(new RegExp(`^  ${line.replaceAll(".", "\\.")}$`, "mu"));
  for (const args of [
    ["dist/server.mjs", "--version"],
    ["src/cli/start.mjs", "--version"],
  ]) {
    const program = runCommand(process.execPath, args);
    expect([await program.exited, program.output()]).toEqual([0, `${line}\n`]);
  }
});

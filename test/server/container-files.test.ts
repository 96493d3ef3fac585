import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { reachesBuilder } from "../support/build-context";
import { composeVariables, readCompose } from "../support/compose";
import { imageEnvironment, imageSetting, readDockerfile } from "../support/dockerfile";

const serverSource = readFileSync("server.ts", "utf8");
const exampleText = readFileSync("deploy/compose.env.example", "utf8");
const example = parseEnv(exampleText);
const secrets = Object.keys(example).filter((name) => new RegExp(`^${name}=$`, "m").test(exampleText));
const settings = parseEnv(execFileSync("sh", ["deploy/new-env.sh"], { encoding: "utf8" }));
const { services, networks, volumes } = readCompose(settings);
const entries = Object.entries(services);
const parleys = entries.filter(([, { build }]) => build !== undefined);

describe("the settings", () => {
  test("a new .env is the example with a different secret of 256 bits in every empty place", () => {
    expect(Object.keys(settings)).toEqual(Object.keys(example));
    const made = secrets.map((name) => settings[name]);
    for (const secret of made) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(made).size).toBe(secrets.length);
    for (const [name, value] of Object.entries(example))
      if (!secrets.includes(name)) expect(settings[name]).toBe(value);
  });

  test("the example holds every setting that the compose file takes, and no other", () => {
    const taken = [...composeVariables(), "COMPOSE_PROFILES"];
    expect(Object.keys(example).sort()).toEqual(taken.sort());
  });

  test.each(["POSTGRES_PASSWORD", "PARLEY_SETUP_SECRET", "NEXTAUTH_SECRET", "RUSTFS_SECRET_KEY"])(
    "without %s nothing starts",
    (name) => {
      expect(secrets).toContain(name);
      expect(() => readCompose({ ...settings, [name]: "" })).toThrow(name);
    },
  );

  test("every variable that a Parley is given is one that it reads", () => {
    const known = Object.keys(parseEnv(readFileSync(".env.example", "utf8")));
    const given = parleys.flatMap(([, { environment }]) => Object.keys(environment));
    const fromImage = Object.keys(imageEnvironment()).filter(
      (name) => !/^(NODE_ENV|NEXT_TELEMETRY_DISABLED)$/.test(name),
    );
    for (const name of [...given, ...fromImage]) expect(known).toContain(name);
  });

  test("every Parley's environment is valid, and each plays a role of its own", () => {
    const roles = parleys.map(([, { environment }]) => loadEnv({ ...imageEnvironment(), ...environment }).role);
    expect(roles.sort()).toEqual(["all", "realtime", "web", "worker"]);
  });
});

describe("the services", () => {
  test("a plain start brings one Parley with PostgreSQL, Redis and a mail catcher; the other profiles bring the rest", () => {
    expect(started(settings.COMPOSE_PROFILES)).toEqual(["app", "mail", "postgres", "redis"]);
    expect(started("scaled,store")).toEqual(["postgres", "realtime", "redis", "store", "web", "worker"]);
  });

  test.each(entries)("%s runs without privileges on a file system that it cannot write", (_, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    const user = service.user ?? (service.build === undefined ? "root" : imageSetting("USER")[0]);
    expect(user).not.toMatch(/^(root|0)(:|$)/);
  });

  test.each(entries)("%s has a health check", (_, { healthcheck, build }) => {
    expect(healthcheck?.test[0] ?? (build === undefined ? undefined : imageSetting("HEALTHCHECK")[0])).toBe("CMD");
  });

  test.each(entries)("%s is reached from this machine alone", (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test("what keeps data is on a network that leads nowhere", () => {
    expect(networks.inside?.internal).toBe(true);
    for (const name of ["postgres", "redis", "store"]) expect(services[name]?.networks).toEqual(["inside"]);
  });

  test.each(parleys)("%s waits until what it needs is healthy, and has longer to stop than it takes", (_, service) => {
    expect(Object.keys(service.depends_on)).toEqual(expect.arrayContaining(["mail", "postgres", "redis"]));
    for (const { condition } of Object.values(service.depends_on)) expect(condition).toBe("service_healthy");
    const patience = Number(serverSource.match(/stopPatienceMs = ([\d_]+);/)?.[1]?.replaceAll("_", ""));
    expect(Number(service.stop_grace_period?.match(/^(\d+)s$/)?.[1]) * 1_000).toBeGreaterThan(patience);
  });

  test("the pages, which migrate nothing, wait for a process that does", () => {
    expect(services.web?.depends_on.realtime?.condition).toBe("service_healthy");
  });

  test("every volume is used, and every one used is there", () => {
    const used = entries.flatMap(([, service]) => service.volumes.map((volume) => volume.split(":")[0]));
    expect(used.sort()).toEqual(Object.keys(volumes).sort());
  });

  test("every image but Parley's own has a version", () => {
    const foreign = entries.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    for (const image of foreign) expect(image).toMatch(/:v?\d+\.\d+/);
    for (const { instructions } of readDockerfile())
      expect(instructions[0]?.args[0]).toMatch(/^(node:\d+-\S+|dependencies)$/);
  });

  function started(profiles = ""): string[] {
    const chosen = profiles.split(",");
    const isStarted = (wanted: readonly string[]) => wanted.length === 0 || wanted.some((one) => chosen.includes(one));
    return entries
      .filter(([, service]) => isStarted(service.profiles))
      .map(([name]) => name)
      .sort();
  }
});

describe("the guide", () => {
  const guide = readFileSync("docs/containers.md", "utf8");

  test("runs only tools that there are, in services that there are", () => {
    const runs = [
      ...guide.matchAll(/^docker compose exec ([a-z]+) deploy\/start\.sh ([a-z-]+)/gm),
      ...guide.matchAll(/^docker compose run .*? ([a-z]+) ([a-z-]+) \/\S+$/gm),
    ];
    expect(runs.length).toBeGreaterThan(3);
    for (const [, service = "", tool = ""] of runs) {
      expect(Object.keys(services)).toContain(service);
      expect(existsSync(`dist/${tool}.mjs`), tool).toBe(true);
    }
  });

  test("explains every profile", () => {
    const profiles = new Set(entries.flatMap(([, service]) => service.profiles));
    const explained = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, profile]) => profile);
    expect(explained.sort()).toEqual([...profiles].sort());
  });
});

test("the start script gives Node.js the flags of npm start", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const flagsOf = (text: string) => text.match(/--[\w-]+=\d+/g);
  expect(flagsOf(readFileSync("deploy/start.sh", "utf8"))).toEqual(flagsOf(scripts.start));
});

describe("what the builder gets", () => {
  test.each([
    ".env",
    ".git/config",
    "data/postgres-password",
    "deploy/compose.env.example",
    "dist/server.mjs",
    "node_modules/next/package.json",
    "src/server/db/generated/client.ts",
    "test/support/auth.ts",
  ])("is not %s", (path) => {
    expect(reachesBuilder(path)).toBe(false);
  });

  test("is what the build reads and what the image holds, and nothing else", () => {
    const built =
      readFileSync("src/cli/setup.mjs", "utf8")
        .match(/hashOf\(\[[^\]]+\]\)/g)
        ?.join() ?? "";
    const read = [...built.matchAll(/"([^"]+)"/g)].map(([, path = ""]) => path.replace(/\/.*/, ""));
    const needed = new Set([...read, ".npmrc", "LICENSE", "package.json", "prisma.config.ts"]);
    expect(readdirSync(".").filter(reachesBuilder).sort()).toEqual([...needed].sort());
    expect(readdirSync("deploy").filter((name) => reachesBuilder(`deploy/${name}`))).toEqual([
      "health.mjs",
      "start.sh",
    ]);
  });
});

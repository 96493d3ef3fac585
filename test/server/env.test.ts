import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { EnvError, loadEnv, withPort } from "../../src/env";
import { sessionCookie } from "../../src/server/auth/cookies";
import { deliveryOf } from "../../src/server/auth/delivery";

test("an empty environment is a local Parley on port 3000 that both local origins may use", () => {
  expect(loadEnv({})).toEqual({
    role: "all",
    servesStreams: true,
    runsJobs: true,
    port: 3000,
    host: "127.0.0.1",
    url: "http://127.0.0.1:3000",
    realtimeUrl: "http://127.0.0.1:3000",
    origins: ["http://127.0.0.1:3000", "http://localhost:3000"],
    isPublic: false,
    hotReload: false,
    dataDir: resolve("data"),
    databaseUrl: undefined,
    databaseDirectUrl: undefined,
    redisUrl: undefined,
    setupSecret: undefined,
    nextauthSecret: undefined,
    smtpUrl: undefined,
    mailFrom: "Parley <parley@localhost>",
    registration: "open",
    registrationDomains: [],
    workspaceMakers: "anyone",
    devAuth: "off",
    localTokens: false,
    trustedProxies: 0,
    rateLimits: true,
    logLevel: "info",
    metricsToken: undefined,
    otlpEndpoint: undefined,
  });
});

test("the example file documents every variable and means the defaults", () => {
  const example = readFileSync(".env.example", "utf8");
  expect(loadEnv(parseEnv(example))).toEqual(loadEnv({}));
  const read = readFileSync("src/env.ts", "utf8").matchAll(/^ {2}([A-Z_]+): /gm);
  const variables = [...read].map(([, name]) => name).filter((name) => name !== "NODE_ENV");
  expect(Object.keys(parseEnv(example)).sort()).toEqual(variables.sort());
});

test("all faults are told together", () => {
  const faults = {
    PORT: "70000",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://db",
    HOST: "0.0.0.0",
    PARLEY_DEV_AUTH: "header",
  };
  expect(() => loadEnv(faults)).toThrow(EnvError);
  for (const variable of ["PORT", "LOG_LEVEL", "DATABASE_URL", "PARLEY_URL", "PARLEY_DEV_AUTH"]) {
    expect(() => loadEnv(faults)).toThrow(new RegExp(`^ {2}${variable}: `, "m"));
  }
});

describe("a public installation", () => {
  const ofPublic = { registration: "invited", workspaceMakers: "owner" };
  const ofOthers = { registration: "open", workspaceMakers: "anyone" };

  test.each([
    { PARLEY_URL: "https://chat.example.org" },
    { PARLEY_URL: "http://localhost.example.org" },
    { PARLEY_URL: "http://192.168.1.7:3000" },
    { PARLEY_URL: "http://[fd00::7]:3000" },
    { PARLEY_URL: "http://0.0.0.0:3000" },
    { PARLEY_URL: "http://parley" },
    { HOST: "0.0.0.0", PARLEY_URL: "http://10.0.0.7:3000" },
    { HOST: "0.0.0.0", PARLEY_URL: "http://localhost:3000" },
    { HOST: "::", PARLEY_URL: "http://127.0.0.1:3000" },
  ])("is one that other machines reach, and everything is as strangers demand: %o", (given) => {
    const env = loadEnv(given);
    expect(env).toMatchObject({ isPublic: true, ...ofPublic });
    expect(deliveryOf(env)).toBe("operator");
    for (const opener of [
      { PARLEY_LOCAL_TOKENS: "1" },
      { PARLEY_DEV_AUTH: "header" },
      { PARLEY_DEV_AUTH: "first-user" },
    ])
      expect(() => loadEnv({ ...given, ...opener })).toThrow(/must be (?:0|off) when PARLEY_URL or HOST is reachable/);
  });

  test.each([
    {},
    { HOST: "localhost" },
    { HOST: "127.1.2.3" },
    { HOST: "::1" },
    { PARLEY_URL: "http://localhost:3000" },
    { PARLEY_URL: "https://127.0.0.1" },
    { PARLEY_URL: "http://127.1:3000" },
    { PARLEY_URL: "http://[::1]:3000" },
    { PARLEY_URL: "http://localhost:3000", PARLEY_ROLE: "worker", DATABASE_URL: "postgresql://localhost/parley" },
  ])("is none that only this machine reaches, whether or not its address is written down: %o", (given) => {
    const env = loadEnv(given);
    expect(env).toMatchObject({ isPublic: false, ...ofOthers });
    expect(deliveryOf(env)).toBe("console");
    expect(loadEnv({ ...given, PARLEY_LOCAL_TOKENS: "1" }).localTokens).toBe(true);
    expect(loadEnv({ ...given, PARLEY_DEV_AUTH: "header" }).devAuth).toBe("header");
  });

  test.each([
    [{ PARLEY_URL: "https://localhost" }, true],
    [{ PARLEY_URL: "http://localhost" }, false],
    [{ PARLEY_URL: "https://chat.example.org" }, true],
    [{ PARLEY_URL: "http://chat.example.org" }, false],
  ])("does not decide what TLS does: whether cookies are for TLS alone, as with %o", (given, isSecure) => {
    expect(sessionCookie("sst_x", loadEnv(given)).endsWith("; Secure")).toBe(isSecure);
  });

  test.each(["header", "first-user"])("refuses development access by %s", (access) => {
    expect(loadEnv({ PARLEY_DEV_AUTH: access }).devAuth).toBe(access);
    expect(() => loadEnv({ PARLEY_DEV_AUTH: access, PARLEY_URL: "https://chat.example.org" })).toThrow(
      /PARLEY_DEV_AUTH/,
    );
  });

  test.each([{ PARLEY_URL: "https://chat.example.org" }, { HOST: "0.0.0.0", PARLEY_URL: "http://localhost:3000" }])(
    "refuses to hand out sign-in tokens where %o",
    (given) => {
      expect(() => loadEnv({ ...given, PARLEY_LOCAL_TOKENS: "1" })).toThrow(/PARLEY_LOCAL_TOKENS: must be 0 when/);
    },
  );

  test("refuses a public bind without PARLEY_URL", () => {
    expect(() => loadEnv({ HOST: "0.0.0.0" })).toThrow(/PARLEY_URL: must be set/);
  });

  test("lets only the origin of PARLEY_URL in", () => {
    const env = loadEnv({ PARLEY_URL: "https://chat.example.org/" });
    expect(env).toMatchObject({ url: "https://chat.example.org", origins: ["https://chat.example.org"] });
  });
});

test.each([
  ["PARLEY_URL", "https://example.org/chat"],
  ["PARLEY_URL", "ftp://example.org"],
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "3e3"],
  ["PARLEY_SETUP_SECRET", "x".repeat(15)],
  ["NEXTAUTH_SECRET", "x".repeat(31)],
  ["SMTP_URL", "mail.example.org"],
  ["PARLEY_TRUST_PROXY", "yes"],
  ["PARLEY_LOCAL_TOKENS", "on"],
  ["PARLEY_RATE_LIMITS", "no"],
  ["PARLEY_METRICS_TOKEN", "x".repeat(15)],
])("%s refuses %s", (variable, value) => {
  expect(() => loadEnv({ [variable]: value })).toThrow(new RegExp(`${variable}: must`));
});

test("the port that was picked for PORT=0 is in the address and the origins, unless PARLEY_URL names another", () => {
  expect(withPort(loadEnv({ PORT: "0" }), 4567)).toMatchObject({
    port: 4567,
    url: "http://127.0.0.1:4567",
    origins: ["http://127.0.0.1:4567", "http://localhost:4567"],
  });
  const behindProxy = loadEnv({ PORT: "0", PARLEY_URL: "https://chat.example.org" });
  expect(withPort(behindProxy, 4567).url).toBe("https://chat.example.org");
});

test("a file .env in the working folder adds what the process does not set itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-test-"));
  writeFileSync(join(folder, ".env"), "PORT=4001\nLOG_LEVEL=debug\nDATABASE_URL=postgresql://from-file/x\n");
  const [cwd, before] = [process.cwd(), { ...process.env }];
  try {
    process.chdir(folder);
    Object.assign(process.env, { PORT: "4002", DATABASE_URL: "" });
    expect(loadEnv()).toMatchObject({ port: 4002, logLevel: "debug", databaseUrl: undefined });
  } finally {
    process.chdir(cwd);
    process.env = before;
    rmSync(folder, { recursive: true });
  }
});

describe("a role of its own", () => {
  test.each([
    ["web", ["DATABASE_URL", "PARLEY_URL", "PARLEY_REALTIME_URL"]],
    ["realtime", ["DATABASE_URL", "PARLEY_URL"]],
    ["worker", ["DATABASE_URL"]],
  ])("%s must be told what it shares with other processes", (role, names) => {
    for (const name of names) {
      expect(() => loadEnv({ PARLEY_ROLE: role })).toThrow(`${name}: must be set when PARLEY_ROLE is ${role}`);
    }
  });

  test("sockets are opened where the realtime nodes are", () => {
    const given = { PARLEY_URL: "https://chat.example.org", PARLEY_REALTIME_URL: "https://realtime.example.org/" };
    expect(loadEnv(given).realtimeUrl).toBe("https://realtime.example.org");
    expect(loadEnv({ PARLEY_URL: "https://chat.example.org" }).realtimeUrl).toBe("https://chat.example.org");
  });
});

describe("who may come in", () => {
  const of = (given: Record<string, string>) => {
    const { registration, registrationDomains, workspaceMakers } = loadEnv(given);
    return { registration, registrationDomains, workspaceMakers };
  };

  test("is decided by invites and the owner as soon as others can reach Parley, and by everybody before", () => {
    expect(of({})).toEqual({ registration: "open", registrationDomains: [], workspaceMakers: "anyone" });
    expect(of({ PARLEY_URL: "https://chat.example.org" })).toEqual({
      registration: "invited",
      registrationDomains: [],
      workspaceMakers: "owner",
    });
  });

  test("may be said in settings, with domains that need no invite", () => {
    expect(of({ PARLEY_REGISTRATION: "closed", PARLEY_WORKSPACES: "members" })).toMatchObject({
      registration: "closed",
      workspaceMakers: "members",
    });
    const domains = { PARLEY_REGISTRATION: "invited", PARLEY_REGISTRATION_DOMAINS: "Example.org, example.com" };
    expect(of(domains).registrationDomains).toEqual(["example.org", "example.com"]);
  });

  test.each([
    [{ PARLEY_REGISTRATION: "maybe" }, "PARLEY_REGISTRATION"],
    [{ PARLEY_WORKSPACES: "nobody" }, "PARLEY_WORKSPACES"],
    [{ PARLEY_REGISTRATION: "invited", PARLEY_REGISTRATION_DOMAINS: "a@example.org" }, "PARLEY_REGISTRATION_DOMAINS"],
    [{ PARLEY_REGISTRATION: "invited", PARLEY_REGISTRATION_DOMAINS: "example.org,," }, "PARLEY_REGISTRATION_DOMAINS"],
    [{ PARLEY_REGISTRATION: "open", PARLEY_REGISTRATION_DOMAINS: "example.org" }, "PARLEY_REGISTRATION_DOMAINS"],
  ])("is refused when %j says nothing that holds", (given, name) => {
    expect(() => loadEnv(given)).toThrow(name);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { type Registration, registrations } from "./domain/accounts/registration";

/** The environment as the rest of Parley sees it: validated once, with everything derived from it. */
export interface Env {
  /** The part of Parley that this process is. Every part is the same build. */
  readonly role: ProcessRole;
  /** Whether processes of this role serve streams, and so listen to what other processes send. */
  readonly servesStreams: boolean;
  /** Whether this process runs consumers of the log and jobs: every role but `web` does, unless `PARLEY_JOBS` is off. */
  readonly runsJobs: boolean;
  /** The TCP port of the server; 0 picks a free one. */
  readonly port: number;
  /** The address that the server binds. */
  readonly host: string;
  /** The address where people reach Parley, without a trailing slash. */
  readonly url: string;
  /**
   * Where sockets and event streams are opened, without a trailing slash: Parley's own address, or that of its realtime nodes.
   */
  readonly realtimeUrl: string;
  /** The origins that browsers may come from. */
  readonly origins: readonly string[];
  /**
   * True when other machines can reach the address that people type, or the one that the server binds. Everything that treats
   * strangers differently from the person at this machine follows from it: see `isPublic`.
   */
  readonly isPublic: boolean;
  /** True under `npm run dev`: pages are compiled when they are requested. */
  readonly hotReload: boolean;
  /** The absolute path of the folder that holds all of Parley's data. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** The same database without a pooler in between, for work that needs a session: migrations and notifications. */
  readonly databaseDirectUrl: string | undefined;
  /** Carries the bells between processes instead of the database. */
  readonly redisUrl: string | undefined;
  readonly setupSecret: string | undefined;
  readonly nextauthSecret: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Which unknown addresses may get an account. */
  readonly registration: Registration;
  /** E-mail domains whose addresses need no invite. */
  readonly registrationDomains: readonly string[];
  /** The people who may create workspaces. */
  readonly workspaceMakers: WorkspaceMakers;
  readonly devAuth: "off" | "header" | "first-user";
  /** True when programs on this machine get the sign-in tokens that they request. */
  readonly localTokens: boolean;
  /** How many proxies in front of Parley are trusted about the caller's address. */
  readonly trustedProxies: number;
  readonly rateLimits: boolean;
  readonly logLevel: LogLevel;
  /** The token that opens `/metrics`. */
  readonly metricsToken: string | undefined;
  /** The OpenTelemetry collector that traces go to. */
  readonly otlpEndpoint: string | undefined;
}

export type ProcessRole = z.infer<typeof roleSchema>;

export type WorkspaceMakers = z.infer<typeof workspaceMakersSchema>;

export type LogLevel = z.infer<typeof logLevelSchema>;

/** Thrown with all faults of the environment in one message. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

/**
 * Reads and validates the environment: by default that of the process, completed by `.env`. An empty variable counts as unset.
 * Throws one `EnvError` that names every fault.
 */
export function loadEnv(source: Given = ambient()): Env {
  const given: Given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  const faults = [...(parsed.error?.issues ?? []).map(describeIssue), ...faultsTogether(given)];
  if (!parsed.success || faults.length > 0) throw new EnvError(describeFaults(faults));
  const values = parsed.data;
  const url = values.PARLEY_URL ?? localUrl(values.HOST, values.PORT);
  return {
    role: values.PARLEY_ROLE,
    servesStreams: values.PARLEY_ROLE === "all" || values.PARLEY_ROLE === "realtime",
    runsJobs: values.PARLEY_ROLE !== "web" && values.PARLEY_JOBS === "on",
    port: values.PORT,
    host: values.HOST,
    url,
    realtimeUrl:
      values.PARLEY_REALTIME_URL ?? (values.PARLEY_ROLE === "realtime" ? localUrl(values.HOST, values.PORT) : url),
    origins: values.PARLEY_URL === undefined ? localOrigins(values.HOST, values.PORT) : [new URL(url).origin],
    isPublic: isPublic(given),
    hotReload: values.NODE_ENV === "development",
    dataDir: resolve(values.PARLEY_DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    setupSecret: values.PARLEY_SETUP_SECRET,
    nextauthSecret: values.NEXTAUTH_SECRET,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    registration: values.PARLEY_REGISTRATION ?? defaultRegistration(given),
    registrationDomains: values.PARLEY_REGISTRATION_DOMAINS,
    workspaceMakers: values.PARLEY_WORKSPACES ?? (isPublic(given) ? "owner" : "anyone"),
    devAuth: values.PARLEY_DEV_AUTH,
    localTokens: values.PARLEY_LOCAL_TOKENS === "1",
    trustedProxies: values.PARLEY_TRUST_PROXY,
    rateLimits: values.PARLEY_RATE_LIMITS === "on",
    logLevel: values.LOG_LEVEL,
    metricsToken: values.PARLEY_METRICS_TOKEN,
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

function ambient(): Given {
  return existsSync(".env") ? { ...parseEnv(readFileSync(".env", "utf8")), ...process.env } : process.env;
}

/** The same environment with the port that the operating system picked for `PORT=0`. */
export function withPort(env: Env, port: number): Env {
  if (env.port === port) return env;
  const before = localUrl(env.host, env.port);
  const isLocal = env.url === before;
  const realtimeUrl = env.realtimeUrl === before ? localUrl(env.host, port) : env.realtimeUrl;
  if (!isLocal) return { ...env, port, realtimeUrl };
  return { ...env, port, realtimeUrl, url: localUrl(env.host, port), origins: localOrigins(env.host, port) };
}

type Given = Readonly<Record<string, string | undefined>>;

const defaultHost = "127.0.0.1";

const roleSchema = z.enum(["all", "web", "realtime", "worker"]);

const workspaceMakersSchema = z.enum(["owner", "members", "anyone"]);

const logLevelSchema = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);

const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: wholeNumber("a port between 0 and 65535", 65535).default(3000),
  HOST: z.string().default(defaultHost),
  PARLEY_URL: webOrigin("https://chat.example.org").optional(),
  PARLEY_ROLE: roleSchema.default("all"),
  PARLEY_JOBS: z.enum(["on", "off"]).default("on"),
  PARLEY_REALTIME_URL: webOrigin("https://realtime.example.org").optional(),
  PARLEY_DATA_DIR: z.string().default("./data"),
  DATABASE_URL: postgresUrl().optional(),
  DATABASE_DIRECT_URL: postgresUrl().optional(),
  REDIS_URL: urlOf(["redis:", "rediss:"], "redis://host:6379").optional(),
  PARLEY_SETUP_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  SMTP_URL: urlOf(["smtp:", "smtps:"], "smtp://user:password@mail.example.org:587").optional(),
  MAIL_FROM: z.string().includes("@", { error: "must hold an e-mail address" }).default("Parley <parley@localhost>"),
  PARLEY_REGISTRATION: z.enum(registrations).optional(),
  PARLEY_REGISTRATION_DOMAINS: mailDomains().default([]),
  PARLEY_WORKSPACES: workspaceMakersSchema.optional(),
  PARLEY_DEV_AUTH: z.enum(["off", "header", "first-user"]).default("off"),
  PARLEY_LOCAL_TOKENS: z.enum(["0", "1"]).default("0"),
  PARLEY_TRUST_PROXY: wholeNumber("the number of proxies in front of Parley (0 for none)", 10).default(0),
  PARLEY_RATE_LIMITS: z.enum(["on", "off"]).default("on"),
  LOG_LEVEL: logLevelSchema.default("info"),
  PARLEY_METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(["http:", "https:"], "http://collector:4318").optional(),
});

/** Faults that involve two variables. They are checked even if others are wrong, so that all are reported at once. */
function faultsTogether(given: Given): string[] {
  const host = given.HOST ?? defaultHost;
  const faults: string[] = [];
  if (given.PARLEY_URL === undefined && !isLoopback(host)) {
    faults.push(`PARLEY_URL: must be set when HOST (${host}) is reachable from other machines`);
  }
  const registration = given.PARLEY_REGISTRATION ?? defaultRegistration(given);
  if (given.PARLEY_REGISTRATION_DOMAINS !== undefined && registration !== "invited") {
    faults.push(
      `PARLEY_REGISTRATION_DOMAINS: has no effect while PARLEY_REGISTRATION is ${registration}; it needs invited`,
    );
  }
  if (isPublic(given) && isInsecure(given.PARLEY_DEV_AUTH)) {
    faults.push(
      "PARLEY_DEV_AUTH: must be off when PARLEY_URL or HOST is reachable from other machines: it lets in whoever asks",
    );
  }
  if (isPublic(given) && given.PARLEY_LOCAL_TOKENS === "1") {
    faults.push(
      "PARLEY_LOCAL_TOKENS: must be 0 when PARLEY_URL or HOST is reachable from other machines: it gives sign-in tokens to every program that asks",
    );
  }
  if (given.PARLEY_ROLE === "worker" && given.SMTP_URL !== undefined && given.PARLEY_URL === undefined) {
    faults.push("PARLEY_URL: must be set when a worker has SMTP_URL: the links that it mails lead there");
  }
  return [...faults, ...faultsOfRole(given)];
}

/** Settings that several processes must share; a single process works them out itself. Secrets are in the database. */
const neededByRole: Readonly<Record<string, readonly string[]>> = {
  web: ["DATABASE_URL", "PARLEY_URL", "PARLEY_REALTIME_URL"],
  realtime: ["DATABASE_URL", "PARLEY_URL"],
  worker: ["DATABASE_URL"],
};

function faultsOfRole(given: Given): string[] {
  const role = given.PARLEY_ROLE ?? "all";
  const missing = (neededByRole[role] ?? []).filter((name) => given[name] === undefined);
  return missing.map((name) => `${name}: must be set when PARLEY_ROLE is ${role}`);
}

function isInsecure(devAuth: string | undefined): boolean {
  return devAuth === "header" || devAuth === "first-user";
}

/**
 * The one definition of a public installation: other machines can reach the address that people type (`PARLEY_URL`) or the one
 * that the server binds (`HOST`). It decides who may get an account and create workspaces unless settings say so, whether links
 * are shown where Parley was started, and whether the settings that let programs in are refused. It does not decide whether
 * cookies are `Secure`: `https` says that there is TLS.
 */
function isPublic({ PARLEY_URL: url, HOST: host = defaultHost }: Given): boolean {
  if (!isLoopback(host)) return true;
  return url !== undefined && !(URL.canParse(url) && isLoopback(new URL(url).hostname));
}

/** Anybody who reaches a public installation may be a stranger; on any other there are no strangers. */
function defaultRegistration(given: Given): Registration {
  return isPublic(given) ? "invited" : "open";
}

/** Whether a host name or address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function localUrl(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function localOrigins(host: string, port: number): string[] {
  return [...new Set([localUrl(host, port), localUrl("localhost", port), localUrl("127.0.0.1", port)])];
}

function webOrigin(example: string) {
  return z
    .string()
    .refine(isWebOrigin, `must be an address such as ${example}`)
    .transform((text) => new URL(text).origin);
}

/** Domains separated by commas. Each one stands only for itself, not for its subdomains. */
function mailDomains() {
  const isDomain = (text: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text);
  return z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
    .refine((domains) => domains.every(isDomain), "must be domains such as example.org, with commas between them");
}

function postgresUrl() {
  return urlOf(["postgres:", "postgresql:"], "postgresql://user:password@host:5432/parley");
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "http:" || url.protocol === "https:") && url.pathname === "/" && url.search === "";
}

function urlOf(protocols: readonly string[], example: string) {
  const isOne = (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
  return z.string().refine(isOne, `must look like ${example}`);
}

function wholeNumber(what: string, max: number) {
  const isOne = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= max;
  return z.string().refine(isOne, `must be ${what}`).transform(Number);
}

function describeFaults(faults: readonly string[]): string {
  const lines = faults.map((fault) => `  ${fault}`);
  return `The environment is not valid:\n${lines.join("\n")}\nEvery variable is described in .env.example.`;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const text = issue.code === "invalid_value" ? `must be one of ${issue.values.join(", ")}` : issue.message;
  return `${issue.path.join(".")}: ${text}`;
}

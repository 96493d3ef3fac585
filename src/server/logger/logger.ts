import { type DestinationStream, type LogFn, type Logger, pino } from "pino";
import type { Env } from "../../env";
import { isOutOfReach } from "../db/out-of-reach";
import { describeError } from "./describe-error";
import type { Outage } from "./outage";
import { type Lost, standardOutput } from "./output";
import { createScrub } from "./scrub";

export type { Logger } from "pino";

type Options = {
  /** URLs with passwords that the environment does not know. */
  readonly urls?: readonly string[];
  /** Where the lines go. Default: standard output. */
  readonly destination?: DestinationStream;
  /** The outage that an unreachable database is part of. */
  readonly outage?: Outage;
};

/**
 * Structured logs, one JSON object per line. Secrets and e-mail addresses are removed twice: by the names of their fields, and by
 * their form from the finished line, wherever an error or a library has put them (I12). Lines that standard output does not
 * accept are dropped and counted. Warnings and errors that an `outage` causes are logged once, and at `debug` after that.
 */
export function createLogger(env: Env, { urls = [], destination, outage }: Options = {}): Logger {
  const options = {
    level: env.logLevel,
    redact: fields.flatMap((name) => [name, `*.${name}`]),
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: createScrub(env, urls), ...(outage ? { logMethod: foldInto(outage) } : {}) },
  };
  if (destination !== undefined) return pino(options, destination);
  const logger = pino(options, standardOutput());
  standardOutput().explainBy(({ count, reason }: Lost) =>
    logger.error({ dropped: count, reason }, "lines of the log could not be written"),
  );
  return logger;
}

type LogMethod = (this: Logger, given: Parameters<LogFn>, method: LogFn, level: number) => void;

const warning = 40;

/** An error with a `peer` comes from something other than the database. */
function foldInto(outage: Outage): LogMethod {
  return function fold(given, method, level) {
    const [told, message]: readonly unknown[] = given;
    const isTold = level >= warning && typeof told === "object" && told !== null && "err" in told && !("peer" in told);
    if (!isTold || !isOutOfReach(told.err)) return method.apply(this, given);
    outage.failed(this, told.err, told);
    const { err, ...others } = told;
    this.debug({ ...others, reason: describeError(err).message }, String(message));
  };
}

const fields = [
  "authorization",
  "body",
  "cookie",
  "cookies",
  "email",
  "headers",
  "invite_code",
  "password",
  "secret",
  "set-cookie",
  "ticket",
  "token",
  "url",
];

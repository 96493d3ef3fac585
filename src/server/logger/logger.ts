import { type DestinationStream, type Logger, pino } from "pino";
import type { Env } from "../../env";
import { describeError } from "./describe-error";
import { createScrub } from "./scrub";

export type { Logger } from "pino";

type Options = {
  /** Addresses with a password in them that the environment does not know. */
  readonly urls?: readonly string[];
  /** Where the lines go; standard output when left out. */
  readonly destination?: DestinationStream;
};

/**
 * Structured logs, one JSON object per line. Secrets and e-mail addresses are taken out twice: by the names of the fields that hold
 * them, and by their form from the finished line, wherever an error or a library has put them.
 */
export function createLogger(env: Env, { urls = [], destination = pino.destination(1) }: Options = {}): Logger {
  const options = {
    level: env.logLevel,
    redact: fields.flatMap((name) => [name, `*.${name}`]),
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: createScrub(env, urls) },
  };
  return pino(options, destination);
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

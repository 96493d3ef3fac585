import type { TRPCClient, TRPCClientError } from "@trpc/client";
import { DomainError, type ErrorDetail, errorCodes } from "../../domain/core/errors";
import type { AppRouter } from "../../doors/trpc/router";
import { field, listIn, oneOf } from "../platform/reading";
import { Refusal } from "./answers";

/** Every operation of the server, by id, for data outside the folded state. */
export type Api = TRPCClient<AppRouter>;

/** A request without an answer fails after this time. */
export const answerMs = 20_000;

/** The server's address and the means to reach it. A page needs neither, since it has its own origin and cookie. */
export type Reach = {
  readonly baseUrl?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly WebSocket?: typeof globalThis.WebSocket;
};

/** The server's refusal behind an error of a call; null when the server was not reached. */
export function refusalIn(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!isOfTrpc(error)) return null;
  const code = oneOf(errorCodes, field(error.data, "code"));
  if (code === undefined) return null;
  const seconds = field(error.data, "retry_after_seconds");
  const retryAfterSeconds = typeof seconds === "number" ? seconds : null;
  return new Refusal(code, error.message, {
    details: listIn(field(error.data, "details")).flatMap(detailIn),
    retryAfterSeconds,
  });
}

/** By its name: its class comes with the code of the client, which is late. */
function isOfTrpc(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof Error && error.name === "TRPCClientError";
}

/** Whether the same call may succeed later: the server was not reached, or refused it for now. */
export function mayPass(error: unknown): boolean {
  return refusalIn(error)?.isPassing ?? true;
}

function detailIn(value: unknown): ErrorDetail[] {
  const [path, message] = [field(value, "path"), field(value, "message")];
  return typeof path === "string" && typeof message === "string" ? [{ path, message }] : [];
}

/** Turns anything thrown into a sentence for a person. */
export function readError(error: unknown): {
  readonly code: Refusal["code"] | "network";
  readonly message: string;
  readonly details: Refusal["details"];
} {
  const refusal = error instanceof DomainError ? error : refusalIn(error);
  if (refusal) return { code: refusal.code, message: refusal.message, details: refusal.details };
  return {
    code: "network",
    message: "The server cannot be reached. Check your connection and try again.",
    details: [],
  };
}

import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError } from "../../domain/core/errors";
import type { ApiContext } from "../calls/authorize";
import { errorTable } from "../http/errors";
import { refusalOf } from "../http/refusal";
import type { RequestInfo } from "../http/request-info";
import type { BatchBudget } from "./batch-budget";
import type { LiveConnection } from "./live-connection";

export type TrpcContext = {
  readonly api: ApiContext;
  readonly request: RequestInfo;
  readonly budget: BatchBudget;
  /** Sets a header of the answer. In a batch the last call wins, but every `Set-Cookie` is kept. Sockets have no headers. */
  readonly setHeader: (name: string, value: string) => void;
  /** The socket of the subscriptions. HTTP has none. */
  readonly live?: LiveConnection | undefined;
};

/** The one tRPC instance. Errors carry the same codes as REST: `error.data.code` is ours, and `data.details` names the field. */
export const t = initTRPC.context<TrpcContext>().create({
  errorFormatter: ({ shape, error, ctx }) => {
    const refusal = refusalIn(error);
    return {
      code: shape.code,
      message: refusal.message,
      data: {
        code: refusal.code,
        httpStatus: errorTable[refusal.code].http,
        path: shape.data.path,
        request_id: ctx?.request.id ?? null,
        details: refusal.details,
        retry_after_seconds: refusal.retryAfterSeconds,
      },
    };
  },
});

/** An error of any origin as a tRPC error. Its cause keeps the reason for the formatter. */
export function trpcErrorOf(error: unknown): TRPCError {
  const refusal = refusalOf(error);
  return new TRPCError({ code: errorTable[refusal.code].trpc, message: refusal.message, cause: refusal });
}

/** The refusal behind a tRPC error. tRPC's own complaints about a bad path or body are the caller's fault. */
export function refusalIn(error: TRPCError): DomainError {
  if (error.cause instanceof DomainError) return error.cause;
  if (error.code === "NOT_FOUND") return new DomainError("not_found", "There is no such procedure.");
  if (error.code === "METHOD_NOT_SUPPORTED")
    return new DomainError("method_not_allowed", "Send a query by GET and a change by POST.");
  if (error.code === "BAD_REQUEST" || error.code === "PARSE_ERROR")
    return new DomainError("malformed", "This is not a call that Parley understands.");
  if (error.code === "UNSUPPORTED_MEDIA_TYPE")
    return new DomainError("unsupported_media_type", "Send the body as application/json.");
  if (error.code === "PAYLOAD_TOO_LARGE") return new DomainError("payload_too_large", "The body is too large.");
  return refusalOf(error.cause ?? error);
}

import type { SpanContext } from "../../server/tracing/tracing";

/**
 * The caller's span from W3C's `traceparent` header (https://www.w3.org/TR/trace-context/#traceparent-header);
 * null for a missing or invalid one.
 */
export function parseTraceparent(header: string | undefined): SpanContext | null {
  const [, version, traceId, spanId, flags] = pattern.exec(header ?? "") ?? [];
  if (version === undefined || version === "ff" || traceId === undefined || spanId === undefined || flags === undefined)
    return null;
  if (/^0+$/u.test(traceId) || /^0+$/u.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/u;

import type { Attributes, SpanContext } from "@opentelemetry/api";

export type { SpanContext } from "@opentelemetry/api";

/** A unit of work in a trace. */
export type Span = {
  /** The context by which other spans become its children or refer to it; null if nothing is traced. */
  readonly context: SpanContext | null;
  /** Gives it a better name once its work is known. */
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** Ends it, as failed if there is an error. */
  end(error?: unknown): void;
};

export type Beginning = {
  /** `server`: an answer to an outside caller; else a step inside. */
  readonly kind?: "server" | "internal";
  readonly parent?: SpanContext | null;
  /** Other spans that this one works for. */
  readonly links?: readonly SpanContext[];
  readonly attributes?: Attributes;
};

export type Tracing = {
  begin(name: string, beginning?: Beginning): Span;
  /** Settles once spans are recorded, or never will be. */
  readonly ready: Promise<void>;
  /** Sends what has been recorded. */
  close(): Promise<void>;
};

const silentSpan: Span = {
  context: null,
  rename: () => undefined,
  set: () => undefined,
  end: () => undefined,
};

/** Records nothing, and costs nothing. */
export const silentTracing: Tracing = {
  begin: () => silentSpan,
  ready: Promise.resolve(),
  close: () => Promise.resolve(),
};

import type { Attributes, SpanContext } from "@opentelemetry/api";

export type { SpanContext } from "@opentelemetry/api";

/** A stretch of work as a trace shows it. */
export type Span = {
  /** The context by which other spans become its children or refer to it; null when nothing is traced. */
  readonly context: SpanContext | null;
  /** Says what turned out to be done. */
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** Ends it, as failed when there is an error. */
  end(error?: unknown): void;
};

export type Beginning = {
  /** `server`: an answer to somebody outside; else a step inside. */
  readonly kind?: "server" | "internal";
  readonly parent?: SpanContext | null;
  /** Other spans that this one works for. */
  readonly links?: readonly SpanContext[];
  readonly attributes?: Attributes;
};

export type Tracing = {
  begin(name: string, beginning?: Beginning): Span;
  /** Settles when spans are recorded, or never will be. */
  readonly ready: Promise<void>;
  /** Hands over what has been recorded. */
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

import { setTimeout as pause } from "node:timers/promises";
import type { Link } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Logger } from "../logger/logger";
import { createOutage } from "../logger/outage";
import type { Span, SpanContext, Tracing } from "./tracing";

/** How long a stop waits for a collector that may be gone. */
const closePatienceMs = 2_000;

type Options = { readonly logger: Logger; readonly role: string };

/** Loads OpenTelemetry and sends spans to a collector over OTLP/HTTP, some seconds' worth at a time. */
export async function exportTo(endpoint: string, { logger, role }: Options): Promise<Tracing> {
  const [api, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/u, "")}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "parley", "parley.role": role }),
    spanProcessors: [new BatchSpanProcessor(watched(exporter, logger))],
  });
  // The outage logs failures.
  const ignore = () => undefined;
  api.diag.setLogger(
    { error: ignore, warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: api.DiagLogLevel.NONE, suppressOverrideMessage: true },
  );
  const tracer = provider.getTracer("parley");
  const kinds = { server: api.SpanKind.SERVER, internal: api.SpanKind.INTERNAL };

  return {
    begin: (name, { kind = "internal", parent = null, links = [], attributes = {} } = {}): Span => {
      const above = parent === null ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: kinds[kind], links: links.map(linkTo), attributes }, above);
      return {
        context: span.spanContext(),
        rename: (better) => span.updateName(better),
        set: (more) => span.setAttributes(more),
        end: (error) => {
          if (error !== undefined)
            span.setStatus({ code: api.SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "" });
          span.end();
        },
      };
    },
    ready: Promise.resolve(),
    close: async () => {
      const shutDown = provider.shutdown().catch(ignore);
      await Promise.race([shutDown, pause(closePatienceMs, undefined, { ref: false })]);
    },
  };
}

/** Logs one line when the collector is gone and one when it is back. Spans that it does not accept are lost. */
function watched(exporter: SpanExporter, logger: Logger): SpanExporter {
  const outage = createOutage({ peer: "collector", name: "the collector of traces" });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error === undefined) outage.worked();
        else outage.failed(logger, result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() } : {}),
  };
}

function linkTo(context: SpanContext): Link {
  return { context };
}

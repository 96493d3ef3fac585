import type { Link } from "@opentelemetry/api";
import type { Logger } from "../logger/logger";
import type { Span, SpanContext, Tracing } from "./tracing";

type Options = { readonly logger: Logger; readonly role: string };

/** Loads OpenTelemetry and hands spans to a collector over OTLP/HTTP, some seconds' worth at a time. */
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
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const complain = (message: string) => logger.warn({ reason: message }, "traces could not be handed over");
  const ignore = () => undefined;
  api.diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
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
    close: () => provider.shutdown(),
  };
}

function linkTo(context: SpanContext): Link {
  return { context };
}

import "server-only";
import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { CallListener } from "#lib/server/outgoing/call-watch";
import type { MarkSpan, Tracing } from "#lib/server/tracing/types";

/**
 * Registers the provider of traces for this process, which Next uses for its own steps too. The exporter reads its endpoint,
 * headers and timeout from the variables of OpenTelemetry.
 */
export function createTracing(serviceName: string): Tracing {
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": serviceName })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  process.once("SIGTERM", () => void provider.shutdown());
  const tracer = trace.getTracer("vitrine");

  function runIn<T>(span: Span, parent: Context, task: (mark: MarkSpan) => Promise<T>): Promise<T> {
    const mark: MarkSpan = (attributes) => void span.setAttributes(attributes);
    return context
      .with(trace.setSpan(parent, span), () => task(mark))
      .catch((error: unknown) => {
        // The message of an error can quote input.
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      })
      .finally(() => span.end());
  }

  return {
    run: (name, task) => runIn(tracer.startSpan(name), context.active(), task),
    runCall(name, headers, task) {
      const isInTrace = trace.getSpan(context.active()) !== undefined;
      const parent = isInTrace
        ? context.active()
        : propagation.extract(context.active(), Object.fromEntries(headers));
      const kind = isInTrace ? SpanKind.INTERNAL : SpanKind.SERVER;
      return runIn(tracer.startSpan(name, { kind }, parent), parent, task);
    },
    calls: traceCall,
    close: () => provider.shutdown(),
  };
}

/**
 * A call outside of a trace has no step. A loop that a call of the API started, such as a watch, keeps its trace, whose
 * step has ended by then.
 */
const traceCall: CallListener = ({ kind, name, call, method, host, addHeader }) => {
  if (call === "watch" || !trace.getSpan(context.active())?.isRecording()) return () => undefined;
  const span = trace.getTracer("vitrine").startSpan(`${kind} ${call}`, {
    kind: SpanKind.CLIENT,
    attributes: { "http.request.method": method, "server.address": host, "vitrine.neighbour": name },
  });
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  for (const [key, value] of Object.entries(headers)) addHeader(key, value);
  return ({ status }) => {
    if (status === "none") span.setStatus({ code: SpanStatusCode.ERROR });
    else span.setAttribute("http.response.status_code", status);
    span.end();
  };
};

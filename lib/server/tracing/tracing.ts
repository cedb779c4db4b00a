import "server-only";
import { findShared, shared } from "#lib/server/shared";
import type { MarkSpan, Tracing } from "#lib/server/tracing/types";

const TRACING = "tracing";
const IGNORE: MarkSpan = () => undefined;

/**
 * Starts to write traces, where the variables of OpenTelemetry name an endpoint. Otherwise nothing of OpenTelemetry is
 * loaded. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function openTracing(variables: Record<string, string | undefined>): Promise<void> {
  const { OTEL_SDK_DISABLED, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = variables;
  if (OTEL_SDK_DISABLED?.toLowerCase() === "true") return;
  if (!OTEL_EXPORTER_OTLP_ENDPOINT && !OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return;
  const { createTracing } = await import("#lib/server/tracing/provider");
  shared(TRACING, () => createTracing(variables.OTEL_SERVICE_NAME || "vitrine"));
}

/** Undefined where traces are off. */
export function findTracing(): Tracing | undefined {
  return findShared<Tracing>(TRACING);
}

/** Runs a task as one step of its trace, where traces are on. */
export function inSpan<T>(name: string, task: () => Promise<T>): Promise<T> {
  return findTracing()?.run(name, task) ?? task();
}

/** Runs the answer to a call of the API as a step of its trace, where traces are on. */
export function inCallSpan<T>(
  name: string,
  headers: Headers,
  task: (mark: MarkSpan) => Promise<T>,
): Promise<T> {
  return findTracing()?.runCall(name, headers, task) ?? task(IGNORE);
}

import type { CallListener } from "#lib/server/outgoing/call-watch";

type SpanAttributes = Record<string, string | number>;

/** How the portal writes traces, while they are on. */
export interface Tracing {
  /** Runs a task as one step of its trace. Reports an error, and passes it on. */
  run<T>(name: string, task: (mark: MarkSpan) => Promise<T>): Promise<T>;
  /** Runs the answer to a call of the API as a step of the trace that its `traceparent` names, or of a new one. */
  runCall<T>(name: string, headers: Headers, task: (mark: MarkSpan) => Promise<T>): Promise<T>;
  /** Adds calls to neighbours that belong to a trace. */
  calls: CallListener;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Adds attributes to the step. No names of people and objects, no values. */
export type MarkSpan = (attributes: SpanAttributes) => void;

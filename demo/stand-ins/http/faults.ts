/** Faults that a test or a person puts in the way of calls. */
import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "#demo/stand-ins/http/server";

/** The part of a call that a fault can match. */
export interface FaultyCall {
  method: string;
  /** Without the root of the API: `/repos/acme/requests/pulls`. */
  path: string;
  /** Name of the operation, for a GraphQL call. */
  operation?: string;
}

export interface Fault {
  /** The calls that it hits; a path as text must be equal. */
  match: { method?: string; path?: string | RegExp } | { graphql: string };
  /** The number of matching calls that it lets pass first; default 0. */
  skip?: number;
  /** The number of calls that it hits; default 1. */
  times?: number;
  /** Answers with this status in place of the effect. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text. */
  body?: unknown;
  /** Milliseconds before anything else happens. */
  delayMs?: number;
  /** Closes the connection `before` the call has its effect, or `after`, so that the answer is lost. */
  drop?: "before" | "after";
  /** Runs before a dropped connection is closed: a test ends the client here. */
  onDrop?: () => Promise<void>;
}

export interface Faults {
  add(fault: Fault): void;
  /** Removes all faults that have not been used up. */
  clear(): void;
  /** Runs a call with the first fault that matches it. */
  run(call: FaultyCall, effect: () => Promise<Answer>): Promise<Answer | "drop">;
}

export function createFaults(): Faults {
  const waiting: { fault: Fault; skip: number; left: number }[] = [];

  function take(call: FaultyCall): Fault | undefined {
    const index = waiting.findIndex(({ fault }) => matches(fault.match, call));
    const found = waiting[index];
    if (!found) return undefined;
    if (found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    found.left -= 1;
    if (found.left <= 0) waiting.splice(index, 1);
    return found.fault;
  }

  return {
    add: (fault) => void waiting.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 }),
    clear: () => void waiting.splice(0),
    async run(call, effect) {
      const fault = take(call);
      if (!fault) return effect();
      if (fault.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });
      if (fault.status !== undefined) return describeAnswer(fault, fault.status);
      const answer = fault.drop === "before" ? "drop" : await effect();
      if (fault.drop === undefined) return answer;
      await fault.onDrop?.();
      return "drop";
    },
  };
}

function matches(match: Fault["match"], { method, path, operation }: FaultyCall): boolean {
  if ("graphql" in match) return match.graphql === operation;
  if (match.method !== undefined && match.method !== method) return false;
  if (match.path instanceof RegExp) return match.path.test(path);
  return match.path === undefined || match.path === path;
}

function describeAnswer({ headers, body }: Fault, status: number): Answer {
  const isText = typeof body === "string";
  return {
    status,
    headers: { "content-type": isText ? "text/plain" : "application/json; charset=utf-8", ...headers },
    body: isText ? body : JSON.stringify(body ?? { message: "Fault of the stand-in" }),
  };
}

/** The calls that a stand-in received, so that tests can count them. */
import type { FaultyCall } from "#demo/stand-ins/http/faults";

export interface Call extends FaultyCall {
  /** Undefined where the connection was closed without an answer. */
  status: number | undefined;
  /** Points of the rate limit; 0 for a call that is free. */
  cost: number;
  /** Login of the account whose token the client sent. */
  viewer?: string;
}

const MOST_CALLS = 20_000;

export interface CallLog {
  add(call: Call): void;
  /** Oldest first; of more than 20,000 calls the newest. */
  list(): readonly Call[];
  clear(): void;
}

export function createCallLog(): CallLog {
  const calls: Call[] = [];
  return {
    add: (call) => {
      calls.push(call);
      if (calls.length > MOST_CALLS) calls.shift();
    },
    list: () => [...calls],
    clear: () => void calls.splice(0),
  };
}

export interface CircuitBreakerOptions {
  /** Whether an error means that the cluster did not answer. */
  isUnreachable: (error: unknown) => boolean;
  /** Milliseconds without calls to an unreachable cluster. */
  pause?: number;
}

const PAUSE = 5_000;

export interface CircuitBreaker {
  /**
   * Runs `ask`. If the cluster did not answer a moment ago, throws that call's error at once instead. After
   * the pause, one call runs as a probe while all others still fail at once; a response closes the circuit.
   */
  run<T>(cluster: string, ask: () => Promise<T>): Promise<T>;
}

/**
 * Remembers unreachable clusters, so that a hanging API server costs one timeout in total, and not one for
 * each call. Holds one entry for each unreachable cluster.
 * @param now milliseconds
 */
export function createCircuitBreaker(
  { isUnreachable, pause = PAUSE }: CircuitBreakerOptions,
  now: () => number = Date.now,
): CircuitBreaker {
  const silences = new Map<string, { error: unknown; until: number }>();

  return {
    async run(cluster, ask) {
      const silence = silences.get(cluster);
      if (silence && now() < silence.until) throw silence.error;
      // The probe: other calls during it see a prolonged pause.
      if (silence) silence.until = Number.POSITIVE_INFINITY;
      try {
        const answer = await ask();
        silences.delete(cluster);
        return answer;
      } catch (error) {
        if (isUnreachable(error)) silences.set(cluster, { error, until: now() + pause });
        else silences.delete(cluster);
        throw error;
      }
    },
  };
}

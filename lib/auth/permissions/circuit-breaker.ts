export interface ClusterSilenceOptions {
  /** Whether an error means that no answer came. */
  isSilence: (error: unknown) => boolean;
  /** Milliseconds for which a silent cluster is not asked. */
  pause?: number;
}

const PAUSE = 5_000;

export interface ClusterSilence {
  /**
   * Runs `ask`, unless the cluster did not answer a moment ago: then throws at once what that question threw. After the
   * pause one question is asked as a probe, while all others still fail at once; its answer ends the silence.
   */
  run<T>(cluster: string, ask: () => Promise<T>): Promise<T>;
}

/**
 * Remembers which clusters keep callers waiting, so that one hanging API server costs one caller one timeout, not each
 * caller one for each question. Holds one entry for each cluster that is silent.
 *
 * @param now milliseconds.
 */
export function createClusterSilence(
  { isSilence, pause = PAUSE }: ClusterSilenceOptions,
  now: () => number = Date.now,
): ClusterSilence {
  const silences = new Map<string, { error: unknown; until: number }>();

  return {
    async run(cluster, ask) {
      const silence = silences.get(cluster);
      if (silence && now() < silence.until) throw silence.error;
      // The probe: whoever comes while it runs finds the silence prolonged.
      if (silence) silence.until = Number.POSITIVE_INFINITY;
      try {
        const answer = await ask();
        silences.delete(cluster);
        return answer;
      } catch (error) {
        if (isSilence(error)) silences.set(cluster, { error, until: now() + pause });
        else silences.delete(cluster);
        throw error;
      }
    },
  };
}

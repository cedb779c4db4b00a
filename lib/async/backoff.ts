import type { Clock } from "#lib/async/clock";

/** The wait before the next attempt. */
export interface Backoff {
  /**
   * Milliseconds to wait after one more failure.
   * @param refused the server answered with a refusal, so frequent attempts do not help
   */
  next(refused: boolean): number;
  reset(): void;
}

const INITIAL = 100;
/** An unreachable server is usually back soon, and a refused connection is cheap. */
const QUICK_CAP = 2_000;
const QUICK_FOR = 60_000;
const REFUSED_INITIAL = 1_000;
const CAP = 30_000;

/**
 * Exponential, with random waits between half and all of a step, so that many watches do not return at the
 * same time.
 */
export function createBackoff(clock: Clock): Backoff {
  let failures = 0;
  let since = 0;
  return {
    next(refused) {
      if (failures === 0) since = clock.now();
      const cap = refused || clock.now() - since > QUICK_FOR ? CAP : QUICK_CAP;
      const step = Math.min(cap, (refused ? REFUSED_INITIAL : INITIAL) * 2 ** failures);
      failures = Math.min(failures + 1, 20);
      return step * (0.5 + clock.random() / 2);
    },
    reset() {
      failures = 0;
    },
  };
}

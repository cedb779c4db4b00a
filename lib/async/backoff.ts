import type { Clock } from "#lib/async/clock";

/** How long to wait before the next try. */
export interface Backoff {
  /**
   * Milliseconds to wait after one more failure.
   * @param refused the server is there and said no: nothing is gained by asking often
   */
  next(refused: boolean): number;
  reset(): void;
}

const INITIAL = 100;
/** A server that went away is mostly back soon, and a refused connection costs nobody anything. */
const QUICK_CAP = 2_000;
const QUICK_FOR = 60_000;
const REFUSED_INITIAL = 1_000;
const CAP = 30_000;

/** Exponential, each wait between half and all of its step by chance, so that many watches do not return as one. */
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

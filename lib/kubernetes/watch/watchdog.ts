import type { Clock } from "#lib/async/clock";

/** Aborts when no data arrives for some time. */
export interface Watchdog {
  /** Aborted when the time is over, or when the outer signal aborts. */
  signal: AbortSignal;
  /** True when the time was over. */
  hasExpired(): boolean;
  /** Data arrived: waits again, for this many milliseconds. */
  reset(patience: number): void;
  stop(): void;
}

/** @param patience milliseconds of the first wait */
export function startWatchdog(clock: Clock, patience: number, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  let hasBitten = false;
  const bite = () => {
    hasBitten = true;
    controller.abort(new Error("no data arrived for too long"));
  };
  let cancel = clock.after(patience, bite);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    hasExpired: () => hasBitten,
    reset(next) {
      cancel();
      cancel = clock.after(next, bite);
    },
    stop: () => cancel(),
  };
}

import type { Clock } from "#lib/async/clock";

/** Bites when nothing was heard for a while. */
export interface Watchdog {
  /** Aborted when it bit, or when the outer signal aborts. */
  signal: AbortSignal;
  /** True when it bit. */
  bit(): boolean;
  /** Something was heard: wait anew, for so many milliseconds. */
  hear(patience: number): void;
  stop(): void;
}

/** @param patience milliseconds until it bites for the first time */
export function startWatchdog(clock: Clock, patience: number, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  let hasBitten = false;
  const bite = () => {
    hasBitten = true;
    controller.abort(new Error("nothing was heard for too long"));
  };
  let cancel = clock.after(patience, bite);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    bit: () => hasBitten,
    hear(next) {
      cancel();
      cancel = clock.after(next, bite);
    },
    stop: () => cancel(),
  };
}

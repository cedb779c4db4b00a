import { setTimeout } from "node:timers/promises";

/** Work that runs at most once at a time. */
interface Coalesced {
  /** Does the work now, or once more after the run that is under way. */
  ask(): void;
  isBusy(): boolean;
  /** A run that is under way ends by itself; no other follows. */
  stop(): void;
}

/** Milliseconds between two runs at the least: hundreds of objects may change at once. */
const REST = 30;

/**
 * Does the work when it is asked for, and once more after a rest when it was asked for meanwhile, however often. The
 * rest is as long as the work, so that heavy work takes at most half of the time there is. The work must not reject.
 */
export function coalesce(work: () => Promise<void>): Coalesced {
  let asked = false;
  let busy = false;
  let stopped = false;

  async function run(): Promise<void> {
    busy = true;
    while (asked && !stopped) {
      asked = false;
      const started = performance.now();
      await work();
      if (asked) await setTimeout(Math.max(REST, performance.now() - started));
    }
    busy = false;
  }

  return {
    ask() {
      asked = true;
      if (!busy) void run();
    },
    isBusy: () => busy,
    stop() {
      stopped = true;
    },
  };
}

import { setTimeout } from "node:timers/promises";

/** Work that runs at most once at a time. */
interface Coalesced {
  /** Runs the work now, or once more after the current run. */
  ask(): void;
  isBusy(): boolean;
  /** The current run ends normally; no other follows. */
  stop(): void;
}

/** Minimum of milliseconds between two runs, because hundreds of objects can change at once. */
const REST = 30;

/**
 * Runs the work when asked. However often it is asked during a run, the work runs once more after a pause.
 * The pause is as long as the run, so that slow work takes at most half of the time. The work must not
 * reject.
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

/** How the demo tells its progress: one line a part, and a reminder while something takes long. */

import type { DemoPart } from "#lib/api/types";
import { dim, green, red, say } from "#lib/command/terminal";
import { formatDuration } from "../scripts/duration.js";

const FIRST_REMINDER_MILLISECONDS = 4_000;
const REMINDER_MILLISECONDS = 15_000;

export interface Progress {
  onReport: (part: DemoPart) => void;
  /** No further reminders. */
  stop: () => void;
}

/** Says when a part is ready or failed and how long it took; now and then, what is still coming. */
export function showProgress(): Progress {
  const start = Date.now();
  const elapsed = () => formatDuration(Date.now() - start);
  const pending = new Map<string, string>();
  const settled = new Map<string, DemoPart["state"]>();
  const remind = () => {
    for (const [name, detail] of pending) say(dim(`  … ${name.padEnd(20)} ${detail} (${elapsed()})`));
  };
  const timers = [
    setTimeout(remind, FIRST_REMINDER_MILLISECONDS),
    setInterval(remind, REMINDER_MILLISECONDS),
  ];
  for (const timer of timers) timer.unref();

  return {
    onReport: ({ name, state, detail }) => {
      if (state !== "ready" && state !== "failed") return void pending.set(name, detail);
      pending.delete(name);
      if (settled.get(name) === state) return;
      settled.set(name, state);
      const mark = state === "ready" ? green("✓") : red("✗");
      say(`  ${mark} ${name.padEnd(20)} ${detail} ${dim(`(${elapsed()})`)}`);
    },
    stop: () => timers.forEach(clearTimeout),
  };
}

/** What the demo says in a terminal: on standard error, one line a part, and a reminder while something takes long. */

import type { DemoPart } from "#lib/api/types";
import { isPortalError } from "#lib/errors";
import { formatDuration } from "../scripts/duration.js";

const FIRST_REMINDER_MILLISECONDS = 4_000;
const REMINDER_MILLISECONDS = 15_000;

const paint = (code: number) => (text: string) =>
  process.stderr.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = paint(1);
const dim = paint(2);
const red = paint(31);
const green = paint(32);

export const say = (text: string) => void process.stderr.write(`${text}\n`);

/** An error with its next step, without a stack trace unless nobody foresaw it. */
export function sayError(error: unknown): void {
  if (isPortalError(error)) {
    say(`\n${red("✗")} ${bold(error.detail)}`);
    if (error.suggestion) say(`\n  ${error.suggestion.replaceAll("\n", "\n  ")}`);
  } else {
    say(`\n${red("✗")} ${error instanceof Error ? error.stack : String(error)}`);
  }
}

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

/** The lines a person needs once the demo can be used. */
export function sayReady(rows: readonly (readonly [label: string, text: string])[]): void {
  const lines = rows.map(([label, text]) => `  ${dim(label.padEnd(12))} ${text}`);
  say(["", `  ${bold("Vitrine is ready")}`, "", ...lines, ""].join("\n"));
}

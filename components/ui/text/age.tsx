"use client";

import { useSyncExternalStore } from "react";
import { cn } from "#components/ui/cn";
import { useInBrowser } from "#components/ui/in-browser";
import { uiMessages } from "#components/ui/messages";
import { Tooltip } from "#components/ui/tooltip";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEP = 10_000;

/** How long ago `at` was: "now", "6 min", "3 h", "2 d", "5 mo", "2 y". A clock that runs ahead gives "now". */
export function formatAge(at: number, now: number): string {
  const age = now - at;
  const { units } = uiMessages.age;
  if (age < MINUTE) return uiMessages.age.now;
  if (age < HOUR) return units.minutes(Math.floor(age / MINUTE));
  if (age < DAY) return units.hours(Math.floor(age / HOUR));
  if (age < 60 * DAY) return units.days(Math.floor(age / DAY));
  if (age < 730 * DAY) return units.months(Math.floor(age / (30 * DAY)));
  return units.years(Math.floor(age / (365 * DAY)));
}

// One clock for all ages of the page. It ticks only while someone looks at one.
const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    clock = setInterval(() => {
      now = Date.now();
      for (const listener of listeners) listener();
    }, STEP);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(clock);
  };
}

// Nothing subscribes on the server, so `now` does not advance there. Whole steps, because React reads the value twice.
function readServerClock(): number {
  return Math.floor(Date.now() / STEP) * STEP;
}

/** The time, refreshed every ten seconds: all a page shows is aged by the same clock. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now, readServerClock);
}

export interface AgeProps {
  /** RFC 3339. */
  at: string;
  /** True for "6 min ago"; else "6 min". */
  ago?: boolean;
  className?: string;
}

/** How long ago, kept current; the absolute time on hover. */
export function Age({ at, ago = false, className }: AgeProps) {
  const time = Date.parse(at);
  const current = useNow();
  if (Number.isNaN(time)) return null;
  const age = formatAge(time, current);
  return (
    <Tooltip text={new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}>
      <time
        dateTime={at}
        suppressHydrationWarning
        className={cn("whitespace-nowrap tabular-nums", className)}
      >
        {ago && age !== uiMessages.age.now ? uiMessages.age.ago(age) : age}
      </time>
    </Tooltip>
  );
}

/** The time of day in the person's own time zone, which the server does not know: its place is kept until then. */
export function Clock({ at, className }: { at: string; className?: string }) {
  const inBrowser = useInBrowser();
  return (
    <time dateTime={at} className={cn("inline-block min-w-[5ch] whitespace-nowrap text-end", className)}>
      {inBrowser ? formatClock(at) : ""}
    </time>
  );
}

/** "10:42" of today, "12 Nov, 10:42" of another day. */
export function formatClock(at: string, today: number = Date.now()): string {
  const time = new Date(at);
  const sameDay = time.toDateString() === new Date(today).toDateString();
  return time.toLocaleString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(sameDay ? {} : { day: "numeric", month: "short" }),
  });
}

import "server-only";
import { type LogFn, type Logger, pino } from "pino";
import { readConfig } from "#lib/config/config";
import { isPortalError } from "#lib/errors";
import { createRecentLog, type RecentLog } from "#lib/server/recent-log";
import { shared } from "#lib/server/shared";

/** The log of the process: JSON lines on stdout. No values of forms, no tokens, no bodies go into it. */
export function log(): Logger {
  return shared("log", () =>
    pino({ name: "vitrine", level: readLevel(), base: undefined, hooks: { logMethod: keepAndLog } }),
  );
}

/** The last warnings and errors of the log. */
export function recentLog(): RecentLog {
  return shared("recent-log", createRecentLog);
}

/** https://github.com/pinojs/pino/blob/main/docs/api.md#logmethod */
function keepAndLog(this: Logger, given: Parameters<LogFn>, method: LogFn, level: number): void {
  recentLog().add(level, given);
  method.apply(this, given);
}

/** A wrong configuration must be logged too. */
function readLevel(): string {
  try {
    return readConfig().logLevel;
  } catch {
    return "info";
  }
}

/** An error with its chain of causes, for the log alone; people are shown `detail` and `suggestion`. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error) && !isPortalError(error)) return { message: String(error) };
  const cause =
    error.cause === undefined || depth > 4 ? {} : { cause: describeError(error.cause, depth + 1) };
  const code = "code" in error ? { code: error.code } : {};
  // A stack says where in our code; a refusal that was meant has none of interest.
  const stack = isPortalError(error) ? {} : { stack: error.stack };
  return { message: error.message, ...code, ...stack, ...cause };
}

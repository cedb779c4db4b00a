/** Everything that tells a command to end, as one signal. */
import process from "node:process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_CHECK_MILLISECONDS = 500;
/** npm and the launcher pass on a Ctrl-C that the terminal sent to us as well: only a later one is a second one. */
const SECOND_SIGNAL_MILLISECONDS = 1000;

/**
 * Aborts at Ctrl-C, SIGTERM, when the terminal is closed, and when the launcher (its pid in `VITRINE_LAUNCHER`) was
 * killed by SIGKILL, which is seen by our having another parent. A second Ctrl-C ends at once: the guardian then
 * cleans up. `onEnd` is called once.
 */
export function watchForEnd(onEnd: () => void = () => {}): AbortSignal {
  const end = new AbortController();
  const stop = () => {
    if (end.signal.aborted) return;
    onEnd();
    end.abort(new Error("told to end"));
    setTimeout(exitOnSignal, SECOND_SIGNAL_MILLISECONDS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const parent = process.ppid;
  if (process.env.VITRINE_LAUNCHER === String(parent))
    setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MILLISECONDS).unref();
  return end.signal;
}

function exitOnSignal(): void {
  for (const signal of SIGNALS) process.on(signal, () => process.exit(130));
}

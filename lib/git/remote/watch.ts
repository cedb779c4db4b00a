import { callListeners } from "#lib/async/listeners";
import { isPortalError } from "#lib/errors";

/** The state of a watch after a check. */
export interface Pace {
  /** True while any pull request is open. */
  open: boolean;
  /** Milliseconds since the last change. */
  quietMs: number;
  /** Checks without a change since the last change. */
  quietChecks: number;
}

export interface HostWatchOptions {
  /** The current state; `open` shows whether any pull request is open. */
  look: () => Promise<{ text: string; open: boolean }>;
  /** Milliseconds until the next check. */
  pace: (state: Pace) => number;
}

/**
 * Polls a host for changes while someone listens. After an error that names the time of the next call, such as
 * an exceeded rate limit, the next check waits that long.
 */
export function watchHost({ look, pace }: HostWatchOptions) {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen: string | undefined;
  let changedAt = Number.NEGATIVE_INFINITY;
  let quietChecks = 0;
  let closed = false;

  function announce(): void {
    changedAt = Date.now();
    quietChecks = 0;
    callListeners(listeners);
  }

  async function lookAgain(): Promise<void> {
    let open = false;
    let pause = 0;
    try {
      const now = await look();
      open = now.open;
      quietChecks += 1;
      // The first poll also notifies, because something may have changed since the listener last read.
      if (now.text !== seen && !closed) {
        seen = now.text;
        announce();
      }
    } catch (error) {
      // Readers get the error themselves; polling continues.
      quietChecks += 1;
      pause = (isPortalError(error) ? (error.retryAfter ?? 0) : 0) * 1000;
    }
    schedule(Math.max(pause, pace({ open, quietMs: Date.now() - changedAt, quietChecks })));
  }

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (closed || listeners.size === 0) return;
    timer = setTimeout(() => void lookAgain(), delay);
    timer.unref();
  }

  return {
    /** Returns unsubscribe. */
    subscribe(listener: () => void): () => void {
      // A wrapper, so that one function can listen twice.
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) schedule(0);
      return () => listeners.delete(own);
    },
    /** After a change by this portal. */
    announce(): void {
      announce();
      schedule(pace({ open: true, quietMs: 0, quietChecks: 0 }));
    },
    close(): void {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

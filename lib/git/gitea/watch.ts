import { callListeners } from "#lib/async/listeners";

/** Slower interval for a host without notifications. */
const SLOW_FACTOR = 8;
/** How long after a change the short interval holds. */
const LIVELY_MILLISECONDS = 60_000;

export interface GiteaWatchOptions {
  /** The current state; `open` shows whether any pull request is open. */
  look: () => Promise<{ text: string; open: boolean }>;
  /** Milliseconds, while something is open or has just changed; eight times as long otherwise. */
  intervalMs: number;
}

/**
 * Polls for changes while someone listens. Gitea's API has no conditional requests, so each poll is small:
 * the latest pages of the lists, and the tip of the target branch.
 */
export function watchGitea({ look, intervalMs }: GiteaWatchOptions) {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen: string | undefined;
  let livelyUntil = 0;
  let closed = false;

  function announce(): void {
    livelyUntil = Date.now() + LIVELY_MILLISECONDS;
    callListeners(listeners);
  }

  async function lookAgain(): Promise<void> {
    let open = false;
    try {
      const now = await look();
      open = now.open;
      // The first poll also notifies, because something may have changed since the listener last read.
      if (now.text !== seen && !closed) {
        seen = now.text;
        announce();
      }
    } catch {
      // Readers get the error themselves; polling continues.
    }
    schedule(open || Date.now() < livelyUntil ? intervalMs : intervalMs * SLOW_FACTOR);
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
      schedule(intervalMs);
    },
    close(): void {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

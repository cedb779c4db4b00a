import { callListeners } from "#lib/async/listeners";

/** How often a host is asked that tells nobody. */
const SLOW_FACTOR = 8;
/** After a change more often follows. */
const LIVELY_MILLISECONDS = 60_000;

export interface GiteaWatchOptions {
  /** What is there now; `open` says whether something waits for someone. */
  look: () => Promise<{ text: string; open: boolean }>;
  /** While something is open or has just changed; eight times as long otherwise. */
  intervalMs: number;
}

/**
 * Tells of changes by asking again and again while someone listens. Gitea's API has no conditional requests, so what
 * is asked is small: the latest pages of the lists, and where the target branch is.
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
      // The first look tells too: something may have changed between what the listener read and now.
      if (now.text !== seen && !closed) {
        seen = now.text;
        announce();
      }
    } catch {
      // Whoever reads is told why; here it is asked again.
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
      // A wrapper, so that one function may listen twice.
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) schedule(0);
      return () => listeners.delete(own);
    },
    /** After a change of our own. */
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

import { callListeners } from "#lib/async/listeners";
import { isPortalError } from "#lib/errors";

/** At most one look a second, however many deliveries arrive. */
const MIN_GAP_MILLISECONDS = 1_000;
/** How long after a change or a delivery the usual interval holds: a host can deliver before its API shows the change. */
const LIVELY_MILLISECONDS = 60_000;
/** The interval of a quiet host that delivers webhooks. */
const DELIVERED_MILLISECONDS = 5 * 60_000;

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
 * an exceeded rate limit, the next check waits that long. While the host delivers webhooks, a quiet host is polled
 * every five minutes. This ends with a poll that finds a change although no delivery came in the last minute.
 */
export function watchHost({ look, pace }: HostWatchOptions) {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen: string | undefined;
  let changedAt = Number.NEGATIVE_INFINITY;
  let quietChecks = 0;
  let closed = false;
  let looking = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** The host accepts no call before. */
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let deliveredAt = Number.NEGATIVE_INFINITY;
  /** A delivery came after the last look began. */
  let isDelivered = false;
  let hasWebhook = false;

  function announce(): void {
    changedAt = Date.now();
    quietChecks = 0;
    callListeners(listeners);
  }

  async function lookAgain(): Promise<void> {
    looking = true;
    lookedAt = Date.now();
    isDelivered = false;
    let open = false;
    try {
      const now = await look();
      open = now.open;
      quietChecks += 1;
      // The first poll also notifies, because something may have changed since the listener last read.
      if (now.text !== seen && !closed) {
        if (Date.now() - deliveredAt > LIVELY_MILLISECONDS) hasWebhook = false;
        seen = now.text;
        announce();
      }
    } catch (error) {
      // Readers get the error themselves; polling continues.
      quietChecks += 1;
      const seconds = isPortalError(error) ? (error.retryAfter ?? 0) : 0;
      pausedUntil = Date.now() + seconds * 1000;
    } finally {
      looking = false;
    }
    schedule(isDelivered ? 0 : chooseDelay(open));
  }

  function chooseDelay(open: boolean): number {
    const now = Date.now();
    const usual = pace({ open, quietMs: now - changedAt, quietChecks });
    const isQuiet = now - Math.max(changedAt, deliveredAt) >= LIVELY_MILLISECONDS;
    return hasWebhook && isQuiet ? Math.max(usual, DELIVERED_MILLISECONDS) : usual;
  }

  /** A running look schedules the next one itself. */
  function schedule(delay: number): void {
    clearTimeout(timer);
    if (closed || looking || listeners.size === 0) return;
    const now = Date.now();
    const earliest = Math.max(pausedUntil, isDelivered ? lookedAt + MIN_GAP_MILLISECONDS : now);
    timer = setTimeout(() => void lookAgain(), Math.max(delay, earliest - now));
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
    /** After a delivery of the host's webhook: looks at once, but at most once a second. */
    lookNow(): void {
      deliveredAt = Date.now();
      isDelivered = true;
      hasWebhook = true;
      quietChecks = 0;
      schedule(0);
    },
    /** When the last delivery of the webhook arrived, RFC 3339; undefined for none. */
    lastDelivery(): string | undefined {
      return Number.isFinite(deliveredAt) ? new Date(deliveredAt).toISOString() : undefined;
    },
    close(): void {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

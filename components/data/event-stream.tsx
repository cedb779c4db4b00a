/** How the page hears of changes. `away` is said only after a loss has lasted, so that nothing flickers. */
export type Connection = "connecting" | "live" | "away";

/** Everything followed may have changed: said after a reconnection. */
export const EVERYTHING = "*";

export interface StreamHandlers {
  /**
   * Topics whose queries are stale now; `EVERYTHING` after a loss. With `ids`, only these entries of the one topic's
   * lists changed.
   */
  changed(topics: readonly string[], ids?: readonly string[]): void;
  connection(state: Connection): void;
}

export interface EventStream {
  /** Reconnects when a topic is new; what is no longer wanted leaves with the next reconnection. */
  setTopics(topics: ReadonlySet<string>): void;
  /** Tries now instead of when the pause is over: the browser is online again, or the tab is looked at. */
  hurry(): void;
  close(): void;
}

/** What is used of an EventSource. */
export interface EventConnection {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: () => void): void;
  close(): void;
}

export type OpenSource = (url: string) => EventConnection;

const COALESCE_MS = 30;
const AWAY_AFTER_MS = 2_500;
const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000];
/** Three heartbeats of the server: a proxy that dropped the connection in silence is noticed then. */
const SILENCE_MS = 45_000;

/** One connection to `GET /api/v1/stream` whose topics may change; it comes back by itself after any loss. */
export function openEventStream(open: OpenSource, handlers: StreamHandlers): EventStream {
  let wanted: ReadonlySet<string> = new Set();
  let covered: ReadonlySet<string> = new Set();
  let current: EventConnection | undefined;
  let next: EventConnection | undefined;
  let failures = 0;
  let lost = false;
  const timers = createTimers();

  function connect(): void {
    next?.close();
    next = undefined;
    if (wanted.size === 0) {
      drop();
      return;
    }
    const topics = wanted;
    const source = open(`/api/v1/stream?topics=${encodeURIComponent([...topics].join(","))}`);
    next = source;
    source.onopen = () => adopt(source, topics);
    source.onmessage = (event) => receive(event.data);
    source.addEventListener("heartbeat", watch);
    source.onerror = () => fail(source);
  }

  // The old connection is kept until the new one is open, so no change falls between the two.
  function adopt(source: EventConnection, topics: ReadonlySet<string>): void {
    const fresh = [...topics].filter((topic) => !covered.has(topic));
    current?.close();
    current = source;
    next = undefined;
    covered = topics;
    failures = 0;
    timers.cancel("away");
    watch();
    handlers.connection("live");
    handlers.changed(lost ? [EVERYTHING] : fresh);
    lost = false;
  }

  function receive(data: unknown): void {
    watch();
    const message = readMessage(data);
    if (message?.ids) handlers.changed([message.topic], message.ids);
    else if (message) handlers.changed([message.topic]);
  }

  function fail(source: EventConnection): void {
    source.close();
    if (source === next) next = undefined;
    if (source === current) {
      current = undefined;
      covered = new Set();
      lost = true;
    }
    if (!current && !timers.has("away")) timers.set("away", AWAY_AFTER_MS, () => handlers.connection("away"));
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
    failures += 1;
    timers.set("connect", pause * (0.75 + Math.random() / 2), connect);
  }

  function watch(): void {
    timers.set("silence", SILENCE_MS, () => current && fail(current));
  }

  function drop(): void {
    current?.close();
    current = undefined;
    covered = new Set();
    timers.clear();
  }

  return {
    setTopics(topics) {
      wanted = topics;
      if ([...topics].every((topic) => covered.has(topic)) && topics.size > 0) return;
      if (!timers.has("connect")) timers.set("connect", COALESCE_MS, connect);
    },
    hurry() {
      if (current || !timers.has("connect")) return;
      timers.cancel("connect");
      connect();
    },
    close() {
      next?.close();
      drop();
    },
  };
}

function createTimers() {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const cancel = (name: string) => {
    clearTimeout(timers.get(name));
    timers.delete(name);
  };
  return {
    cancel,
    has: (name: string) => timers.has(name),
    /** Replaces the timer of that name. */
    set(name: string, delay: number, run: () => void) {
      cancel(name);
      timers.set(
        name,
        setTimeout(() => {
          timers.delete(name);
          run();
        }, delay),
      );
    },
    clear: () => [...timers.keys()].forEach(cancel),
  };
}

function readMessage(data: unknown): { topic: string; ids?: readonly string[] } | undefined {
  try {
    const message: unknown = typeof data === "string" ? JSON.parse(data) : undefined;
    if (typeof message !== "object" || message === null || !("topic" in message)) return undefined;
    const { topic } = message;
    if (typeof topic !== "string") return undefined;
    const ids = "ids" in message && Array.isArray(message.ids) ? message.ids.map(String) : undefined;
    return ids ? { topic, ids } : { topic };
  } catch {
    return undefined;
  }
}

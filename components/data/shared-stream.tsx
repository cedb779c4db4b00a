import {
  type Connection,
  type EventStream,
  type OpenSource,
  openEventStream,
  type StreamHandlers,
} from "#components/data/event-stream";

/** What one tab tells the others. */
type TabMessage =
  | { type: "want"; tab: string; topics: readonly string[] }
  | { type: "leave"; tab: string }
  | { type: "who" }
  | { type: "changed"; topics: readonly string[] }
  | { type: "connection"; state: Connection };

/** What is used of Web Locks. */
export interface TabLocks {
  request(name: string, options: { signal: AbortSignal }, callback: () => unknown): Promise<unknown>;
}

/** What the browser lends; absent parts (an origin on plain HTTP has no locks) make every tab its own leader. */
export interface TabSurroundings {
  open: OpenSource;
  locks?: TabLocks;
  channel?: BroadcastChannel;
}

const LEADER = "vitrine-live-leader";

/**
 * One event stream for all tabs of the browser, which grants six HTTP/1.1 connections to an origin. The tab that
 * holds the leader's lock owns the connection and follows what all tabs want; when it goes, the browser hands the
 * lock to the next. Each tab holds a lock of its own, whose release tells the leader that the tab is gone.
 */
export function openSharedStream(
  surroundings: TabSurroundings,
  handlers: StreamHandlers,
): EventStream & { isLeader(): boolean } {
  const { open, locks, channel } = surroundings;
  const tab = `vitrine-live-tab-${Math.random().toString(36).slice(2)}`;
  const wants = new Map<string, readonly string[]>();
  const life = new AbortController();
  let own: readonly string[] = [];
  let joined = false;
  let stream: EventStream | undefined;
  let state: Connection = "connecting";

  const post = (message: TabMessage) => channel?.postMessage(message);
  const update = () => stream?.setTopics(new Set([...wants.values(), own].flat()));
  const report = (next: Connection) => {
    state = next;
    handlers.connection(next);
  };

  function lead(): void {
    stream = openEventStream(open, {
      changed(topics) {
        handlers.changed(topics);
        post({ type: "changed", topics });
      },
      connection(next) {
        report(next);
        post({ type: "connection", state: next });
      },
    });
    post({ type: "who" });
    update();
  }

  function noticeTab(other: string, topics: readonly string[]): void {
    const known = wants.has(other);
    wants.set(other, topics);
    if (!known) void hold(locks, other, life.signal, () => forget(other), "released");
    post({ type: "connection", state });
    update();
  }

  function forget(other: string): void {
    wants.delete(other);
    update();
  }

  function hear(message: TabMessage): void {
    if (stream) {
      if (message.type === "want") noticeTab(message.tab, message.topics);
      if (message.type === "leave") forget(message.tab);
      return;
    }
    if (message.type === "who") announce();
    if (message.type === "changed") handlers.changed(message.topics);
    if (message.type === "connection") report(message.state);
  }

  const announce = () => joined && post({ type: "want", tab, topics: own });
  const listener = (event: MessageEvent) => isTabMessage(event.data) && hear(event.data);

  if (locks && channel) {
    channel.addEventListener("message", listener);
    void hold(locks, tab, life.signal, () => {
      joined = true;
      announce();
    });
    void hold(locks, LEADER, life.signal, lead);
  } else {
    lead();
  }

  return {
    setTopics(topics) {
      own = [...topics];
      if (stream) update();
      else announce();
    },
    hurry: () => stream?.hurry(),
    isLeader: () => stream !== undefined,
    close() {
      post({ type: "leave", tab });
      life.abort();
      channel?.removeEventListener("message", listener);
      stream?.close();
      stream = undefined;
    },
  };
}

/** Calls `granted` once the lock is held; keeps it until the signal aborts, or lets it go at once. */
async function hold(
  locks: TabLocks | undefined,
  name: string,
  signal: AbortSignal,
  granted: () => void,
  then: "kept" | "released" = "kept",
): Promise<void> {
  await locks
    ?.request(name, { signal }, () => {
      if (signal.aborted) return;
      granted();
      if (then === "released") return;
      return new Promise<void>((release) =>
        signal.addEventListener("abort", () => release(), { once: true }),
      );
    })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}

function isTabMessage(data: unknown): data is TabMessage {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string";
}

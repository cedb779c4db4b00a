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
  | { type: "changed"; topics: readonly string[]; ids?: readonly string[] | undefined }
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
  const { locks, channel } = surroundings;
  const tab = `vitrine-live-tab-${Math.random().toString(36).slice(2)}`;
  const life = new AbortController();
  let own: readonly string[] = [];
  let joined = false;
  let leader: Leader | undefined;
  let state: Connection = "connecting";

  const post = (message: TabMessage) => channel?.postMessage(message);
  const announce = () => joined && post({ type: "want", tab, topics: own });
  const report = (next: Connection) => {
    state = next;
    handlers.connection(next);
  };

  function lead(): void {
    const handlersOfAll = { ...handlers, connection: report };
    leader = openLeader(surroundings, handlersOfAll, { post, signal: life.signal, readState: () => state });
    leader.setTopics(own);
  }

  function hear(message: TabMessage): void {
    if (leader) leader.hear(message);
    else if (message.type === "who") announce();
    else if (message.type === "changed") handlers.changed(...changeOf(message));
    else if (message.type === "connection") report(message.state);
  }

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
      if (leader) leader.setTopics(own);
      else announce();
    },
    hurry: () => leader?.hurry(),
    isLeader: () => leader !== undefined,
    close() {
      post({ type: "leave", tab });
      life.abort();
      channel?.removeEventListener("message", listener);
      leader?.close();
      leader = undefined;
    },
  };
}

interface Leader {
  /** Replaces the topics of this tab. */
  setTopics(topics: readonly string[]): void;
  /** Takes a message of another tab. */
  hear(message: TabMessage): void;
  hurry(): void;
  close(): void;
}

/** Opens the connection for all tabs, asks them for their topics, and passes on what the server sends. */
function openLeader(
  { open, locks }: TabSurroundings,
  handlers: StreamHandlers,
  tabs: { post: (message: TabMessage) => void; signal: AbortSignal; readState: () => Connection },
): Leader {
  const wants = new Map<string, readonly string[]>();
  let own: readonly string[] = [];
  const stream = openEventStream(open, {
    changed(topics, ids) {
      const message = { type: "changed" as const, topics, ...(ids && { ids }) };
      handlers.changed(...changeOf(message));
      tabs.post(message);
    },
    connection(state) {
      handlers.connection(state);
      tabs.post({ type: "connection", state });
    },
  });
  const update = () => stream.setTopics(new Set([...wants.values(), own].flat()));

  function forget(tab: string): void {
    wants.delete(tab);
    update();
  }

  function noticeTab(tab: string, topics: readonly string[]): void {
    const known = wants.has(tab);
    wants.set(tab, topics);
    if (!known) void hold(locks, tab, tabs.signal, () => forget(tab), "released");
    tabs.post({ type: "connection", state: tabs.readState() });
    update();
  }

  tabs.post({ type: "who" });
  return {
    setTopics(topics) {
      own = topics;
      update();
    },
    hear(message) {
      if (message.type === "want") noticeTab(message.tab, message.topics);
      if (message.type === "leave") forget(message.tab);
    },
    hurry: () => stream.hurry(),
    close: () => stream.close(),
  };
}

function changeOf({
  topics,
  ids,
}: Extract<TabMessage, { type: "changed" }>): Parameters<StreamHandlers["changed"]> {
  return ids ? [topics, ids] : [topics];
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

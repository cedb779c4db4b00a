import "server-only";

export interface EventStream {
  body: ReadableStream<Uint8Array>;
  /** Sends soon. A message of the same key that still waits is merged into this one. */
  send(key: string, data: StreamData, event?: string): void;
  /** Called once when the stream ends, at once if it has. */
  onEnd(callback: () => void): void;
  end(): void;
}

/** The data of an event. With `ids`, only these entries of the topic's list changed. */
export interface StreamData {
  topic?: string;
  ids?: readonly string[];
}

export interface EventStreamOptions {
  /** Of the request. */
  signal: AbortSignal;
  heartbeatEvery?: number;
  lifetime?: number;
}

/** A change is sent at once; more of them within this many milliseconds go together. */
const GATHER = 30;
const HEARTBEAT = 15_000;
const LIFETIME = 10 * 60_000;

/** Ids of one message; of more changes, the message names none. */
const MOST_IDS = 100;

/** Heartbeats that found no room: a reader takes nothing any more, or there never was one. */
const MOST_MISSED = 3;

/**
 * Server-sent events. A stream that nobody reads ends by itself. What waits to be sent is at most one message a key: a reader that is slow gets fewer messages,
 * never old ones, and holds no memory. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createEventStream(options: EventStreamOptions): EventStream {
  const { signal, heartbeatEvery = HEARTBEAT, lifetime = LIFETIME } = options;
  const waiting = new Map<string, { data: StreamData; event: string | undefined }>();
  const endings = new Set<() => void>();
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let ended = false;
  let missed = 0;

  const write = (text: string) => controller?.enqueue(encoder.encode(text));
  const hasRoom = () => (controller?.desiredSize ?? 0) > 0;

  function flush(): void {
    if (ended || gathering || waiting.size === 0 || !hasRoom()) return;
    const text = [...waiting.values()].map(formatEvent).join("");
    waiting.clear();
    gathering = setTimeout(() => {
      gathering = undefined;
      flush();
    }, GATHER);
    // Last, for a reader that waits makes the stream pull from within: that comes back here.
    write(text);
  }

  function beat(): void {
    missed = hasRoom() ? 0 : missed + 1;
    if (missed >= MOST_MISSED) end();
    else if (missed === 0) write("event: heartbeat\ndata: {}\n\n");
  }

  function end(): void {
    if (ended) return;
    ended = true;
    clearTimeout(gathering);
    clearInterval(heartbeat);
    clearTimeout(expiry);
    signal.removeEventListener("abort", end);
    waiting.clear();
    try {
      controller?.close();
    } catch {
      // The reader has cancelled it already.
    }
    for (const callback of endings) callback();
  }

  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started;
      // The first byte makes proxies and browsers see that the stream is open.
      write("retry: 1000\n\n");
    },
    pull: flush,
    cancel: end,
  });
  const heartbeat = setInterval(beat, heartbeatEvery);
  const expiry = setTimeout(end, lifetime);
  heartbeat.unref();
  expiry.unref();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();

  return {
    body,
    send(key, data, event) {
      const before = waiting.get(key)?.data;
      waiting.set(key, { data: before ? mergeIds(before, data) : data, event });
      flush();
    },
    onEnd(callback) {
      if (ended) callback();
      else endings.add(callback);
    },
    end,
  };
}

function formatEvent({ data, event }: { data: StreamData; event: string | undefined }): string {
  return `${event ? `event: ${event}\n` : ""}data: ${JSON.stringify(data)}\n\n`;
}

/** A message without ids stands for all entries, so it swallows those with some. */
function mergeIds(before: StreamData, { ids, ...data }: StreamData): StreamData {
  const all = ids && before.ids && [...new Set([...before.ids, ...ids])];
  return all && all.length <= MOST_IDS ? { ...data, ids: all } : data;
}

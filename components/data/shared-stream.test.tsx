import { describe, expect, it, vi } from "vitest";
import type { EventConnection } from "#components/data/event-stream";
import { openSharedStream, type TabLocks } from "#components/data/shared-stream";

interface FakeSource extends EventConnection {
  url: string;
  closed: boolean;
}

/** One browser: the locks and channels that its tabs share are Node's own. */
function openBrowser() {
  const name = `tabs-${Math.random()}`;
  const sources: FakeSource[] = [];
  const locks = createLocks();
  const openTab = (shared = true) => {
    const changed = vi.fn<(topics: readonly string[]) => void>();
    const channel = new BroadcastChannel(name);
    const open = (url: string) => {
      const source: FakeSource = {
        url: decodeURIComponent(url),
        closed: false,
        onopen: null,
        onmessage: null,
        onerror: null,
        addEventListener: () => undefined,
        close: () => {
          source.closed = true;
        },
      };
      sources.push(source);
      return source;
    };
    const surroundings = shared ? { open, locks, channel } : { open };
    const stream = openSharedStream(surroundings, { changed, connection: vi.fn() });
    return {
      stream,
      changed,
      close() {
        stream.close();
        channel.close();
      },
    };
  };
  return { openTab, sources, open: () => sources.filter(({ closed }) => !closed) };
}

/** Web Locks, exclusive ones with a signal: https://www.w3.org/TR/web-locks/ */
function createLocks(): TabLocks {
  const queues = new Map<string, Promise<unknown>>();
  const request: TabLocks["request"] = (name, { signal }, callback) => {
    const before = queues.get(name) ?? Promise.resolve();
    const granted = before.then(() => {
      if (signal.aborted) throw signal.reason;
      return callback();
    });
    queues.set(
      name,
      granted.catch(() => undefined),
    );
    return granted;
  };
  return { request };
}

describe("openSharedStream", () => {
  it("opens one connection for all tabs, with the topics of all", async () => {
    const browser = openBrowser();
    const one = browser.openTab();
    await vi.waitUntil(() => one.stream.isLeader());
    const two = browser.openTab();
    one.stream.setTopics(new Set(["catalog"]));
    two.stream.setTopics(new Set(["status"]));
    await vi.waitUntil(() => /catalog|status/.test(browser.sources.at(-1)?.url ?? ""));
    await vi.waitUntil(() => {
      browser.sources.at(-1)?.onopen?.(new Event("open"));
      return (
        browser.open().length === 1 && /status.*catalog|catalog.*status/.test(browser.open()[0]?.url ?? "")
      );
    });
    expect(two.stream.isLeader()).toBe(false);
    browser.open()[0]?.onmessage?.(new MessageEvent("message", { data: '{"topic":"status"}' }));
    await vi.waitUntil(() => two.changed.mock.calls.flat(2).includes("status"));
    one.close();
    two.close();
  });

  it("moves the connection to another tab when its tab closes", async () => {
    const browser = openBrowser();
    const one = browser.openTab();
    await vi.waitUntil(() => one.stream.isLeader());
    const two = browser.openTab();
    two.stream.setTopics(new Set(["catalog"]));
    one.close();
    await vi.waitUntil(() => two.stream.isLeader());
    await vi.waitUntil(() => browser.open().length === 1);
    expect(browser.open()[0]?.url).toContain("catalog");
    two.close();
    expect(browser.open()).toHaveLength(0);
  });

  it("drops the topics of a closed tab", async () => {
    const browser = openBrowser();
    const one = browser.openTab();
    await vi.waitUntil(() => one.stream.isLeader());
    const two = browser.openTab();
    two.stream.setTopics(new Set(["entry:a"]));
    await vi.waitUntil(() => browser.sources.at(-1)?.url.includes("entry:a"));
    two.close();
    one.stream.setTopics(new Set(["catalog"]));
    await vi.waitUntil(() => browser.sources.at(-1)?.url.includes("catalog"));
    expect(browser.sources.at(-1)?.url).not.toContain("entry:a");
    one.close();
  });

  it("opens one connection per tab when the browser has no locks", async () => {
    const browser = openBrowser();
    const tabs = [browser.openTab(false), browser.openTab(false)];
    for (const { stream } of tabs) stream.setTopics(new Set(["catalog"]));
    await vi.waitUntil(() => browser.sources.length === 2);
    expect(tabs.every(({ stream }) => stream.isLeader())).toBe(true);
    for (const tab of tabs) tab.close();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PortalError } from "#lib/errors";
import { watchHost } from "#lib/git/remote/watch";

const SECOND = 1000;
/** From 2 seconds after a change to 20 seconds. */
const pace = ({ quietChecks }: { quietChecks: number }) => 2 * SECOND * Math.min(2 ** quietChecks, 10);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a watch", () => {
  it("looks at most three times a minute while nothing changes, and soon after a change", async () => {
    let text = "one";
    const look = vi.fn(async () => ({ text, open: true }));
    const listener = vi.fn();
    const watch = watchHost({ look, pace });
    watch.subscribe(listener);
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    look.mockClear();
    listener.mockClear();
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(look.mock.calls.length).toBeLessThanOrEqual(3);
    expect(listener).not.toHaveBeenCalled();
    text = "two";
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    expect(listener).toHaveBeenCalledTimes(1);
    look.mockClear();
    await vi.advanceTimersByTimeAsync(6 * SECOND);
    expect(look).toHaveBeenCalled();
    watch.close();
  });

  it("does not look before the host accepts calls again", async () => {
    const failure = new PortalError("git-unavailable", { detail: "Too many calls.", retryAfter: 300 });
    const look = vi.fn(() => Promise.reject(failure));
    const watch = watchHost({ look, pace });
    watch.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(299 * SECOND);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(look).toHaveBeenCalledTimes(2);
    watch.close();
  });

  it("does not look without a listener", async () => {
    const look = vi.fn(async () => ({ text: "one", open: false }));
    const watch = watchHost({ look, pace });
    const leave = watch.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(SECOND);
    leave();
    look.mockClear();
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(look.mock.calls.length).toBeLessThanOrEqual(1);
    watch.close();
  });

  it("looks at once after a delivery, and at most once a second, however many arrive", async () => {
    const { look, watch } = await startQuiet();
    watch.lookNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(look).toHaveBeenCalledTimes(1);
    for (let sent = 0; sent < 500; sent += 1) {
      watch.lookNow();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(look.mock.calls.length).toBeLessThanOrEqual(6);
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(5);
    watch.close();
  });

  it("looks once more after deliveries during a look, and never twice at the same time", async () => {
    let running = 0;
    let most = 0;
    const look = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5 * SECOND));
      running -= 1;
      return { text: "one", open: true };
    });
    const watch = watchHost({ look, pace: () => 600 * SECOND });
    watch.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(SECOND);
    for (let sent = 0; sent < 10; sent += 1) watch.lookNow();
    watch.announce();
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect([look.mock.calls.length, most]).toEqual([2, 1]);
    watch.close();
  });

  it("looks after a delivery only once the host accepts calls again", async () => {
    const failure = new PortalError("git-unavailable", { detail: "Too many calls.", retryAfter: 300 });
    const look = vi.fn(() => Promise.reject(failure));
    const watch = watchHost({ look, pace });
    watch.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    watch.lookNow();
    await vi.advanceTimersByTimeAsync(289 * SECOND);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(look).toHaveBeenCalledTimes(2);
    watch.close();
  });

  it("polls a quiet host that delivers every five minutes, and more often once a delivery is missing", async () => {
    const { look, watch, change } = await startQuiet();
    watch.lookNow();
    await vi.advanceTimersByTimeAsync(120 * SECOND);
    look.mockClear();
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(look).toHaveBeenCalledTimes(2);
    change();
    await vi.advanceTimersByTimeAsync(300 * SECOND);
    look.mockClear();
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(29);
    watch.close();
  });
});

/** A watch of a host that has not changed for a while. */
async function startQuiet() {
  let text = "one";
  const look = vi.fn(async () => ({ text, open: true }));
  const watch = watchHost({ look, pace });
  watch.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(120 * SECOND);
  look.mockClear();
  const change = () => {
    text = "two";
  };
  return { look, watch, change };
}

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
});

import { describe, expect, it, vi } from "vitest";
import { coalesce } from "#lib/async/coalesce";

/** Coalesced work that runs until the test ends it. */
function setUp() {
  const endings: (() => void)[] = [];
  const work = vi.fn(() => new Promise<void>((resolve) => void endings.push(resolve)));
  return { work, coalesced: coalesce(work), end: () => endings.shift()?.() };
}

describe("coalesce", () => {
  it("works at once, and once more for all calls during the work", async () => {
    const { work, coalesced, end } = setUp();
    coalesced.ask();
    expect(work).toHaveBeenCalledTimes(1);
    for (let count = 0; count < 100; count += 1) coalesced.ask();
    expect(work).toHaveBeenCalledTimes(1);
    end();
    await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(2));
    end();
    await vi.waitFor(() => expect(coalesced.isBusy()).toBe(false));
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("does nothing more after it is stopped", async () => {
    const { work, coalesced, end } = setUp();
    coalesced.ask();
    coalesced.ask();
    coalesced.stop();
    end();
    await vi.waitFor(() => expect(coalesced.isBusy()).toBe(false));
    expect(work).toHaveBeenCalledTimes(1);
  });
});

import { describe, expect, it, vi } from "vitest";
import { createFreshCache } from "#lib/auth/permissions/fresh-cache";
import { PortalError } from "#lib/errors";

const away = new PortalError("git-unavailable", { detail: "away" });

function setUp(limit = 10) {
  let time = 0;
  const cache = createFreshCache<string>(
    { freshUntil: (_, at) => at + 60_000, keepFor: 600_000, limit },
    () => time,
  );
  const load = vi.fn<() => Promise<string | undefined>>(async () => "first");
  return {
    load,
    cache,
    get: (mayBeOld = true, key = "ana") => cache.get(key, load, mayBeOld),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

describe("createFreshCache", () => {
  it("loads a value once for concurrent callers, and again when it expires", async () => {
    const { get, load, pass } = setUp();
    expect(await Promise.all([get(), get(), get()])).toEqual(["first", "first", "first"]);
    pass(59_999);
    await get();
    expect(load).toHaveBeenCalledTimes(1);
    load.mockResolvedValue("second");
    pass(1);
    expect(await get()).toBe("second");
  });

  const rows: [why: string, after: number, mayBeOld: boolean, expected: string | PortalError][] = [
    ["a read returns the old value", 61_000, true, "first"],
    ["a read fails after the maximum age", 600_000, true, away],
    ["a write fails", 61_000, false, away],
  ];
  it.each(rows)("while loads fail: %s", async (_why, after, mayBeOld, expected) => {
    const { get, load, pass } = setUp();
    await get();
    load.mockRejectedValue(away);
    pass(after);
    const outcome = await get(mayBeOld).catch((error: unknown) => error);
    expect(outcome).toBe(expected);
  });

  it("does not repeat a failing load at once, and retries soon", async () => {
    const { get, load, pass } = setUp();
    load.mockRejectedValue(away);
    await expect(get()).rejects.toBe(away);
    await expect(get()).rejects.toBe(away);
    expect(load).toHaveBeenCalledTimes(1);
    load.mockResolvedValue("back");
    pass(5_000);
    expect(await get()).toBe("back");
  });

  it("passes on other errors", async () => {
    const { get, load, pass } = setUp();
    await get();
    const wrong = new PortalError("misconfigured", { detail: "wrong" });
    load.mockRejectedValue(wrong);
    pass(61_000);
    await expect(get()).rejects.toBe(wrong);
  });

  it("drops a value that no longer exists, so that an outage does not restore it", async () => {
    const { get, load, pass } = setUp();
    await get();
    load.mockResolvedValue(undefined);
    pass(61_000);
    expect(await get()).toBeUndefined();
    load.mockRejectedValue(away);
    await expect(get()).rejects.toBe(away);
  });

  it("drops the oldest value when the cache is full", async () => {
    const { get, load } = setUp(1);
    await get(true, "ana");
    await get(true, "bo");
    await get(true, "ana");
    expect(load).toHaveBeenCalledTimes(3);
  });
});

import { describe, expect, it } from "vitest";
import { createConcurrencyCap, createRateLimit } from "#lib/async/rate-limit";

function setUp(maxKeys = 10) {
  let time = 0;
  const limit = createRateLimit({ capacity: 3, refillPerSecond: 2, maxKeys }, () => time);
  return {
    take: (key = "ana", cost?: number) => limit.take(key, cost),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

describe("createRateLimit", () => {
  it("allows the capacity at once, then refuses with the time to wait", () => {
    const { take } = setUp();
    expect([take(), take(), take()]).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(take()).toEqual({ ok: false, retryAfterSeconds: 1 });
  });

  it("refills with time, up to the capacity", () => {
    const { take, pass } = setUp();
    for (let call = 0; call < 3; call += 1) take();
    pass(500);
    expect(take()).toEqual({ ok: true });
    expect(take()).toMatchObject({ ok: false });
    pass(60_000);
    expect([take(), take(), take(), take()].map(({ ok }) => ok)).toEqual([true, true, true, false]);
  });

  it("does not extend the wait of a key that keeps calling", () => {
    const { take, pass } = setUp();
    for (let call = 0; call < 3; call += 1) take();
    for (let call = 0; call < 100; call += 1) take();
    pass(500);
    expect(take()).toEqual({ ok: true });
  });

  it("counts each key separately, and the cost of a call", () => {
    const { take } = setUp();
    expect(take("ana", 3)).toEqual({ ok: true });
    expect(take("ana")).toMatchObject({ ok: false });
    expect(take("bo")).toEqual({ ok: true });
    expect(take("bo", 3)).toEqual({ ok: false, retryAfterSeconds: 1 });
  });

  it("drops the least recently used key, so that unknown keys use no memory", () => {
    const { take } = setUp(2);
    take("ana", 3);
    take("bo", 3);
    take("cy", 3);
    expect(take("bo")).toMatchObject({ ok: false });
    expect(take("cy")).toMatchObject({ ok: false });
    expect(take("ana", 3)).toEqual({ ok: true });
  });
});

describe("createConcurrencyCap", () => {
  it("admits a key again after a call leaves, and counts a second leave of the call once", () => {
    const { enter } = createConcurrencyCap({ perKey: 2, maxKeys: 10 });
    const leave = enter("ana");
    expect(enter("ana")).toBeTypeOf("function");
    expect(enter("ana")).toBeUndefined();
    leave?.();
    leave?.();
    expect(enter("ana")).toBeTypeOf("function");
    expect(enter("ana")).toBeUndefined();
  });

  it("refuses new keys above the limit, and stores nothing for a key that left", () => {
    const { enter } = createConcurrencyCap({ perKey: 2, maxKeys: 1 });
    const leave = enter("ana");
    expect(enter("bo")).toBeUndefined();
    leave?.();
    expect(enter("bo")).toBeTypeOf("function");
  });
});

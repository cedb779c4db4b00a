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
  it("grants the capacity at once, then refuses with the time to wait", () => {
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

  it("does not make a key that goes on asking wait longer", () => {
    const { take, pass } = setUp();
    for (let call = 0; call < 3; call += 1) take();
    for (let call = 0; call < 100; call += 1) take();
    pass(500);
    expect(take()).toEqual({ ok: true });
  });

  it("counts each key by itself, and a costly call for more", () => {
    const { take } = setUp();
    expect(take("ana", 3)).toEqual({ ok: true });
    expect(take("ana")).toMatchObject({ ok: false });
    expect(take("bo")).toEqual({ ok: true });
    expect(take("bo", 3)).toEqual({ ok: false, retryAfterSeconds: 1 });
  });

  it("forgets the key that was used least recently, so that made-up keys take no memory", () => {
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
  it("lets a key in again once a call has left, counted once", () => {
    const { enter } = createConcurrencyCap({ perKey: 2, maxKeys: 10 });
    const leave = enter("ana");
    expect(enter("ana")).toBeTypeOf("function");
    expect(enter("ana")).toBeUndefined();
    leave?.();
    leave?.();
    expect(enter("ana")).toBeTypeOf("function");
    expect(enter("ana")).toBeUndefined();
  });

  it("refuses new keys above the limit, and holds nothing for a key that left", () => {
    const { enter } = createConcurrencyCap({ perKey: 2, maxKeys: 1 });
    const leave = enter("ana");
    expect(enter("bo")).toBeUndefined();
    leave?.();
    expect(enter("bo")).toBeTypeOf("function");
  });
});

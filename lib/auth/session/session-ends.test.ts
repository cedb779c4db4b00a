import { describe, expect, it } from "vitest";
import { createSessionEnds } from "#lib/auth/session/session-ends";

const HOUR = 3_600;

function setUp(limit: number) {
  let time = 100 * HOUR;
  const ends = createSessionEnds({ lifetime: 8 * HOUR, limit, now: () => time * 1_000 });
  return {
    ends,
    start: (id: string) => ({ id, startedAt: time }),
    pass(seconds: number) {
      time += seconds;
    },
  };
}

describe("createSessionEnds", () => {
  it("refuses only the ended session", () => {
    const { ends, start } = setUp(10);
    ends.end(start("a"));
    expect(ends.hasEnded(start("a"))).toBe(true);
    expect(ends.hasEnded(start("b"))).toBe(false);
  });

  it("aborts the signal of a session when it ends, and new signals afterwards", () => {
    const { ends, start } = setUp(10);
    const open = ends.signal("a");
    const other = ends.signal("b");
    ends.end(start("a"));
    expect([open.aborted, other.aborted, ends.signal("a").aborted]).toEqual([true, false, true]);
  });

  it("keeps an ended session refused when many others end", () => {
    const { ends, start, pass } = setUp(2);
    const first = start("first");
    ends.end(first);
    for (let index = 0; index < 10; index += 1) {
      pass(1);
      ends.end(start(`later ${index}`));
    }
    expect(ends.hasEnded(first)).toBe(true);
    pass(1);
    expect(ends.hasEnded(start("now"))).toBe(false);
  });

  it("first drops the sessions whose cookies have expired", () => {
    const { ends, start, pass } = setUp(2);
    ends.end(start("a"));
    ends.end(start("b"));
    pass(9 * HOUR);
    const recent = start("recent");
    pass(1);
    ends.end(start("c"));
    expect(ends.hasEnded(recent)).toBe(false);
  });
});

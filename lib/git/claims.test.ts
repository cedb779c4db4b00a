import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClaimStore, createClaims } from "#lib/git/claims";

const NAME = "a".repeat(32);

function createMemoryStore(): ClaimStore & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    async create(name, text) {
      if (held.has(name)) return false;
      held.set(name, text);
      return true;
    },
    read: async (name) => held.get(name),
    async remove(name, text) {
      if (held.get(name) === text) held.delete(name);
    },
  };
}

describe("claim", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-20T10:00:00Z") });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("expires when nobody releases it, for example after a crash", async () => {
    const claim = createClaims(createMemoryStore());
    await claim(NAME, "one");
    await expect(claim(NAME, "two")).rejects.toMatchObject({ code: "conflict" });
    vi.setSystemTime(new Date("2026-11-20T10:10:01Z"));
    await expect(claim(NAME, "two")).resolves.toBeTypeOf("function");
  });

  it("is replaced when its content is unreadable", async () => {
    const store = createMemoryStore();
    store.held.set(NAME, "damaged");
    await expect(createClaims(store)(NAME, "one")).resolves.toBeTypeOf("function");
  });

  it("with the same value waits for the holder and then takes the name over", async () => {
    const store = createMemoryStore();
    const claim = createClaims(store);
    const release = await claim(NAME, "one");
    const second = claim(NAME, "one");
    await vi.advanceTimersByTimeAsync(500);
    const [first] = store.held.values();
    await release();
    await vi.advanceTimersByTimeAsync(500);
    await second;
    expect([...store.held.values()]).not.toEqual([first]);
  });

  it("is not removed from the current holder of the name", async () => {
    const store = createMemoryStore();
    const claim = createClaims(store);
    const release = await claim(NAME, "one");
    await release();
    await claim(NAME, "two");
    await release();
    expect(store.held.size).toBe(1);
  });

  it("refuses a name that is not hexadecimal", async () => {
    const claim = createClaims(createMemoryStore());
    await expect(claim("../x", "one")).rejects.toMatchObject({ code: "invalid" });
  });
});

import { describe, expect, it, vi } from "vitest";
import { createCircuitBreaker } from "#lib/auth/permissions/circuit-breaker";

class Silent extends Error {}

function setUp() {
  let time = 0;
  const isUnreachable = (error: unknown) => error instanceof Silent;
  const { run } = createCircuitBreaker({ isUnreachable, pause: 5_000 }, () => time);
  return {
    run,
    fail: (cluster = "a") =>
      run(cluster, async () => {
        throw new Silent("no answer");
      }).catch(() => undefined),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

describe("createCircuitBreaker", () => {
  it("pauses calls to an unreachable cluster, but not to others", async () => {
    const { run, fail } = setUp();
    await fail();
    const ask = vi.fn(async () => "yes");
    await expect(run("a", ask)).rejects.toThrow("no answer");
    expect(ask).not.toHaveBeenCalled();
    expect(await run("b", ask)).toBe("yes");
  });

  it("sends one call after the pause, and all calls again after an answer", async () => {
    const { run, fail, pass } = setUp();
    await fail();
    pass(5_000);
    let answer: (text: string) => void = () => undefined;
    const probe = run("a", () => new Promise<string>((resolve) => (answer = resolve)));
    const others = vi.fn(async () => "yes");
    await expect(run("a", others)).rejects.toThrow("no answer");
    expect(others).not.toHaveBeenCalled();
    answer("back");
    expect(await probe).toBe("back");
    expect(await run("a", others)).toBe("yes");
  });

  it("pauses again when the probe gets no answer", async () => {
    const { run, fail, pass } = setUp();
    await fail();
    pass(5_000);
    await fail();
    const ask = vi.fn(async () => "yes");
    pass(4_999);
    await expect(run("a", ask)).rejects.toThrow("no answer");
    pass(1);
    expect(await run("a", ask)).toBe("yes");
  });

  it("treats an error of the cluster as an answer", async () => {
    const { run, fail, pass } = setUp();
    const refuse = async () => {
      throw new Error("forbidden");
    };
    await expect(run("a", refuse)).rejects.toThrow("forbidden");
    expect(await run("a", async () => "yes")).toBe("yes");
    await fail();
    pass(5_000);
    await expect(run("a", refuse)).rejects.toThrow("forbidden");
    expect(await run("a", async () => "yes")).toBe("yes");
  });
});

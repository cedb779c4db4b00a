import { describe, expect, it, vi } from "vitest";
import type { ReviewAccess } from "#lib/auth/permissions";
import { rememberReviews } from "#lib/auth/remembered-reviews";
import { PortalError } from "#lib/errors";

const subject = { user: "ana", groups: [] };
const list = { verb: "list", group: "", resource: "pods" };
const away = new PortalError("cluster-unavailable", { detail: "away" });
const options = { freshFor: 1_000, staleFor: 60_000, limit: 2 };

function setUp() {
  const review = vi.fn<ReviewAccess>(async () => ({ allowed: true }));
  let time = 0;
  const remembered = rememberReviews(review, options, () => time);
  const ask = (attributes = list) => remembered("local", subject, attributes);
  return { review, ask, pass: (milliseconds: number) => (time += milliseconds) };
}

describe("rememberReviews", () => {
  it("asks once for all who ask at the same time or shortly after", async () => {
    const { review, ask } = setUp();
    await Promise.all([ask(), ask()]);
    await ask();
    expect(review).toHaveBeenCalledTimes(1);
  });

  it("notices soon that a right was taken away", async () => {
    const { review, ask, pass } = setUp();
    await ask();
    review.mockResolvedValue({ allowed: false });
    pass(1_001);
    expect(await ask()).toEqual({ allowed: false });
  });

  it("keeps showing what it showed while the cluster is away, but not for ever", async () => {
    const { review, ask, pass } = setUp();
    await ask();
    review.mockRejectedValue(away);
    pass(30_000);
    expect(await ask()).toEqual({ allowed: true });
    pass(60_000);
    await expect(ask()).rejects.toBe(away);
  });

  it("shows nothing to whom it never showed it", async () => {
    const { review, ask } = setUp();
    review.mockRejectedValue(away);
    await expect(ask()).rejects.toBe(away);
  });

  it("does not cover up other errors", async () => {
    const { review, ask, pass } = setUp();
    await ask();
    review.mockRejectedValue(new PortalError("forbidden", { detail: "The portal may not review." }));
    pass(2_000);
    await expect(ask()).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each(["request", "create", "approve"])("always asks anew before it lets %s", async (verb) => {
    const { review, ask } = setUp();
    await ask({ ...list, verb });
    await ask({ ...list, verb });
    expect(review).toHaveBeenCalledTimes(2);
    review.mockRejectedValue(away);
    await expect(ask({ ...list, verb })).rejects.toBe(away);
  });

  it("tells people and namespaces apart, and forgets the oldest", async () => {
    const { review, ask } = setUp();
    for (const resource of ["a", "b", "c"]) await ask({ ...list, resource });
    await ask({ ...list, resource: "c" });
    expect(review).toHaveBeenCalledTimes(3);
    await ask({ ...list, resource: "a" });
    expect(review).toHaveBeenCalledTimes(4);
  });
});

import { describe, expect, it, vi } from "vitest";
import { withOutageCache } from "#lib/auth/permissions/outage-cache";
import type { ReviewAccess } from "#lib/auth/permissions/permissions";
import { PortalError } from "#lib/errors";

const subject = { user: "ana", groups: [] };
const list = { verb: "list", group: "", resource: "pods" };
const away = new PortalError("cluster-unavailable", { detail: "away" });

function setUp() {
  const review = vi.fn<ReviewAccess>(async () => ({ allowed: true }));
  let time = 0;
  const remembered = withOutageCache(review, { keepFor: 60_000, limit: 2 }, () => time);
  const ask = (attributes = list, user = "ana") => remembered("local", { ...subject, user }, attributes);
  return {
    review,
    ask,
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

describe("withOutageCache", () => {
  it("reviews each time while the cluster answers, so that revoked access ends", async () => {
    const { review, ask } = setUp();
    await ask();
    review.mockResolvedValue({ allowed: false });
    expect(await ask()).toEqual({ allowed: false });
  });

  it("keeps the last result while the cluster is unreachable, for a limited time", async () => {
    const { review, ask, pass } = setUp();
    await ask();
    review.mockRejectedValue(away);
    pass(30_000);
    expect(await ask()).toEqual({ allowed: true });
    pass(30_000);
    await expect(ask()).rejects.toBe(away);
  });

  it("also keeps a refusal", async () => {
    const { review, ask } = setUp();
    review.mockResolvedValue({ allowed: false });
    await ask();
    review.mockRejectedValue(away);
    expect(await ask()).toEqual({ allowed: false });
  });

  it("refuses access that it has never reviewed", async () => {
    const { review, ask } = setUp();
    await ask();
    review.mockRejectedValue(away);
    await expect(ask(list, "bo")).rejects.toBe(away);
    await expect(ask({ ...list, resource: "nodes" })).rejects.toBe(away);
  });

  it("passes on other errors", async () => {
    const { review, ask } = setUp();
    await ask();
    review.mockRejectedValue(new PortalError("forbidden", { detail: "The portal may not review." }));
    await expect(ask()).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each(["request", "create", "approve"])("never allows %s from the cache", async (verb) => {
    const { review, ask } = setUp();
    await ask({ ...list, verb });
    review.mockRejectedValue(away);
    await expect(ask({ ...list, verb })).rejects.toBe(away);
  });

  it("drops the oldest result when the cache is full", async () => {
    const { review, ask } = setUp();
    for (const resource of ["a", "b", "c"]) await ask({ ...list, resource });
    review.mockRejectedValue(away);
    await expect(ask({ ...list, resource: "a" })).rejects.toBe(away);
    expect(await ask({ ...list, resource: "c" })).toEqual({ allowed: true });
  });
});

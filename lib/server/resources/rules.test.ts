import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "#lib/async/clock";
import type { PermissionRules } from "#lib/auth/permissions/permissions";
import { createAccessReview } from "#lib/kubernetes/access/access-review";
import type { Cluster } from "#lib/kubernetes/cluster";
import { type FakeApi, startFakeApi } from "#lib/kubernetes/testing/fake-api";
import { buildRules } from "#lib/server/resources/rules";

const ana = { user: "ana", groups: [] };
const list = (resource: string) => ({ verb: "list", group: "", resource });
const approve = (resource: string) => ({ verb: "approve", group: "", resource });

let api: FakeApi;
let time = 0;
/** The timeout of the review that started last. */
let timeout: AbortController;
afterEach(() => api.close());

async function setUp(): Promise<PermissionRules["review"]> {
  api = await startFakeApi();
  const { client } = api;
  // Only the parts of a cluster that a review needs.
  const startTimeout = () => {
    timeout = new AbortController();
    return timeout.signal;
  };
  const options = { clock: systemClock, timeToLive: 0, startTimeout };
  const cluster = { client, reviewAccess: createAccessReview(client, options) };
  const clusters = new Map([["local", cluster as unknown as Cluster]]);
  return buildRules(clusters, { requestVerb: "request" }, { startTimeout, now: () => time }).review;
}

async function answer(allowed: boolean): Promise<void> {
  (await api.next()).answer(201, { status: { allowed } });
}

/** A review that reaches the API server and gets no response before its timeout. */
async function hang(review: PermissionRules["review"], attributes = approve("pods")): Promise<void> {
  const failing = expect(review("local", ana, attributes)).rejects.toMatchObject({ status: 503 });
  await api.next();
  timeout.abort(new DOMException("", "TimeoutError"));
  await failing;
}

describe("access review on an API server that does not answer", () => {
  it("waits for one review and fails all others at once", async () => {
    const review = await setUp();
    await hang(review, list("pods"));
    for (let index = 0; index < 50; index += 1) {
      await expect(review("local", ana, list(`things-${index}`))).rejects.toMatchObject({ status: 503 });
      await expect(review("local", ana, approve(`things-${index}`))).rejects.toMatchObject({
        code: "cluster-unavailable",
        detail: expect.stringContaining("local"),
      });
    }
    expect(api.waiting()).toBe(0);
  });

  it("returns allowed reads from the cache and refuses the rest", async () => {
    const review = await setUp();
    const seen = review("local", ana, list("pods"));
    await answer(true);
    expect(await seen).toMatchObject({ allowed: true });
    await hang(review);
    expect(await review("local", ana, list("pods"))).toMatchObject({ allowed: true });
    await expect(review("local", ana, list("secrets"))).rejects.toMatchObject({ status: 503 });
    expect(api.waiting()).toBe(0);
  });

  it("tries one review after a pause, and continues when the server answers", async () => {
    const review = await setUp();
    await hang(review);
    time += 5_000;
    const probe = review("local", ana, approve("pods"));
    await expect(review("local", ana, approve("others"))).rejects.toMatchObject({ status: 503 });
    await answer(true);
    expect(await probe).toMatchObject({ allowed: true });
    const next = review("local", ana, approve("others"));
    await answer(false);
    expect(await next).toMatchObject({ allowed: false });
  });

  it("also fails at once when the server refuses connections", async () => {
    const review = await setUp();
    await api.stopListening();
    await expect(review("local", ana, approve("pods"))).rejects.toMatchObject({ status: 503 });
    await api.startListening();
    await expect(review("local", ana, approve("pods"))).rejects.toMatchObject({ status: 503 });
    expect(api.waiting()).toBe(0);
    time += 5_000;
    const back = review("local", ana, approve("pods"));
    await answer(true);
    expect(await back).toMatchObject({ allowed: true });
  });

  it("does not fail at once after an error answer", async () => {
    const review = await setUp();
    const failed = review("local", ana, approve("pods"));
    (await api.next()).answer(500, { kind: "Status", message: "etcd has no leader" });
    await expect(failed).rejects.toThrow();
    const next = review("local", ana, approve("pods"));
    await answer(true);
    expect(await next).toMatchObject({ allowed: true });
  });
});

import { describe, expect, it } from "vitest";
import { type AccessCacheOptions, createAccessReview } from "#lib/kubernetes/access/access-review";
import { createFakeClock } from "#lib/kubernetes/testing/fake-api";
import type { ClusterClient, RequestOptions } from "#lib/kubernetes/transport/client";

const person = { user: "ada", groups: ["team-a", "team-b"] };
const question = { verb: "request", group: "demo.dev", resource: "widgets", namespace: "team" };

function setUp(options: Partial<AccessCacheOptions> = {}) {
  const bodies: unknown[] = [];
  const state = { answer: async (): Promise<unknown> => ({ status: { allowed: true, reason: "bound" } }) };
  const client: ClusterClient = {
    name: "fake",
    server: "http://fake",
    request: (_method: string, _path: string, options?: RequestOptions) => {
      bodies.push(options?.body);
      return state.answer();
    },
    stream: () => Promise.reject(new Error("no stream here")),
    close: () => {},
  };
  const clock = createFakeClock();
  return { bodies, state, clock, review: createAccessReview(client, { clock, ...options }) };
}

describe("reviewAccess", () => {
  it("sends the groups in the body", async () => {
    const { review, bodies } = setUp();
    expect(await review(person, question)).toEqual({ allowed: true, reason: "bound" });
    expect(bodies).toEqual([
      {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: { user: "ada", groups: ["team-a", "team-b"], resourceAttributes: question },
      },
    ]);
  });

  it("sends equal reviews once, at the same time or within 10 s", async () => {
    const { review, bodies, clock } = setUp();
    await Promise.all([
      review(person, question),
      review({ ...person, groups: ["team-b", "team-a"] }, { ...question }),
    ]);
    clock.advance(9_999);
    await review(person, question);
    expect(bodies).toHaveLength(1);
    clock.advance(1);
    await review(person, question);
    expect(bodies).toHaveLength(2);
  });

  it("keeps a refusal for as long as the caller accepts it, and a permission no longer than others do", async () => {
    const { review, bodies, clock, state } = setUp();
    state.answer = async () => ({ status: { allowed: false } });
    await review(person, question);
    clock.advance(29_999);
    expect((await review(person, question, 30_000)).allowed).toBe(false);
    expect(bodies).toHaveLength(1);
    state.answer = async () => ({ status: { allowed: true } });
    expect((await review(person, question)).allowed).toBe(true);
    clock.advance(10_000);
    await review(person, question, 30_000);
    expect(bodies).toHaveLength(3);
  });

  it.each([
    ["another person", { ...person, user: "bob" }, question],
    ["fewer groups", { ...person, groups: ["team-a"] }, question],
    ["groups that are equal only when joined", { ...person, groups: ["team-a,team-b"] }, question],
    ["another verb", person, { ...question, verb: "get" }],
    ["another namespace", person, { ...question, namespace: "other" }],
    ["a single object", person, { ...question, name: "one" }],
    ["a subresource", person, { ...question, subresource: "status" }],
  ])("sends a new review for %s", async (_what, subject, attributes) => {
    const { review, bodies } = setUp();
    await review(person, question);
    await review(subject, attributes);
    expect(bodies).toHaveLength(2);
  });

  it("does not cache a failure", async () => {
    const { review, state } = setUp();
    const answer = state.answer;
    state.answer = () => Promise.reject(new Error("away"));
    await expect(review(person, question)).rejects.toThrow("away");
    state.answer = answer;
    expect((await review(person, question)).allowed).toBe(true);
  });

  it("ends for all who wait when the timeout of the review ends, and is sent anew afterwards", async () => {
    const timeout = new AbortController();
    const { review, bodies, state } = setUp({ startTimeout: () => timeout.signal });
    state.answer = () =>
      new Promise((_, reject) =>
        timeout.signal.addEventListener("abort", () => reject(timeout.signal.reason)),
      );
    const waiting = [review(person, question), review(person, question)];
    timeout.abort(new DOMException("too slow", "TimeoutError"));
    for (const answer of waiting) await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
    state.answer = async () => ({ status: { allowed: true } });
    expect((await review(person, question)).allowed).toBe(true);
    expect(bodies).toHaveLength(2);
  });

  it("drops the oldest answer when the cache is full", async () => {
    const { review, bodies } = setUp({ limit: 2 });
    for (const name of ["a", "b", "c", "b", "a"]) await review(person, { ...question, name });
    expect(bodies).toHaveLength(4);
  });

  it("fails when the answer is not a review", async () => {
    const { review, state } = setUp();
    state.answer = async () => ({ status: {} });
    await expect(review(person, question)).rejects.toMatchObject({ code: "cluster-unavailable" });
  });
});

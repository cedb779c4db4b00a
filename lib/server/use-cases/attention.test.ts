import { expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import type { PullRequest } from "#lib/git/types";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { createFakeRepository, makePullRequest } from "#lib/server/testing/fake-repository";
import { readAttention } from "#lib/server/use-cases/attention";

const person = (user: string): Identity => ({ user, name: user, email: "", groups: [], via: "demo" });
const widget = makeType("demo.test", "Widget");
const AT = "2026-01-01T00:00:00Z";

let portal: FakePortal;
vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

/** A request of Ana for the Widget `w<number>`. */
function pullRequest(number: number, state: PullRequest["state"]): PullRequest {
  const author = { id: "ana", name: "Ana" };
  return makePullRequest(widget, { number, state, author, ...(state === "merged" && { mergedAt: AT }) });
}

const fileOf = (number: number) => ({
  path: `x/${number}.yaml`,
  after: `apiVersion: demo.test/v1\nkind: Widget\nmetadata:\n  name: w${number}\n  namespace: team-a\n`,
});

it("readAttention counts approvals, failures and held requests, and derives them once while nothing changes", async () => {
  const pulls = [
    ...[1, 2, 3, 4].map((number) => pullRequest(number, "open")),
    ...[5, 6].map((number) => pullRequest(number, "merged")),
    pullRequest(7, "closed"),
  ];
  portal = createFakePortal({
    ...{ types: [widget], offers: [widget], git: createFakeRepository(pulls, fileOf).git },
    granted: ["list widgets team-a", "get widgets team-a", "approve widgets team-a"],
  });
  const ids = (first: readonly { id: string }[]) => first.map(({ id }) => id);
  const ana = await readAttention(person("ana"));
  expect([ana.approvals.total, ana.failures.total, ana.held.total]).toEqual([0, 2, 4]);
  expect(ids(ana.held.first)).toEqual(["requests-4", "requests-3", "requests-2"]);
  // Merged long ago, and no agent has applied it.
  expect(ids(ana.failures.first)).toEqual(["requests-6", "requests-5"]);
  const bo = await readAttention(person("bo"));
  expect([bo.approvals.total, bo.failures.total, bo.held.total]).toEqual([4, 0, 0]);
  expect(ids(bo.approvals.first), "the oldest first").toEqual(["requests-1", "requests-2", "requests-3"]);

  const review = vi.spyOn(portal.rules, "review");
  expect(await readAttention(person("bo"))).toBe(bo);
  expect(review).not.toHaveBeenCalled();
  portal.put(makeObject(widget, "w1"));
  await vi.waitFor(async () => expect((await readAttention(person("bo"))).approvals.total).toBe(3));
});

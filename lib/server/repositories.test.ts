import { afterAll, expect, it } from "vitest";
import type { RequestRules } from "#lib/config/git";
import { toPortalError } from "#lib/errors";
import { listTargets, pickTarget } from "#lib/server/repositories";
import { createFakePortal } from "#lib/server/testing/fake-portal";
import { createFakeRepository } from "#lib/server/testing/fake-repository";

const fake = createFakePortal({ types: [] });
afterAll(() => fake.close());

function createRepositories(rules: Record<string, RequestRules | undefined>) {
  return Object.entries(rules).map(([name, accepts]) => {
    const { git } = createFakeRepository([]);
    const named = { ...git, repository: { ...git.repository, name } };
    return { ...fake, git: named, configured: { ...fake.configured, accepts } };
  });
}

const SUBJECT = { cluster: "prod", namespace: "team-a", offer: "crd.prod.databases.demo.test" };
const GROUPS = ["developers", "team-a"];

const rows: [why: string, rules: Record<string, RequestRules | undefined>, targets: string[]][] = [
  ["takes the only repository", { one: undefined }, ["one"]],
  ["leaves the person the choice without rules", { one: undefined, two: undefined }, ["one", "two"]],
  ["prefers a rule that matches", { all: undefined, a: { namespaces: ["team-a"] } }, ["a"]],
  ["ignores a rule that does not match", { all: undefined, b: { namespaces: ["team-b"] } }, ["all"]],
  [
    "keeps the order of several that match",
    { x: { namespaces: ["team-*"] }, y: { groups: ["team-a"] } },
    ["x", "y"],
  ],
  ["matches an offer", { x: { offers: ["crd.prod.*.demo.test"] }, all: undefined }, ["x"]],
  ["matches a cluster", { x: { clusters: ["prod", "test"] }, all: undefined }, ["x"]],
  ["matches a group of the person", { x: { groups: ["admins", "developers"] }, all: undefined }, ["x"]],
  [
    "needs every part of a rule",
    { x: { clusters: ["prod"], namespaces: ["team-b"] }, all: undefined },
    ["all"],
  ],
  ["takes a star for any text, also none", { x: { namespaces: ["team-a*"] }, all: undefined }, ["x"]],
  ["does not take a star for part of the ends", { x: { namespaces: ["team-a*a"] }, all: undefined }, ["all"]],
  ["takes several stars in order", { x: { namespaces: ["*e*m-*"] }, all: undefined }, ["x"]],
  ["takes no other sign as a pattern", { x: { namespaces: ["team.a"] }, all: undefined }, ["all"]],
];

it.each(rows)("%s", (_why, rules, targets) => {
  const repositories = createRepositories(rules);
  const found = listTargets({ repositories }, { groups: GROUPS }, SUBJECT);
  expect(found.map(({ git }) => git.repository.name)).toEqual(targets);
});

it("does not match a rule over namespaces for an object without one", () => {
  const repositories = createRepositories({ x: { namespaces: ["*"] }, all: undefined });
  const [target] = listTargets({ repositories }, { groups: [] }, { ...SUBJECT, namespace: undefined });
  expect(target?.git.repository.name).toBe("all");
});

function failure(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return toPortalError(error);
  }
  throw new Error("Nothing failed.");
}

it("says that no repository accepts the request, and what to do", () => {
  const repositories = createRepositories({ b: { namespaces: ["team-b"] } });
  const error = failure(() => listTargets({ repositories }, { groups: [] }, SUBJECT));
  expect(error.detail).toBe("No repository accepts this request in the namespace team-a.");
  expect(error.suggestion).toContain("accepts");
  expect(failure(() => listTargets({ repositories: [] }, { groups: [] }, SUBJECT)).code).toBe(
    "git-unavailable",
  );
});

it("refuses a repository that is none of the targets, also one with other rules", () => {
  const repositories = createRepositories({ a: undefined, b: undefined });
  expect(pickTarget(repositories, "b").git.repository.name).toBe("b");
  expect(pickTarget(repositories, undefined).git.repository.name).toBe("a");
  const error = failure(() => pickTarget(repositories, "c"));
  expect(error).toMatchObject({ code: "invalid", errors: [{ path: "/repository" }] });
  expect(error.suggestion).toBe("Choose one of: a, b.");
});

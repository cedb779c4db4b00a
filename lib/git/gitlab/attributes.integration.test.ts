import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { ANA, BO, SEED } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider, PullRequestAttributes } from "#lib/git/types";

const ALL: PullRequestAttributes = {
  draft: true,
  labels: ["database", "new"],
  reviewers: [ANA.id, BO.id, "nobody", "acme/approvers", "acme/others"],
  assignees: ["max", BO.id, "eve", "nobody"],
  milestone: "June",
};

let standIn: GitLabStandIn;
let provider: GitProvider;

beforeEach(async () => {
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ username: id, name, email, level: LEVELS.developer })),
      { username: "vitrine", name: "Vitrine", email: "vitrine@example.org", level: LEVELS.developer },
      { username: "max", name: "Max", email: "max@example.org", level: LEVELS.reporter },
      { username: "eve", name: "Eve", email: "eve@example.org", level: LEVELS.none },
    ],
  });
  const { state, url, project } = standIn;
  const createdAt = state.now();
  state.milestones.push(
    { id: 71, iid: 1, title: "June", createdAt, isClosed: true },
    { id: 72, iid: 2, title: "June", createdAt, isOfGroup: true },
    { id: 73, iid: 3, title: "May", createdAt, isClosed: true },
  );
  const readToken = async () => standIn.tokens.vitrine ?? "";
  provider = createGitLabProvider({ url, project, branch: "main", readToken, watchIntervalMs: 50 });
});

/** Every request and answer must match GitLab's published descriptions. */
afterEach(async () => {
  provider.dispose();
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

function openWith(attributes: PullRequestAttributes, actor: GitActor = ANA) {
  const files = [{ path: "work.yaml", content: "x\n", base: null }];
  const input = { branch: "work", title: "Add x", body: "Please.", message: "Add x", files };
  return provider.openPullRequest({ ...input, attributes }, actor);
}

describe("attributes of a new request", () => {
  it.each([
    { by: "a signed-in person", sign: (actor: GitActor) => ({ ...actor, token: standIn.tokens[actor.id] }) },
    { by: "the portal's account", sign: (actor: GitActor) => actor },
  ])("are set for a request of $by, and the answer names what is missing", async ({ sign }) => {
    const { number, title, missing } = await openWith(ALL, sign(ANA));
    expect(title).toBe("Draft: Add x");
    expect(missing).toEqual([
      'The reviewer "nobody" is missing. GitLab does not accept it.',
      'The reviewer "acme/approvers" is missing. GitLab accepts only people as reviewers.',
      'The reviewer "acme/others" is missing. GitLab accepts only people as reviewers.',
      'The assignee "eve" is missing. GitLab does not accept it.',
      'The assignee "nobody" is missing. GitLab does not accept it.',
    ]);
    const found = standIn.state.mergeRequests.get(number);
    expect(found).toMatchObject({
      title: "Draft: Add x",
      labels: ["database", "new"],
      assignees: ["max", BO.id],
      milestone: 72,
    });
    expect(found?.reviewers.map(({ username }) => username)).toEqual([BO.id]);
  });

  it("cost one call each, and a look-up of each person and of the milestone", async () => {
    await openWith({ labels: ["database"], reviewers: [BO.id], assignees: [BO.id], milestone: "June" });
    const own = standIn
      .calls()
      .filter(
        ({ method, path }) => /users|milestones/.test(path) || (method === "PUT" && /_requests/.test(path)),
      );
    expect(own).toHaveLength(7);
  });

  it("that GitLab refuses leave the request open", async () => {
    standIn.fault({ match: { method: "PUT", path: /\/merge_requests\/\d+$/ }, status: 403, times: 4 });
    const { number, missing } = await openWith({ labels: ["one"], reviewers: [BO.id], milestone: "May" });
    expect(missing).toEqual([
      expect.stringContaining('The label "one" is missing. GitLab does not allow this.'),
      expect.stringContaining(`The reviewer "${BO.id}" is missing. GitLab does not allow this.`),
      'The milestone "May" is missing. GitLab has no active milestone "May".',
    ]);
    expect(await provider.listPullRequests()).toMatchObject([{ number, state: "open" }]);
  });

  it("may be missing where GitLab fails: the request is open, once", async () => {
    standIn.fault({ match: { method: "PUT", path: /\/merge_requests\/\d+$/ }, status: 502 });
    const { number, missing } = await openWith({ labels: ["database"], assignees: [BO.id] });
    expect(missing).toEqual([
      expect.stringContaining('The label "database" may be missing. GitLab at'),
      expect.stringContaining(`The assignee "${BO.id}" may be missing. GitLab at`),
    ]);
    expect(await provider.listPullRequests()).toMatchObject([{ number, state: "open" }]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn, type TestStandInOptions } from "#demo/stand-ins/github/testing/test-stand-in";
import { createGitHubProvider } from "#lib/git/github/provider";
import { ANA, BO, SEED } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider, PullRequestAttributes } from "#lib/git/types";

const ALL: PullRequestAttributes = {
  draft: true,
  labels: ["database", "new"],
  reviewers: [ANA.id, BO.id, "nobody", "acme/approvers", "acme/nobody"],
  assignees: [BO.id, "nobody"],
  milestone: "June",
};

let standIn: GitHubStandIn;
let provider: GitProvider;

async function start(options: TestStandInOptions = {}): Promise<void> {
  const write = { role: "write" as const, teams: ["approvers"] };
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ login: id, name, email, ...write })),
      { login: "vitrine", name: "Vitrine", email: "vitrine@example.org", ...write },
    ],
    ...options,
  });
  standIn.state.milestones.set(7, "June");
  const { url, owner, repository } = standIn;
  const readToken = async () => standIn.tokens.vitrine ?? "";
  provider = createGitHubProvider({ url, owner, repository, branch: "main", readToken, watchIntervalMs: 50 });
}

/** Every request and answer must match GitHub's published descriptions. */
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
  beforeEach(() => start());

  it.each([
    { by: "a signed-in person", sign: (actor: GitActor) => ({ ...actor, token: standIn.tokens[actor.id] }) },
    { by: "the portal's account", sign: (actor: GitActor) => actor },
  ])("are set for a request of $by, and the answer names what is missing", async ({ sign }) => {
    const { number, missing } = await openWith(ALL, sign(ANA));
    expect(missing).toEqual([
      expect.stringContaining('The reviewer "nobody" is missing. GitHub refused the call.'),
      expect.stringContaining('The reviewer "acme/nobody" is missing. GitHub refused the call.'),
      'The assignee "nobody" is missing. GitHub does not accept it.',
    ]);
    expect(standIn.state.pulls.get(number)).toMatchObject({
      isDraft: true,
      labels: ["database", "new"],
      requestedReviewers: [BO.id],
      requestedTeams: ["approvers"],
      assignees: [BO.id],
      milestone: 7,
    });
  });

  it("cost one call each, and a look-up of the milestone", async () => {
    await openWith({ labels: ["database"], reviewers: [BO.id], assignees: [BO.id], milestone: "June" });
    const own = standIn.calls().filter(({ path }) => /issues|reviewers|milestones/.test(path));
    expect(own).toHaveLength(5);
  });

  it("that are unknown leave the request open", async () => {
    const { number, missing } = await openWith({ reviewers: ["no"], milestone: "May" });
    expect(missing).toEqual([
      expect.stringContaining('The reviewer "no" is missing.'),
      'The milestone "May" is missing. GitHub has no open milestone "May".',
    ]);
    expect(await provider.listPullRequests()).toMatchObject([{ number, state: "open" }]);
  });

  it("may be missing where GitHub fails: the request is open, once", async () => {
    standIn.fault({ match: { path: /\/labels$/ }, status: 502 });
    const { number, missing } = await openWith({ labels: ["database"], assignees: [BO.id] });
    expect(missing).toEqual([
      expect.stringContaining('The label "database" may be missing. GitHub at'),
      expect.stringContaining(`The assignee "${BO.id}" may be missing. GitHub at`),
    ]);
    expect(await provider.listPullRequests()).toMatchObject([{ number, state: "open" }]);
  });
});

it("opens a request that is no draft where the repository has none", async () => {
  await start({ settings: { allowsDrafts: false } });
  const { number, missing } = await openWith({ draft: true });
  expect(missing).toEqual([expect.stringContaining("Draft pull requests are not supported")]);
  expect([...standIn.state.pulls.values()]).toMatchObject([{ number, isDraft: false }]);
});

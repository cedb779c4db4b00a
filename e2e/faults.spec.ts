/** The portal is killed, or GitHub fails, at any call of a submit, an approval or a merge: nothing is lost or doubled. */
import { type Calls, runFaults } from "./testing/faults";
import { githubTest as test } from "./testing/portal";

const CALLS: Calls = {
  submit: {
    "reserve the request": { match: { graphql: "MoveRefs" } },
    "read the pull requests": { match: { graphql: "PullRequests" } },
    "read the file": { match: { graphql: "ReadFile" } },
    "read the files of the branch": { match: { method: "GET", path: /\/git\/trees\// } },
    "read the start of the branch": { match: { graphql: "ReadStart" } },
    "create the branch": { match: { method: "POST", path: /\/git\/refs$/ } },
    "make the commit": { match: { graphql: "Commit" } },
    "open the pull request": { match: { graphql: "OpenPullRequest" } },
  },
  approve: {
    "read the pull request": { match: { graphql: "PullRequest" } },
    "write the review": { match: { method: "POST", path: /\/reviews$/ } },
  },
  merge: {
    "read the merge methods": { match: { graphql: "MergeMethods" } },
    merge: { match: { method: "PUT", path: /\/merge$/ } },
    "delete the branch": { match: { graphql: "MoveRefs" } },
  },
};

test("a failure at any call to GitHub loses and doubles nothing", async ({ browser, github }) => {
  const { standIn } = github;
  if (standIn?.host !== "GitHub") throw new Error("The demo has no stand-in for GitHub.");
  // All cases together make more calls than GitHub accepts in an hour.
  Object.assign(standIn.limits, { core: 1_000_000, graphql: 1_000_000 });
  const find = (name: string) => {
    const pulls = [...standIn.state.pulls.values()].filter(({ title }) => title.includes(`${name} `));
    return {
      heads: pulls.map(({ head }) => head),
      approvals: pulls.flatMap(({ reviews }) => reviews).filter(({ state }) => state === "APPROVED").length,
      merged: pulls.filter(({ merged }) => merged !== undefined).length,
    };
  };
  await runFaults(browser, github, { standIn, calls: CALLS, find }, 30);
});

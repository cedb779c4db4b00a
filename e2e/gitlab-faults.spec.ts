/** The portal is killed, or GitLab fails, at any call of a submit, an approval or a merge: nothing is lost or doubled. */
import { type Calls, runFaults } from "./testing/faults";
import { gitlabTest as test } from "./testing/portal";

const COMMITS = { method: "POST", path: /\/repository\/commits$/ };

const CALLS: Calls = {
  submit: {
    "reserve the request": { match: COMMITS },
    "read the merge requests": { match: { method: "GET", path: /\/merge_requests$/ } },
    "read the start of the branch": { match: { graphql: "ReadStart" } },
    "make the commit": { match: COMMITS, skip: 1 },
    "open the merge request": { match: { method: "POST", path: /\/merge_requests$/ } },
  },
  approve: {
    "read the reviews": { match: { graphql: "Activity" } },
    approve: { match: { method: "POST", path: /\/approve$/ } },
  },
  merge: {
    merge: { match: { method: "PUT", path: /\/merge$/ } },
    "delete the branch": { match: { method: "DELETE", path: /\/repository\/branches\// } },
  },
};

test("a failure at any call to GitLab loses and doubles nothing", async ({ browser, gitlab }) => {
  const { standIn } = gitlab;
  if (standIn?.host !== "GitLab") throw new Error("The demo has no stand-in for GitLab.");
  const find = (name: string) => {
    const found = [...standIn.state.mergeRequests.values()].filter(({ title }) => title.includes(`${name} `));
    return {
      heads: found.map(({ sourceBranch }) => sourceBranch),
      approvals: found.flatMap(({ approvals }) => approvals).length,
      merged: found.filter(({ state }) => state === "merged").length,
    };
  };
  await runFaults(browser, gitlab, { standIn, calls: CALLS, find }, 12);
});

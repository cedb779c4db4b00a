import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { nameSteps } from "#lib/git/steps";
import type { GitProvider } from "#lib/git/types";

const ANA = { id: "ana", name: "Ana", email: "ana@example.com" };

/** A repository in which each call fails. */
function failWith(error: unknown): GitProvider {
  const fail = () => Promise.reject(error);
  return {
    repository: {
      provider: "github",
      name: "requests",
      url: "https://github.com/acme/requests",
      branch: "main",
    },
    readFile: fail,
    headCommit: fail,
    listFiles: fail,
    readTexts: fail,
    lastChange: fail,
    openPullRequest: fail,
    amendPullRequest: fail,
    getPullRequest: fail,
    listPullRequests: fail,
    changedFiles: fail,
    changedFilesOf: fail,
    approve: fail,
    merge: fail,
    close: fail,
    claim: fail,
    contains: fail,
    subscribe: () => () => undefined,
    describeAccess: fail,
    lookNow: () => undefined,
    dispose: () => undefined,
  };
}

const refusal = new Error("403");

describe("an error of a step", () => {
  it.each([
    {
      why: "of an unreachable host names the step",
      error: new PortalError("git-unavailable", { detail: "GitHub is unreachable.", retryAfter: 30 }),
      expected: {
        code: "git-unavailable",
        detail: "Merging the pull request failed. GitHub is unreachable.",
        retryAfter: 30,
      },
    },
    {
      why: "of a refusal by the host names the step",
      error: new PortalError("forbidden", {
        detail: "GitHub does not allow this.",
        suggestion: "Ask.",
        cause: refusal,
      }),
      expected: {
        detail: "Merging the pull request failed. GitHub does not allow this.",
        suggestion: "Ask.",
      },
    },
    {
      why: "of a refusal by the portal stays",
      error: new PortalError("forbidden", { detail: "You can't merge this." }),
      expected: { detail: "You can't merge this." },
    },
    {
      why: "of a conflict in the words of the host names the step",
      error: new PortalError("conflict", { detail: "GitHub refused the call.", cause: refusal }),
      expected: { code: "conflict", detail: "Merging the pull request failed. GitHub refused the call." },
    },
    {
      why: "of a limit of the person at the host names the step",
      error: new PortalError("too-many-requests", {
        detail: "Too many calls.",
        retryAfter: 5,
        cause: refusal,
      }),
      expected: { detail: "Merging the pull request failed. Too many calls.", retryAfter: 5 },
    },
    {
      why: "of a conflict in the words of the portal stays",
      error: new PortalError("conflict", {
        detail: "GitHub cannot merge it.",
        cause: new PortalError("conflict", { detail: "GitHub refused the call.", cause: refusal }),
      }),
      expected: { detail: "GitHub cannot merge it." },
    },
    {
      why: "of a lost answer stays, because it names the action",
      error: new PortalError("outcome-unknown", { detail: "Nobody knows.", cause: refusal }),
      expected: { detail: "Nobody knows." },
    },
    {
      why: "that is a fault stays",
      error: new TypeError("no function"),
      expected: { message: "no function" },
    },
  ])("$why", async ({ error, expected }) => {
    const { merge } = nameSteps(failWith(error));
    await expect(merge(5, ANA, { head: "a" })).rejects.toMatchObject(expected);
  });

  it("keeps its cause for the log", async () => {
    const error = new PortalError("git-unavailable", { detail: "GitHub is unreachable.", cause: refusal });
    const { claim } = nameSteps(failWith(error));
    await expect(claim("aa", "b")).rejects.toMatchObject({ cause: error });
  });
});

/** A portal stops between the commit of a request and its pull request: the next attempt continues. */
import assert from "node:assert/strict";
import { isPortalError } from "#lib/errors";
import type { GitActor, GitProvider, PullRequest } from "#lib/git/types";

interface UnopenedContext {
  provider: GitProvider;
  /** Another provider on the same repository, as in another process. */
  another: GitProvider;
  ana: GitActor;
  bo: GitActor;
  /** The host is unreachable from the call that opens the pull request on, so the portal cannot delete the branch either. */
  interrupt(): void;
  resume(): void;
}

export interface UnopenedCase {
  name: string;
  run(context: UnopenedContext, branch: string): Promise<void>;
}

/** A provider's test runs all cases, each with another branch. */
export const unopenedCases: UnopenedCase[] = [
  {
    name: "the same request opens its pull request from the branch at once",
    async run(context, branch) {
      const { provider, another, ana } = context;
      const head = await leaveBranch(context, branch);
      const opened = await open(another, branch, ana);
      assert.deepEqual([opened.state, opened.headCommit], ["open", head]);
      assert.deepEqual(await listNumbers(provider, branch), [opened.number]);
      const { files } = await provider.changedFiles(opened.number, head);
      assert.deepEqual(files, [{ path: `${branch}.yaml`, after: "one\n" }]);
    },
  },
  {
    name: "the same request from two portals at once opens one pull request",
    async run(context, branch) {
      const { provider, another, ana } = context;
      const head = await leaveBranch(context, branch);
      const opened = await Promise.all([provider, another].map((one) => open(one, branch, ana)));
      const [number] = await listNumbers(provider, branch);
      assert.deepEqual(
        opened.map((one) => [one.number, one.headCommit]),
        [
          [number, head],
          [number, head],
        ],
      );
      assert.deepEqual(await listNumbers(another, branch), [number]);
      assert.equal(await provider.headCommit(branch), head);
    },
  },
  {
    name: "a request with another content, or of another person, does not touch the branch",
    async run(context, branch) {
      const { provider, ana, bo } = context;
      const head = await leaveBranch(context, branch);
      await refused(open(provider, branch, ana, "two\n"));
      await refused(open(provider, branch, bo));
      assert.equal(await provider.headCommit(branch), head);
      assert.deepEqual(await listNumbers(provider, branch), []);
    },
  },
];

function open(
  provider: GitProvider,
  branch: string,
  actor: GitActor,
  content = "one\n",
): Promise<PullRequest> {
  const files = [{ path: `${branch}.yaml`, content, base: null }];
  return provider.openPullRequest({ branch, title: "Add", body: "", message: "Add", files }, actor);
}

/** Returns the commit on the branch. */
async function leaveBranch(
  { provider, ana, interrupt, resume }: UnopenedContext,
  branch: string,
): Promise<string> {
  interrupt();
  await assert.rejects(open(provider, branch, ana));
  resume();
  const head = await provider.headCommit(branch);
  assert.ok(head, "the branch stays");
  assert.deepEqual(await listNumbers(provider, branch), []);
  return head;
}

async function listNumbers(provider: GitProvider, branch: string): Promise<number[]> {
  const open = await provider.listPullRequests({ state: "open" });
  return open.filter((one) => one.branch === branch).map(({ number }) => number);
}

async function refused(attempt: Promise<unknown>): Promise<void> {
  await assert.rejects(attempt, (error) => isPortalError(error) && error.code === "already-exists");
}

import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { deleteBranch, explainRefusal, type GitLabWriterContext, HOST } from "#lib/git/gitlab/precondition";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { getJudged, getOpen } from "#lib/git/remote/judged";
import { mergeConflict, requireToken } from "#lib/git/remote/precondition";
import { findRefusal, isAnswerLost } from "#lib/git/remote/refusal";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

const WAIT_MILLISECONDS = 300;
const ATTEMPTS = 10;
/** GitLab's refusals of a merge request that it cannot merge, or not yet. */
const NOT_MERGEABLE = [400, 405, 406, 422];

/** Merges with the project's settings: merge method, squash, approval rules, the person's role. */
export function createGitLabMerge({ project, reader }: GitLabWriterContext) {
  // GitLab does the whole work of each concurrent merge, then refuses all but one.
  const oneByOne = createLimit(1);

  /**
   * Merges and deletes the branch.
   * @throws PortalError `conflict` where it cannot be merged, `forbidden` where a rule of the project forbids
   * it, `outcome-unknown` where GitLab stops answering after the merge was sent
   */
  return async function merge(number: number, actor: GitActor, judged: Judged): Promise<void> {
    const found = await getJudged(reader, number, judged);
    const token = requireToken(found.url, actor, "merge", HOST);
    // GitLab does not return the text of merging two changes of one file in advance, so nobody could review it.
    const { conflicts } = await reader.changedFiles(number, judged.head);
    if (conflicts.length > 0) throw mergeConflict(HOST, number, conflicts);
    for (let attempt = 1; ; attempt += 1) {
      const failure = await oneByOne(() => send(project, number, judged.head, token));
      if (failure === undefined) break;
      if (isAnswerLost(failure)) {
        const outcome = { ...describeOutcome(`pull request ${number}`, "merged"), cause: failure };
        await findOutcome(outcome, async () =>
          (await reader.getExisting(number)).state === "merged" ? true : undefined,
        );
        break;
      }
      const now = await getOpen(reader, number);
      if (now.head !== judged.head) throw movedOn(number, failure);
      const status = findRefusal(failure)?.status ?? 0;
      if (status === 409) throw movedOn(number, failure);
      if (!NOT_MERGEABLE.includes(status)) throw await explainRefusal(project, failure, token);
      const readiness = await readReadiness(project, number);
      if (!PASSING.has(readiness) || attempt >= ATTEMPTS) throw await explain(now, readiness, failure);
      await wait(WAIT_MILLISECONDS * attempt);
    }
    // GitLab deletes the branch in the background, unless a rule of the project forbids it.
    if (!found.isFork) await deleteBranch(project, found.branch, judged.head, token);
  };

  async function explain(
    { number, head, url }: GitLabMergeRequest,
    readiness: string,
    cause: unknown,
  ): Promise<PortalError> {
    if (readiness === "conflict" || PASSING.has(readiness)) {
      const { conflicts } = await reader.changedFiles(number, head);
      return mergeConflict(HOST, number, conflicts, cause);
    }
    const message = findRefusal(cause)?.message;
    return new PortalError("forbidden", {
      detail: `GitLab does not allow this merge. Its status is ${readiness}.${message ? ` It says: ${message}` : ""}`,
      suggestion:
        SUGGESTIONS[readiness]?.(url) ??
        `Open ${url} to see which rule of the project is not met, or ask the owner of the project.`,
      cause,
    });
  }
}

/** Returns the error of a refused merge. GitLab refuses another head than `sha`. */
async function send(
  { client, path }: GitLabProject,
  number: number,
  head: string,
  token: string,
): Promise<unknown> {
  const options = { sha: head, shouldRemoveSourceBranch: true };
  return client
    .send({
      route: ({ mergeRequests }) => mergeRequests.merge(path, number, options),
      schema: z.object({ state: z.string() }),
      token,
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

async function readReadiness({ client, path }: GitLabProject, number: number): Promise<string> {
  const { detailed_merge_status } = await client.get({
    route: ({ mergeRequests }) => mergeRequests.show(path, number),
    schema: z.object({ detailed_merge_status: z.string().default("unknown") }),
  });
  return detailed_merge_status;
}

/** The values of `detailed_merge_status`: https://docs.gitlab.com/api/merge_requests/#merge-status */
const PASSING: ReadonlySet<string> = new Set([
  ...["checking", "unchecked", "preparing", "approvals_syncing", "mergeable"],
]);

type Suggest = (url: string) => string;

const askForChecks: Suggest = (url) =>
  `Wait for the required pipelines and checks. Open ${url} to see which one is not passed.`;

const SUGGESTIONS: Readonly<Record<string, Suggest | undefined>> = {
  not_approved: () =>
    "Get the missing approvals of people who may approve, such as the code owners of the files.",
  requested_changes: () => "Ask the person who requested changes to review it again.",
  draft_status: (url) => `Mark the merge request as ready at ${url}, then merge it.`,
  discussions_not_resolved: (url) => `Resolve all threads at ${url}, then merge it.`,
  need_rebase: (url) => `Rebase the branch at ${url}, then review and merge it.`,
  ci_must_pass: askForChecks,
  ci_still_running: askForChecks,
  status_checks_must_pass: askForChecks,
  security_policy_violations: askForChecks,
  merge_request_blocked: (url) => `Open ${url} to see which merge request has to be merged first.`,
};

import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import type { GitHubPullRequest } from "#lib/git/github/api/shapes";
import { type GitHubWriterContext, HOST } from "#lib/git/github/precondition";
import { deleteBranch } from "#lib/git/github/refs";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { getJudged, getOpen } from "#lib/git/remote/judged";
import { mergeConflict, requireToken } from "#lib/git/remote/precondition";
import { findRefusal, type HostRefusal, isAnswerLost } from "#lib/git/remote/refusal";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

/** GitHub's refusal when another merge was first. */
const RACED = /base branch was modified/i;
const WAIT_MILLISECONDS = 300;
const ATTEMPTS = 10;

type Method = "merge" | "squash" | "rebase";

/** Merges with the repository's settings: merge methods, branch protection, the person's access. */
export function createGitHubMerge({ repository, reader }: GitHubWriterContext) {
  // GitHub does the whole work of each concurrent merge, then refuses all but one.
  const oneByOne = createLimit(1);

  /**
   * Merges and deletes the branch.
   * @throws PortalError `conflict` where it cannot be merged, `forbidden` where a rule of the repository
   * forbids it, `outcome-unknown` where GitHub stops answering after the merge was sent
   */
  return async function merge(number: number, actor: GitActor, judged: Judged): Promise<void> {
    const found = await getJudged(reader, number, judged);
    const token = requireToken(found.url, actor, "merge", HOST);
    // GitHub does not return the text of merging two changes of one file in advance, so nobody could review it.
    const { conflicts } = await reader.changedFiles(number, judged.head);
    if (conflicts.length > 0) throw mergeConflict(HOST, number, conflicts);
    const method = await chooseMethod(repository);
    for (let attempt = 1; ; attempt += 1) {
      const failure = await oneByOne(() => send(repository, number, judged.head, method, token));
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
      const refusal = findRefusal(failure);
      if (refusal?.status !== 405 && refusal?.status !== 409) throw failure;
      if (refusal.status === 409 && !RACED.test(refusal.message)) throw movedOn(number, failure);
      const readiness = await readReadiness(repository, number);
      const isPassing = readiness.mergeable === "UNKNOWN" || RACED.test(refusal.message);
      if (!isPassing || attempt >= ATTEMPTS) throw await explain(now, readiness, refusal, failure);
      await wait(WAIT_MILLISECONDS * attempt);
    }
    if (!found.isCrossRepository) await deleteBranch(repository, found.headRefName, judged.head, token);
  };

  async function explain(
    found: GitHubPullRequest,
    readiness: Readiness,
    { message }: HostRefusal,
    cause: unknown,
  ): Promise<PortalError> {
    const { number, head, url } = found;
    if (readiness.mergeable === "CONFLICTING" || RACED.test(message)) {
      const { conflicts } = await reader.changedFiles(number, head);
      return mergeConflict(HOST, number, conflicts, cause);
    }
    return new PortalError("forbidden", {
      detail: `GitHub does not allow this merge. It says: ${message}`,
      suggestion: suggest(readiness, url),
      cause,
    });
  }
}

/** Returns the error of a refused merge. GitHub refuses another head than `sha`. */
async function send(
  { client, place }: GitHubRepository,
  number: number,
  head: string,
  method: Method,
  token: string,
): Promise<unknown> {
  const parameters = { ...place, pull_number: number, sha: head, merge_method: method };
  const path = "/repos/{owner}/{repo}/pulls/{pull_number}/merge";
  const schema = z.object({ merged: z.literal(true) });
  return client.send({ method: "PUT", path, parameters, schema, token }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The first method that the repository allows. A merge commit keeps the reviewed commit. */
async function chooseMethod(repository: GitHubRepository): Promise<Method> {
  const { merge, squash } = await repository.query({
    name: "MergeMethods",
    fields: "merge: mergeCommitAllowed squash: squashMergeAllowed",
    schema: z.object({ merge: z.boolean(), squash: z.boolean() }),
  });
  if (merge) return "merge";
  return squash ? "squash" : "rebase";
}

/** https://docs.github.com/en/graphql/reference/enums#mergestatestatus */
const readiness = z.object({
  mergeable: z.string(),
  mergeStateStatus: z.string(),
  reviewDecision: z.string().nullable(),
  isDraft: z.boolean(),
});

type Readiness = z.infer<typeof readiness>;

async function readReadiness(repository: GitHubRepository, number: number): Promise<Readiness> {
  const { pullRequest } = await repository.query({
    name: "Readiness",
    fields: "pullRequest(number: $number) { mergeable mergeStateStatus reviewDecision isDraft }",
    variables: { number: ["Int!", number] },
    schema: z.object({ pullRequest: readiness }),
  });
  return pullRequest;
}

function suggest({ reviewDecision, mergeStateStatus, isDraft }: Readiness, url: string): string {
  if (isDraft) return `Mark the pull request as ready for review at ${url}, then merge it.`;
  if (reviewDecision === "REVIEW_REQUIRED")
    return "Get the missing approval of a person with write access, or of the code owners of the files.";
  if (reviewDecision === "CHANGES_REQUESTED")
    return "Ask the person who requested changes to review it again.";
  if (mergeStateStatus === "BEHIND") return `Update the branch at ${url}, then review and merge it.`;
  if (mergeStateStatus === "BLOCKED")
    return `Wait for the required checks. Open ${url} to see which rule of the repository is not met.`;
  return `Open ${url} to see which rule of the repository is not met, or ask the owner of the repository.`;
}

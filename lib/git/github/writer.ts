import { z } from "zod";
import { isPortalError, toPortalError } from "#lib/errors";
import { assertBranchName } from "#lib/git/branch-name";
import { amend } from "#lib/git/github/amend";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { type GitHubPullRequest, gitHubPullRequest, PULL_REQUEST } from "#lib/git/github/api/shapes";
import { createGitHubApproval } from "#lib/git/github/approval";
import { addGitHubAttributes } from "#lib/git/github/attributes";
import { createBranch } from "#lib/git/github/branch";
import { createGitHubMerge } from "#lib/git/github/merge";
import { type GitHubWriterContext, HOST } from "#lib/git/github/precondition";
import type { GitHubReader } from "#lib/git/github/reader";
import { deleteBranch } from "#lib/git/github/refs";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { addAuthor } from "#lib/git/remote/author";
import { getOpen, readInState } from "#lib/git/remote/judged";
import { requireToken } from "#lib/git/remote/precondition";
import { isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";
import { assertChanges } from "#lib/git/repository/changes";
import type {
  AmendPullRequestInput,
  GitActor,
  Judged,
  OpenedPullRequest,
  OpenPullRequestInput,
  PullRequestState,
} from "#lib/git/types";

/** Changes pull requests, and returns each one as it is after the change. */
export function createGitHubWriter(repository: GitHubRepository, reader: GitHubReader) {
  const context = { repository, reader };
  const approve = createGitHubApproval(context);
  const merge = createGitHubMerge(context);

  const readChanged = (number: number, state: PullRequestState) => readInState(HOST, reader, number, state);

  return {
    async open(input: OpenPullRequestInput, actor: GitActor): Promise<OpenedPullRequest> {
      const { found, missing } = await open(context, input, actor);
      reader.put(found);
      const { attributes } = input;
      if (attributes) missing.push(...(await addGitHubAttributes(repository, found, actor, attributes)));
      const opened = await reader.complete(found);
      return missing.length > 0 ? { ...opened, missing } : opened;
    },
    async amend(number: number, input: AmendPullRequestInput, actor: GitActor) {
      return reader.complete(await amend(context, number, input, actor));
    },
    async approve(number: number, actor: GitActor, judged: Judged, comment?: string) {
      return reader.complete(await approve(number, actor, judged, comment));
    },
    async merge(number: number, actor: GitActor, judged: Judged) {
      await merge(number, actor, judged);
      return readChanged(number, "merged");
    },
    async close(number: number, actor: GitActor) {
      await close(context, number, actor);
      return readChanged(number, "closed");
    },
  };
}

/** Opens the pull request. `missing` has a sentence where it should be a draft, and GitHub accepts none. */
async function open(
  { repository, reader }: GitHubWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<{ found: GitHubPullRequest; missing: string[] }> {
  const { branch, files, attributes = {} } = input;
  assertChanges(files);
  assertBranchName(branch);
  const start = await createBranch({ repository, reader }, input, actor);
  const create = (draft: boolean) => createPullRequest(repository, { ...start, ...input, draft }, actor);
  const fail = async (error: unknown) => {
    if (isAnswerLost(error)) return findOpened(repository, branch, start.head, error);
    const other = await findOpen(repository, branch, start.head);
    if (other) return other;
    await deleteBranch(repository, branch, start.head);
    throw error;
  };
  if (!attributes.draft) return { found: await create(false).catch(fail), missing: [] };
  try {
    return { found: await create(true), missing: [] };
  } catch (error) {
    if (!isRefusedWith(error, 422)) return { found: await fail(error), missing: [] };
    // Private repositories of free plans have no drafts. https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/about-pull-requests#draft-pull-requests
    const other = await findOpen(repository, branch, start.head);
    if (other) return { found: other, missing: [] };
    const found = await create(false).catch(fail);
    return { found, missing: [`The pull request is not a draft. ${toPortalError(error).detail}`] };
  }
}

interface NewPullRequest extends Pick<OpenPullRequestInput, "branch" | "title" | "body"> {
  repositoryId: string;
  draft: boolean;
}

async function createPullRequest(
  repository: GitHubRepository,
  { repositoryId, branch, title, body, draft }: NewPullRequest,
  actor: GitActor,
): Promise<GitHubPullRequest> {
  const { pullRequest } = await repository.mutate({
    name: "OpenPullRequest",
    field: "createPullRequest",
    input: {
      repositoryId,
      baseRefName: repository.target,
      headRefName: branch,
      title,
      // The portal's account opens it for a person without a token; then the body names the person.
      body: actor.token === undefined ? addAuthor(body, actor) : body,
      ...(draft && { draft }),
    },
    fields: "pullRequest { ...pullRequest }",
    fragments: [PULL_REQUEST],
    schema: z.object({ pullRequest: gitHubPullRequest }),
    token: actor.token,
  });
  // The portal's account decides whether the body names the author, not the account of the person.
  return { ...pullRequest, viewerDidAuthor: actor.token === undefined };
}

/** The open pull request of the branch at this commit: another portal may have opened it from the same branch. */
async function findOpen(
  repository: GitHubRepository,
  branch: string,
  head: string,
): Promise<GitHubPullRequest | undefined> {
  const { pullRequests } = await repository.query({
    name: "FindPullRequest",
    fields: `pullRequests(headRefName: $branch, baseRefName: $target, states: OPEN, first: 10) {
      nodes { ...pullRequest }
    }`,
    fragments: [PULL_REQUEST],
    variables: { branch: ["String!", branch], target: ["String!", repository.target] },
    schema: z.object({ pullRequests: z.object({ nodes: z.array(gitHubPullRequest) }) }),
  });
  return pullRequests.nodes.find((found) => !found.isCrossRepository && found.head === head);
}

/** @throws PortalError as `findOutcome` */
async function findOpened(
  repository: GitHubRepository,
  branch: string,
  head: string,
  cause: unknown,
): Promise<GitHubPullRequest> {
  try {
    return await findOutcome({ ...describeOutcome("the pull request", "opened"), cause }, () =>
      findOpen(repository, branch, head),
    );
  } catch (error) {
    // GitHub answered: a branch without a pull request would block the next attempt.
    if (isPortalError(error) && error.code === "git-unavailable")
      await deleteBranch(repository, branch, head);
    throw error;
  }
}

async function close(
  { repository, reader }: GitHubWriterContext,
  number: number,
  actor: GitActor,
): Promise<void> {
  const found = await getOpen(reader, number);
  const token = requireToken(found.url, actor, "close", HOST);
  const parameters = { ...repository.place, pull_number: number, state: "closed" };
  const path = "/repos/{owner}/{repo}/pulls/{pull_number}";
  const schema = z.object({ state: z.string() });
  try {
    await repository.client.send({ method: "PATCH", path, parameters, schema, token });
  } catch (error) {
    if (isAnswerLost(error)) {
      const outcome = { ...describeOutcome(`pull request ${number}`, "closed"), cause: error };
      await findOutcome(outcome, async () =>
        (await reader.getExisting(number)).state === "closed" ? true : undefined,
      );
    } else {
      await getOpen(reader, number);
      throw error;
    }
  }
  if (!found.isCrossRepository) await deleteBranch(repository, found.headRefName, found.head, token);
}

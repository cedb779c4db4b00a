import { z } from "zod";
import { isPortalError } from "#lib/errors";
import { assertBranchName } from "#lib/git/branch-name";
import { amend } from "#lib/git/gitlab/amend";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabMergeRequest, type ListedMergeRequest } from "#lib/git/gitlab/api/shapes";
import { createGitLabApproval } from "#lib/git/gitlab/approval";
import { addGitLabAttributes, formatGitLabTitle } from "#lib/git/gitlab/attributes";
import { createBranch } from "#lib/git/gitlab/branch";
import { createGitLabMerge } from "#lib/git/gitlab/merge";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { deleteBranch, explainRefusal, type GitLabWriterContext, HOST } from "#lib/git/gitlab/precondition";
import type { GitLabReader } from "#lib/git/gitlab/reader";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { addAuthor } from "#lib/git/remote/author";
import { getOpen, readInState } from "#lib/git/remote/judged";
import { branchExists, requireToken } from "#lib/git/remote/precondition";
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

/** Changes merge requests, and returns each one as it is after the change. */
export function createGitLabWriter(project: GitLabProject, reader: GitLabReader) {
  const context = { project, reader };
  const approve = createGitLabApproval(context);
  const merge = createGitLabMerge(context);

  const readChanged = (number: number, state: PullRequestState) => readInState(HOST, reader, number, state);

  return {
    async open(input: OpenPullRequestInput, actor: GitActor): Promise<OpenedPullRequest> {
      const found = await open(context, input, actor);
      reader.put(found);
      const { attributes } = input;
      const missing = attributes && (await addGitLabAttributes(project, found, actor, attributes));
      const opened = await reader.complete(found);
      return missing && missing.length > 0 ? { ...opened, missing } : opened;
    },
    async amend(number: number, input: AmendPullRequestInput, actor: GitActor) {
      const amended = await amend(context, number, input, actor);
      reader.put(amended);
      return reader.complete(amended);
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

async function open(
  context: GitLabWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<GitLabMergeRequest> {
  const { project } = context;
  const { branch, body, files } = input;
  const title = formatGitLabTitle(input.title, input.attributes);
  assertChanges(files);
  assertBranchName(branch);
  const head = await createBranch(context, input, actor).catch(async (error: unknown) => {
    throw await explainRefusal(project, error, actor.token);
  });
  const complete = (made: ListedMergeRequest) => ({
    // GitLab reads the branch of a new merge request in the background.
    ...{ ...made, head: made.head || head },
    ...{ reviews: [], pushers: [], approvers: [], base: undefined },
  });
  // The portal's account opens it for a person without a token; then the description names the person.
  const description = actor.token === undefined ? addAuthor(body, actor) : body;
  try {
    const made = await project.client.send({
      route: ({ mergeRequests }) =>
        mergeRequests.create(project.path, branch, project.target, title, { description }),
      schema: gitLabMergeRequest,
      token: actor.token,
    });
    return complete(made);
  } catch (error) {
    if (isAnswerLost(error)) return complete(await findOpened(project, branch, head, error));
    const other = await findOpen(project, branch, head);
    if (other) return complete(other);
    if (isRefusedWith(error, 409)) throw branchExists(branch);
    await deleteBranch(project, branch, head);
    throw await explainRefusal(project, error, actor.token);
  }
}

/** The open merge request of the branch at this commit: another portal may have opened it from the same branch. */
async function findOpen(
  { client, path: projectId, target: targetBranch }: GitLabProject,
  branch: string,
  head: string,
): Promise<ListedMergeRequest | undefined> {
  const state = { state: "opened" as const, sourceBranch: branch, targetBranch };
  const found = await client.get({
    route: ({ mergeRequests }) => mergeRequests.all({ projectId, ...state, perPage: 20, page: 1 }),
    schema: z.array(gitLabMergeRequest),
  });
  return found.find((one) => !one.isFork && (one.head === head || one.head === ""));
}

/** @throws PortalError as `findOutcome` */
async function findOpened(
  project: GitLabProject,
  branch: string,
  head: string,
  cause: unknown,
): Promise<ListedMergeRequest> {
  try {
    return await findOutcome({ ...describeOutcome("the pull request", "opened"), cause }, () =>
      findOpen(project, branch, head),
    );
  } catch (error) {
    // GitLab answered: a branch without a merge request would block the next attempt.
    if (isPortalError(error) && error.code === "git-unavailable") await deleteBranch(project, branch, head);
    throw error;
  }
}

async function close(
  { project, reader }: GitLabWriterContext,
  number: number,
  actor: GitActor,
): Promise<void> {
  const found = await getOpen(reader, number);
  const token = requireToken(found.url, actor, "close", HOST);
  try {
    await project.client.send({
      route: ({ mergeRequests }) => mergeRequests.edit(project.path, number, { stateEvent: "close" }),
      schema: z.object({ state: z.string() }),
      token,
    });
  } catch (error) {
    if (isAnswerLost(error)) {
      const outcome = { ...describeOutcome(`pull request ${number}`, "closed"), cause: error };
      await findOutcome(outcome, async () =>
        (await reader.getExisting(number)).state === "closed" ? true : undefined,
      );
    } else {
      await getOpen(reader, number);
      throw await explainRefusal(project, error, token);
    }
  }
  if (!found.isFork) await deleteBranch(project, found.branch, found.head, token);
}

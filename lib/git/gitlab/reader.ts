import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabMergeRequest } from "#lib/git/gitlab/api/shapes";
import { createGitLabFiles } from "#lib/git/gitlab/files";
import { createGitLabHistory } from "#lib/git/gitlab/history";
import { createGitLabIndex } from "#lib/git/gitlab/index";
import { describeMergeRequest, type GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { createGitLabObjects } from "#lib/git/gitlab/objects";
import { createReviews } from "#lib/git/gitlab/reviews";
import { createAncestry } from "#lib/git/remote/ancestry";
import { createChangeReader } from "#lib/git/remote/change-reader";
import { createChanges } from "#lib/git/remote/changes";
import { noPullRequest } from "#lib/git/remote/precondition";
import { createFolderReader } from "#lib/git/remote/trees";
import { createWork } from "#lib/git/remote/work";
import { lostCommit } from "#lib/git/repository/merge";
import type { AskedFiles, MergeFile, PullRequest, PullRequestState } from "#lib/git/types";

/** 500 merge requests have 500 root folders of their own, and some folders below. */
const MAX_FOLDERS_KEPT = 3_000;

export type GitLabReader = ReturnType<typeof createGitLabReader>;

/** Reads files and merge requests of one project. */
export function createGitLabReader(project: GitLabProject, mergeFile: MergeFile | undefined) {
  const { client, path, target } = project;
  const objects = createGitLabObjects(project);
  const files = createGitLabFiles(project, objects);
  const history = createGitLabHistory(project, objects);
  const work = createWork(history);
  const changes = createChanges({
    work,
    readFolder: createFolderReader(objects.readTree, MAX_FOLDERS_KEPT),
    readBlob: objects.readBlob,
    findParents: objects.findParents,
    mergeFile,
  });
  const readReviews = createReviews(project);
  const index = createGitLabIndex(project, readReviews);

  /** As GitLab has it now; undefined also for another target branch. */
  async function find(number: number): Promise<GitLabMergeRequest | undefined> {
    const found = await project.find(() =>
      client.get({
        route: ({ mergeRequests }) => mergeRequests.show(path, number),
        schema: gitLabMergeRequest,
      }),
    );
    if (found?.target !== target) return undefined;
    const complete = { ...found, ...(await readReviews(found)) };
    index.put(complete);
    return complete;
  }

  async function getExisting(number: number): Promise<GitLabMergeRequest> {
    const found = await find(number);
    if (found) return found;
    throw noPullRequest(number);
  }

  const complete = async (found: GitLabMergeRequest): Promise<PullRequest> =>
    describeMergeRequest(found, await project.readAccount());

  /** The merge request of the list at this head, or as GitLab has it now. */
  async function findAt({ number, head }: AskedFiles): Promise<GitLabMergeRequest> {
    const known = index.find(number);
    return known?.head === head && known.target === target ? known : getExisting(number);
  }

  /** Reads the commits of all of them first, so that folders and texts are then read together. */
  async function readWork(found: readonly GitLabMergeRequest[], tip: string | undefined) {
    const open = found.filter(({ state }) => state === "open");
    // The reader of each one reports its error.
    if (tip !== undefined)
      await Promise.all(open.map(({ head }) => work.read(head, tip).catch(() => undefined)));
    return new Map<string, string>();
  }

  const { changedFiles, changedFilesOf } = createChangeReader({
    changes,
    findAt,
    headOf: (found) => found.head,
    placeOf: async ({ number, state, base, mergeCommit }, head) => {
      const start = base ?? (await files.headCommit());
      if (start === undefined) throw lostCommit(head);
      if (state === "open") return { state, number, tip: start };
      return {
        state: "done",
        base: await history.findBase(start, head),
        mergeCommit: state === "merged" ? mergeCommit : undefined,
      };
    },
    prepare: readWork,
    readTip: files.headCommit,
  });

  return {
    ...files,
    find,
    getExisting,
    put: index.put,
    complete,
    async get(number: number): Promise<PullRequest | undefined> {
      const found = await find(number);
      return found && complete(found);
    },
    async listPullRequests(state?: PullRequestState): Promise<PullRequest[]> {
      const all = await index.list(state !== "open");
      const wanted = all.filter(
        (found) => found.target === target && (state === undefined || found.state === state),
      );
      wanted.sort((a, b) => b.number - a.number);
      return Promise.all(wanted.map(complete));
    },
    changedFiles,
    changedFilesOf,
    readProposal: changes.readProposal,
    contains: createAncestry(history),
    stamp: index.stamp,
  };
}

import { createClaims } from "#lib/git/claims";
import { createLimit } from "#lib/git/concurrency-limit";
import { readGitLabAccess } from "#lib/git/gitlab/access";
import { createGitLabClient } from "#lib/git/gitlab/api/client";
import { createProject } from "#lib/git/gitlab/api/project";
import { createGitLabClaims } from "#lib/git/gitlab/claims";
import { createGitLabReader } from "#lib/git/gitlab/reader";
import { createGitLabWriter } from "#lib/git/gitlab/writer";
import type { ReadToken } from "#lib/git/remote/exchange";
import { watchHost } from "#lib/git/remote/watch";
import type { GitProvider, MergeFile, PullRequest } from "#lib/git/types";

const WRITES_AT_ONCE = 3;
/** The interval of a watch grows to this factor while nothing changes: to 20 seconds by default. */
const MAX_FACTOR = 10;

export interface GitLabProviderOptions {
  /** `https://gitlab.com`, or the address of a self-managed GitLab, without a slash at the end. */
  url: string;
  /** The full path, such as "group/sub-group/requests". The last part is used in request ids. */
  project: string;
  /** The target branch. */
  branch: string;
  /** Returns the token of the portal's account; called for each call. */
  readToken: ReadToken;
  /** Interval of checks for changes right after a change, in milliseconds; it grows while nothing changes. */
  watchIntervalMs?: number;
  /** Checks whether a file that both sides changed could be merged field by field. */
  mergeFile?: MergeFile | undefined;
}

/**
 * Merge requests of one project at gitlab.com or at a self-managed GitLab. It stores nothing that it could not
 * read again, and sees changes that people make on GitLab's pages. Without a person's own token, the portal's
 * account opens requests in their name, and approving, merging and closing are `forbidden`. Errors as in
 * `GitProvider`. An exceeded limit is `git-unavailable`, or `too-many-requests` for a person's own token, with
 * `retryAfter`.
 */
export function createGitLabProvider(options: GitLabProviderOptions): GitProvider {
  const { url, project: path, branch, readToken, watchIntervalMs = 2000 } = options;
  const client = createGitLabClient(url, readToken);
  const project = createProject(client, path, branch);
  const reader = createGitLabReader(project, options.mergeFile);
  const writer = createGitLabWriter(project, reader);
  const inLine = createLimit(WRITES_AT_ONCE);
  const watch = watchHost({
    look: async () => ({ text: await reader.stamp(), open: false }),
    pace: ({ quietChecks }) => watchIntervalMs * Math.min(2 ** quietChecks, MAX_FACTOR),
  });

  async function write(task: () => Promise<PullRequest>): Promise<PullRequest> {
    const pullRequest = await inLine(task);
    watch.announce();
    return pullRequest;
  }

  return {
    repository: {
      provider: "gitlab",
      name: path.split("/").at(-1) ?? path,
      url: `${url}/${path}.git`,
      branch,
    },
    readFile: reader.readFile,
    headCommit: reader.headCommit,
    listFiles: reader.listFiles,
    readTexts: reader.readTexts,
    lastChange: reader.lastChange,
    openPullRequest: (input, actor) => write(() => writer.open(input, actor)),
    amendPullRequest: (number, input, actor) => write(() => writer.amend(number, input, actor)),
    getPullRequest: reader.get,
    listPullRequests: ({ state } = {}) => reader.listPullRequests(state),
    changedFiles: reader.changedFiles,
    changedFilesOf: reader.changedFilesOf,
    approve: (number, actor, judged, comment) => write(() => writer.approve(number, actor, judged, comment)),
    merge: (number, actor, judged) => write(() => writer.merge(number, actor, judged)),
    close: (number, actor) => write(() => writer.close(number, actor)),
    claim: createClaims(createGitLabClaims(project)),
    contains: reader.contains,
    subscribe: watch.subscribe,
    describeAccess: async () => {
      const deliveredAt = watch.lastDelivery();
      const access = await readGitLabAccess(project);
      return { ...access, quotas: client.quotas(), ...(deliveredAt !== undefined && { deliveredAt }) };
    },
    lookNow: watch.lookNow,
    dispose: () => {
      watch.close();
      client.close();
    },
  };
}

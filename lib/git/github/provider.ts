import { createClaims } from "#lib/git/claims";
import { createLimit } from "#lib/git/concurrency-limit";
import { readGitHubAccess } from "#lib/git/github/access";
import type { AppPermissions } from "#lib/git/github/api/app-tokens";
import { createGitHubClient } from "#lib/git/github/api/client";
import { createRepository } from "#lib/git/github/api/repository";
import { createGitHubClaims } from "#lib/git/github/claims";
import { createGitHubReader } from "#lib/git/github/reader";
import { createGitHubWriter } from "#lib/git/github/writer";
import type { ReadToken } from "#lib/git/remote/exchange";
import { watchHost } from "#lib/git/remote/watch";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** GitHub asks for changes one after the other, and limits many in a short time. */
const WRITES_AT_ONCE = 3;
/** The interval of a watch grows to this factor while nothing changes: to 20 seconds by default. */
const MAX_FACTOR = 10;

export interface GitHubProviderOptions {
  /** `https://github.com`, or the address of the Enterprise Server, without a slash at the end. */
  url: string;
  owner: string;
  /** Its name is used in request ids. */
  repository: string;
  /** The target branch. */
  branch: string;
  /** Returns the token of the portal's account; called for each call. */
  readToken: ReadToken;
  /** The permissions of the GitHub App, once it has a token; absent for a token that is not of an App. */
  findAppPermissions?: (() => AppPermissions | undefined) | undefined;
  /** Interval of checks for changes right after a change; it grows while nothing changes. */
  watchIntervalMs?: number;
  /** Checks whether a file that both sides changed could be merged field by field. */
  mergeFile?: MergeFile | undefined;
}

/**
 * Pull requests of one repository at GitHub or at a GitHub Enterprise Server. It stores nothing that it could
 * not read again, and sees changes that people make on GitHub's pages. Without a person's own token, the
 * portal's account opens requests in their name, and approving, merging and closing are `forbidden`. Errors
 * as in `GitProvider`. An exceeded limit is `git-unavailable`, or `too-many-requests` for a person's own
 * token, with `retryAfter`.
 */
export function createGitHubProvider(options: GitHubProviderOptions): GitProvider {
  const { url, owner, repository: name, branch, readToken, watchIntervalMs = 2000 } = options;
  const client = createGitHubClient(url, readToken);
  const repository = createRepository(client, owner, name, branch);
  const reader = createGitHubReader(repository, options.mergeFile);
  const writer = createGitHubWriter(repository, reader);
  const inLine = createLimit(WRITES_AT_ONCE);
  const watch = watchHost({
    look: async () => ({ text: await reader.stamp(), open: false }),
    pace: ({ quietChecks }) => watchIntervalMs * Math.min(2 ** quietChecks, MAX_FACTOR),
  });

  async function write<T>(task: () => Promise<T>): Promise<T> {
    const pullRequest = await inLine(task);
    watch.announce();
    return pullRequest;
  }

  return {
    repository: { provider: "github", name, url: `${url}/${owner}/${name}.git`, branch },
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
    claim: createClaims(createGitHubClaims(repository, reader.headCommit)),
    contains: reader.contains,
    subscribe: watch.subscribe,
    describeAccess: async () => {
      const deliveredAt = watch.lastDelivery();
      const access = await readGitHubAccess(repository, options.findAppPermissions);
      return { ...access, ...client.limits(), ...(deliveredAt !== undefined && { deliveredAt }) };
    },
    lookNow: watch.lookNow,
    dispose: () => {
      watch.close();
      client.close();
    },
  };
}

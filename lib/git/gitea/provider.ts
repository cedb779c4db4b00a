import { createClaims } from "#lib/git/claims";
import { createLimit } from "#lib/git/concurrency-limit";
import { readGiteaAccess } from "#lib/git/gitea/access";
import { createGiteaClaims } from "#lib/git/gitea/claims";
import { createGiteaClient } from "#lib/git/gitea/client";
import { containsCommit } from "#lib/git/gitea/commit-range";
import { createGiteaFiles } from "#lib/git/gitea/files";
import { createGiteaReader } from "#lib/git/gitea/reader";
import { giteaCommit } from "#lib/git/gitea/shapes";
import { createGiteaWriter } from "#lib/git/gitea/writer";
import { createAncestry } from "#lib/git/remote/ancestry";
import { type Pace, watchHost } from "#lib/git/remote/watch";
import type { GitProvider, MergeFile } from "#lib/git/types";

const WRITES_AT_ONCE = 4;
/** The interval is this much longer while nothing is open or has just changed. */
const SLOW_FACTOR = 8;
/** How long after a change the short interval holds. */
const LIVELY_MILLISECONDS = 60_000;

export interface GiteaProviderOptions {
  /** URL of Gitea or Forgejo, without a slash at the end. */
  url: string;
  owner: string;
  /** Its name is used in request ids. */
  repository: string;
  /** The target branch. */
  branch: string;
  /** Returns the token of the portal's account; called for each call. */
  readToken: () => Promise<string>;
  /** Interval of checks for changes, while something is open or has just changed. */
  watchIntervalMs?: number;
  /** Checks whether a file that both sides changed could be merged field by field. */
  mergeFile?: MergeFile | undefined;
}

/**
 * Pull requests of one repository at Gitea, or at Forgejo with the same API. It stores nothing that it could
 * not read again, and sees changes that people make on Gitea's pages. Without a person's own token, the
 * portal's account opens requests in their name, and approving, merging and closing are `forbidden`. Errors
 * as in `GitProvider`.
 */
export function createGiteaProvider(options: GiteaProviderOptions): GitProvider {
  const { url, owner, repository, branch, readToken, watchIntervalMs = 2000 } = options;
  const client = createGiteaClient(url, readToken);
  const root = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repository)}`;
  const reader = createGiteaReader(client, root, branch, options.mergeFile);
  const files = createGiteaFiles(client, root, branch);
  const claim = createClaims(createGiteaClaims(client, reader, root, branch));
  const writer = createGiteaWriter(client, reader, claim, { root, target: branch });
  const contains = createAncestry({
    exists: commitExists,
    async contains(revision, commit) {
      const known = await Promise.all([commitExists(revision), commitExists(commit)]);
      return !known.includes(false) && containsCommit(client, root, revision, commit);
    },
  });
  // Gitea clones the repository for each change, so many at once slow each other down.
  const inLine = createLimit(WRITES_AT_ONCE);
  const watch = watchHost({ look, pace: (state) => choosePace(state, watchIntervalMs) });

  async function commitExists(commit: string): Promise<boolean> {
    const address = `${root}/git/commits/${commit}?stat=false&verification=false&files=false`;
    return (await client.find(address, giteaCommit)) !== undefined;
  }

  async function look() {
    const [head, { text, open }] = await Promise.all([reader.headCommit(), reader.stamp()]);
    return { text: `${head}\n${text}`, open };
  }

  async function write<T>(task: () => Promise<T>): Promise<T> {
    const pullRequest = await inLine(task);
    watch.announce();
    return pullRequest;
  }

  return {
    repository: { provider: "gitea", name: repository, url: `${url}/${owner}/${repository}.git`, branch },
    readFile: reader.readFile,
    headCommit: reader.headCommit,
    listFiles: files.list,
    readTexts: files.readTexts,
    lastChange: files.lastChange,
    openPullRequest: (input, actor) => write(() => writer.open(input, actor)),
    amendPullRequest: (number, input, actor) => write(() => writer.amend(number, input, actor)),
    getPullRequest: reader.get,
    listPullRequests: ({ state } = {}) => reader.list(state),
    changedFiles: reader.changedFiles,
    changedFilesOf: reader.changedFilesOf,
    approve: (number, actor, judged, comment) => write(() => writer.approve(number, actor, judged, comment)),
    merge: (number, actor, judged) => write(() => writer.merge(number, actor, judged)),
    close: (number, actor) => write(() => writer.close(number, actor)),
    claim,
    contains,
    subscribe: watch.subscribe,
    describeAccess: async () => {
      const deliveredAt = watch.lastDelivery();
      const access = await readGiteaAccess(client, root, branch);
      return { ...access, ...(deliveredAt !== undefined && { deliveredAt }) };
    },
    lookNow: watch.lookNow,
    dispose: () => {
      watch.close();
      client.close();
    },
  };
}

/** Gitea's API has no conditional requests. Therefore each check is small: the newest pages of the lists, and the tip. */
function choosePace({ open, quietMs }: Pace, intervalMs: number): number {
  return open || quietMs < LIVELY_MILLISECONDS ? intervalMs : intervalMs * SLOW_FACTOR;
}

import { LRUCache } from "lru-cache";
import { assertAvailable, fillIn, keepError, type Settled } from "#lib/git/batch";
import { assertBranchName } from "#lib/git/branch-name";
import { createLimit } from "#lib/git/concurrency-limit";
import type { GiteaClient } from "#lib/git/gitea/client";
import { createGiteaHistory } from "#lib/git/gitea/commit-range";
import { createDetails } from "#lib/git/gitea/details";
import { createPullRequestIndex } from "#lib/git/gitea/index";
import { encodePath } from "#lib/git/gitea/names";
import { createGiteaObjects, type Limit } from "#lib/git/gitea/objects";
import {
  type GiteaPullRequest,
  giteaBranch,
  giteaCommit,
  giteaContents,
  giteaPullRequest,
  giteaUser,
} from "#lib/git/gitea/shapes";
import { assertPath } from "#lib/git/path";
import { splitAuthor } from "#lib/git/remote/author";
import { createChanges } from "#lib/git/remote/changes";
import { noPullRequest } from "#lib/git/remote/precondition";
import { createFolderReader } from "#lib/git/remote/trees";
import { createWork } from "#lib/git/remote/work";
import { isObjectId } from "#lib/git/repository/objects";
import type {
  AskedFiles,
  ChangeSet,
  GitFile,
  MergeFile,
  PullRequest,
  PullRequestState,
} from "#lib/git/types";

const REQUESTS_AT_ONCE = 6;
/** Up to this number of pull requests, the list of open ones, which can have many pages, costs more. */
const MAX_SINGLE_READS = 10;
const MAX_SEEN = 5_000;

export type GiteaReader = ReturnType<typeof createGiteaReader>;

interface ReaderContext {
  client: GiteaClient;
  /** The repository's path in the API. */
  root: string;
  /** The target branch. */
  target: string;
}

/** Reads files and pull requests. `root` is the repository's path in the API, `target` the target branch. */
export function createGiteaReader(
  client: GiteaClient,
  root: string,
  target: string,
  mergeFile: MergeFile | undefined,
) {
  const context = { client, root, target };
  const limit = createLimit(REQUESTS_AT_ONCE);
  const objects = createGiteaObjects(client, root, limit);
  const changes = createChanges({
    work: createWork(createGiteaHistory(client, root, limit)),
    readFolder: createFolderReader(objects.readTree),
    readBlob: objects.readBlob,
    findParents: (commit) => findParents(context, commit),
    mergeFile,
  });
  /** By number and head, the 5,000 used last: pull requests that were open when they were read at that head. */
  const seenOpen = new LRUCache<string, true>({ max: MAX_SEEN });
  const index = createPullRequestIndex(client, root);
  const complete = createCompletion(client, root);
  const headCommit = (branch = target) => readTip(context, branch);
  const getExisting = (number: number) => getPullRequest(context, number);

  async function readChanges(found: GiteaPullRequest, head: string, tip: string | undefined) {
    if (findState(found) !== "open")
      return changes.readDone(found.merge_base, head, describeMerge(found).mergeCommit);
    seenOpen.set(`${found.number} ${head}`, true);
    return changes.readOpen(head, tip ?? (await headCommit()) ?? found.merge_base);
  }

  return {
    getExisting,
    readFile: (path: string, ref = target) => readFile(context, path, ref),
    /** On the target branch. */
    isFolder: async (path: string) => (await findContents(context, path, target))?.type === "dir",
    headCommit,
    async list(state?: PullRequestState): Promise<PullRequest[]> {
      const { pullRequests, at } = await index.refresh();
      const wanted = pullRequests.filter(
        (found) => found.base.label === target && (state === undefined || findState(found) === state),
      );
      wanted.sort((a, b) => b.number - a.number);
      return Promise.all(wanted.map((found) => limit(() => complete(found, at))));
    },
    changedFiles: async (number: number, head: string, tip?: string): Promise<ChangeSet> =>
      readChanges(await getExisting(number), head, tip),
    async changedFilesOf(asked: readonly AskedFiles[], tip?: string): Promise<Settled<ChangeSet>[]> {
      const target = tip ?? (await headCommit());
      const find = async ({ number, head }: AskedFiles): Promise<Settled<ChangeSet> | undefined> =>
        target !== undefined && seenOpen.has(`${number} ${head}`)
          ? changes.findOpen(head, target).catch(keepError)
          : undefined;
      const read = async (unknown: readonly AskedFiles[]): Promise<Settled<ChangeSet>[]> => {
        const findOne = await findMany(context, limit, unknown.length);
        const readOne = async ({ number, head }: AskedFiles) =>
          readChanges(await findOne(number), head, target);
        return Promise.all(unknown.map((one) => readOne(one).catch(keepError)));
      };
      return assertAvailable(await fillIn(asked, find, read));
    },
    readProposal: changes.readProposal,
    stamp: index.stamp,
    async get(number: number): Promise<PullRequest | undefined> {
      const found = await findPullRequest(context, number);
      return found && complete(found, Number.NaN);
    },
    /** A pull request that was just changed. */
    getChanged: async (number: number) => complete(await getExisting(number), Number.NaN),
  };
}

/** Adds what needs its own calls to a pull request. `at` is Gitea's clock when `found` was read. */
function createCompletion(client: GiteaClient, root: string) {
  const details = createDetails(client, root);
  let portal: Promise<string> | undefined;

  /** The login of the portal's own account. */
  function readPortalLogin(): Promise<string> {
    portal ??= client.get("/user", giteaUser).then(({ id }) => id);
    portal.catch(() => {
      portal = undefined;
    });
    return portal;
  }

  return async (found: GiteaPullRequest, at: number): Promise<PullRequest> => {
    const [login, { reviews, pushers, closedBy }] = await Promise.all([
      readPortalLogin(),
      details.read(found, at),
    ]);
    const own = found.user?.id === login ? splitAuthor(found.body) : { body: found.body };
    return {
      number: found.number,
      url: found.html_url,
      branch: found.head.label,
      title: found.title,
      body: own.body,
      state: findState(found),
      author: own.author ?? found.user ?? { id: "unknown", name: "Unknown" },
      createdAt: found.created_at,
      updatedAt: found.updated_at,
      reviews,
      pushers,
      headCommit: found.head.sha,
      ...(found.merged && describeMerge(found)),
      ...(findState(found) === "closed" && { closedAt: found.closed_at ?? undefined, closedBy }),
    };
  };
}

/** As Gitea returns it; undefined also for another target branch. */
async function findPullRequest(
  { client, root, target }: ReaderContext,
  number: number,
): Promise<GiteaPullRequest | undefined> {
  const found = await client.find(`${root}/pulls/${number}`, giteaPullRequest);
  return found?.base.label === target ? found : undefined;
}

async function getPullRequest(context: ReaderContext, number: number): Promise<GiteaPullRequest> {
  const found = await findPullRequest(context, number);
  if (found) return found;
  throw noPullRequest(number);
}

async function findParents({ client, root }: ReaderContext, commit: string): Promise<string[] | undefined> {
  const address = `${root}/git/commits/${commit}?stat=false&verification=false&files=false`;
  return (await client.find(address, giteaCommit))?.parents.map(({ sha }) => sha);
}

/** Finds pull requests by number: a few one by one, many in the list of open ones. */
async function findMany(
  context: ReaderContext,
  limit: Limit,
  count: number,
): Promise<(number: number) => Promise<GiteaPullRequest>> {
  const { client, root, target } = context;
  const findOne = (number: number) => limit(() => getPullRequest(context, number));
  if (count <= MAX_SINGLE_READS) return findOne;
  const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
  const known = new Map(open.map((found) => [found.number, found]));
  return async (number) => {
    const found = known.get(number);
    return found?.base.label === target ? found : findOne(number);
  };
}

async function findContents({ client, root }: ReaderContext, path: string, ref: string) {
  assertPath(path);
  if (!isObjectId(ref)) assertBranchName(ref);
  const address = `${root}/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`;
  return client.find(address, giteaContents);
}

async function readFile(context: ReaderContext, path: string, ref: string): Promise<GitFile | undefined> {
  const found = await findContents(context, path, ref);
  if (found === undefined || found.type !== "file") return undefined;
  return { path, content: Buffer.from(found.content ?? "", "base64").toString(), blob: found.sha };
}

async function readTip({ client, root }: ReaderContext, branch: string): Promise<string | undefined> {
  assertBranchName(branch);
  return (await client.find(`${root}/branches/${encodePath(branch)}`, giteaBranch))?.commit.id;
}

export function findState({ merged, state }: GiteaPullRequest): PullRequestState {
  return merged ? "merged" : state;
}

function describeMerge({ merge_commit_sha, merged_at, merged_by }: GiteaPullRequest) {
  return {
    mergeCommit: merge_commit_sha ?? undefined,
    mergedAt: merged_at ?? undefined,
    mergedBy: merged_by ?? undefined,
  };
}

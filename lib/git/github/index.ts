/** The list of pull requests. */
import { z } from "zod";
import { isPortalError } from "#lib/errors";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import {
  DONE_PULL_REQUEST,
  type GitHubPullRequest,
  gitHubPage,
  PULL_REQUEST,
} from "#lib/git/github/api/shapes";

const PAGE_SIZE = 100;
/** A first page of changes: usually few pull requests have changed. */
const CHANGES_PAGE_SIZE = 25;
const MIN_PAGE_SIZE = 10;
/** GitHub's servers do not have the same time, and its times have whole seconds. */
const MARGIN_MILLISECONDS = 30_000;
const STAMP_SIZE = 30;

type States = "OPEN" | "CLOSED" | "MERGED";

/**
 * Holds all pull requests that were read. The first list reads all pages: those of the open ones, and later
 * those of the others. Each further list reads only changes since the last one, usually one page: pages are
 * sorted by latest change, and each change renews `updatedAt`. GitHub deletes no pull request.
 */
export function createPullRequestIndex(repository: GitHubRepository) {
  const known = new Map<number, GitHubPullRequest>();
  /** Changes until then are in `known`, in milliseconds since the epoch; undefined before the first list. */
  let readUntil: number | undefined;
  let hasClosed = false;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  /** Keeps a pull request, unless a newer state is known: GitHub's copies can lag behind. */
  function put(found: GitHubPullRequest): void {
    const before = known.get(found.number);
    if (!before || Date.parse(before.updatedAt) <= Date.parse(found.updatedAt))
      known.set(found.number, found);
  }

  /** Reads pages until one ends before `since`. Returns the time of the newest change at the first page. */
  async function readPages(states: readonly States[] | undefined, since: number): Promise<number> {
    let start: number | undefined;
    let size = since > 0 ? CHANGES_PAGE_SIZE : PAGE_SIZE;
    let after: string | null = null;
    for (;;) {
      const { pullRequests, newest } = await readPage(repository, { states, size, after });
      start ??= Math.max(0, ...newest.nodes.map(({ updatedAt }) => Date.parse(updatedAt)));
      for (const found of pullRequests.nodes) put(found);
      const oldest = pullRequests.nodes.at(-1);
      const isDone = oldest === undefined || Date.parse(oldest.updatedAt) < since;
      if (isDone || !pullRequests.pageInfo.hasNextPage) return start;
      after = pullRequests.pageInfo.endCursor;
      size = PAGE_SIZE;
    }
  }

  async function refresh(withClosed: boolean): Promise<void> {
    if (readUntil === undefined) readUntil = await readPages(["OPEN"], 0);
    else readUntil = await readPages(undefined, readUntil - MARGIN_MILLISECONDS);
    if (!withClosed || hasClosed) return;
    await readPages(["CLOSED", "MERGED"], 0);
    hasClosed = true;
    // A pull request that was closed while the pages were read is on none of them.
    readUntil = await readPages(undefined, readUntil - MARGIN_MILLISECONDS);
  }

  function start(withClosed: boolean): Promise<void> {
    const own = refresh(withClosed);
    current = own;
    const leave = () => {
      if (current === own) current = undefined;
    };
    own.then(leave, leave);
    return own;
  }

  return {
    put,
    find: (number: number) => known.get(number),
    /** All pull requests, or at least the open ones. */
    async list(withClosed: boolean): Promise<GitHubPullRequest[]> {
      // A running read may have read before the change that the caller wants to see.
      while (current) {
        next ??= current
          .catch(() => undefined)
          .then(() => {
            next = undefined;
            return start(withClosed);
          });
        await next;
        if (hasClosed || !withClosed) return [...known.values()];
      }
      await start(withClosed);
      return [...known.values()];
    },

    /** One call. The text changes whenever a pull request or the tip of the target branch changes. */
    async stamp(): Promise<string> {
      const stamp = await repository.query({
        name: "Changes",
        fields: `ref(qualifiedName: $target) { target { oid } }
          pullRequests(first: ${STAMP_SIZE}, orderBy: { field: UPDATED_AT, direction: DESC }) {
            totalCount nodes { number updatedAt headRefOid state reviews(first: 1) { totalCount } }
          }`,
        variables: { target: ["String!", `refs/heads/${repository.target}`] },
        schema: z.record(z.string(), z.unknown()),
      });
      return JSON.stringify(stamp);
    },
  };
}

interface WantedPage {
  states: readonly States[] | undefined;
  size: number;
  after: string | null;
}

/** GitHub stops a query after ten seconds with a 502 or 504; then a smaller page is read. */
async function readPage(
  repository: GitHubRepository,
  { states, size, after }: WantedPage,
): Promise<z.infer<typeof gitHubPage>> {
  try {
    return await repository.query({
      name: "PullRequests",
      fields: `
        newest: pullRequests(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { updatedAt } }
        pullRequests(
          first: $size, after: $after, states: $states, orderBy: { field: UPDATED_AT, direction: DESC }
        ) { pageInfo { hasNextPage endCursor } nodes { ...pullRequest } }`,
      fragments: [states?.includes("OPEN") === false ? DONE_PULL_REQUEST : PULL_REQUEST],
      variables: {
        size: ["Int!", size],
        after: ["String", after],
        states: ["[PullRequestState!]", states ?? null],
      },
      schema: gitHubPage,
    });
  } catch (error) {
    const isTooMuch =
      isPortalError(error) && error.code === "git-unavailable" && error.retryAfter === undefined;
    if (!isTooMuch || size <= MIN_PAGE_SIZE) throw error;
    return readPage(repository, { states, size: Math.ceil(size / 2), after });
  }
}

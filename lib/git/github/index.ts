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
import { createPullRequestIndex } from "#lib/git/remote/index";

const PAGE_SIZE = 100;
/** A first page of changes: usually few pull requests have changed. */
const CHANGES_PAGE_SIZE = 25;
const MIN_PAGE_SIZE = 10;
const STAMP_SIZE = 30;

type States = "OPEN" | "CLOSED" | "MERGED";

const STATES = { open: ["OPEN"], done: ["CLOSED", "MERGED"], all: undefined } as const;

/** The list of the repository's pull requests, kept up to date with few calls. */
export function createGitHubIndex(repository: GitHubRepository) {
  const index = createPullRequestIndex<GitHubPullRequest>(async (states, since, after) => {
    const size = since > 0 && after === undefined ? CHANGES_PAGE_SIZE : PAGE_SIZE;
    const wanted = { states: STATES[states], size, after: after ?? null };
    const { pullRequests, newest } = await readPage(repository, wanted);
    const { hasNextPage, endCursor } = pullRequests.pageInfo;
    const [latest] = newest.nodes;
    return {
      found: pullRequests.nodes,
      next: hasNextPage ? (endCursor ?? undefined) : undefined,
      newest: latest && Date.parse(latest.updatedAt),
    };
  });

  return {
    ...index,

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

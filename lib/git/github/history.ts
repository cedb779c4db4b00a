/** Which commits a revision at GitHub contains, and another does not. */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { COMPARED, gitHubCompared, gitHubComparison } from "#lib/git/github/api/shapes";
import { isRefusedWith } from "#lib/git/remote/refusal";
import { type History, tooManyCommits, type WorkCommit } from "#lib/git/remote/work";
import { lostCommit, unrelated } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";

const COMMITS_PER_PAGE = 100;
const MAX_COMMITS = 1_000;
const COMPARISONS_PER_CALL = 25;
const MAX_BASES_KEPT = 5_000;

/** A branch of the repository and the commit that it should point to. */
export interface BranchHead {
  branch: string;
  head: string;
}

/** The commits of a branch that the target branch does not contain at this tip. */
export interface ComparedHead extends BranchHead {
  target: string;
  commits: readonly WorkCommit[];
}

export interface GitHubHistory extends History {
  exists(commit: string): Promise<boolean>;
  /** @throws PortalError `conflict` where the commits have none in common, or GitHub has lost one */
  findBase(commit: string, head: string): Promise<string>;
  /**
   * Compares many branches with the tip of the target branch at the cost of few calls. A branch that points to
   * another commit, or has more than 100 commits, is left out.
   */
  compareBranches(heads: readonly BranchHead[]): Promise<ComparedHead[]>;
}

/** `base` and `head` are ids of commits, so that an answer is always the same. */
export function createGitHubHistory(repository: GitHubRepository): GitHubHistory {
  const { client, place } = repository;
  /** By two commits, the 5,000 used last: their merge base. */
  const bases = new LRUCache<string, string>({ max: MAX_BASES_KEPT });

  function compare(base: string, head: string, page: number, size = COMMITS_PER_PAGE) {
    const parameters = { ...place, basehead: `${base}...${head}`, per_page: size, page };
    const path = "/repos/{owner}/{repo}/compare/{basehead}";
    return client.get({ method: "GET", path, parameters, schema: gitHubComparison });
  }

  async function listCommits(target: string, head: string): Promise<WorkCommit[]> {
    const commits: WorkCommit[] = [];
    for (let page = 1; ; page += 1) {
      const found = await compare(target, head, page).catch((error: unknown) => {
        throw explainMissing(error, head);
      });
      commits.push(...found.commits.map(describeCommit));
      if (commits.length >= found.total_commits) return commits;
      if (found.commits.length === 0 || commits.length > MAX_COMMITS) throw tooManyCommits(MAX_COMMITS);
    }
  }

  /** Each status says that the commits are related: otherwise GitHub answers 404. */
  async function contains(revision: string, commit: string): Promise<boolean> {
    try {
      const { status } = await compare(commit, revision, 1, 1);
      return status === "ahead" || status === "identical";
    } catch (error) {
      if (isRefusedWith(error, 404)) return false;
      throw error;
    }
  }

  return {
    listCommits,
    contains,
    exists: (commit) => contains(commit, commit),

    async findBase(commit, head) {
      if (!isObjectId(head)) throw lostCommit(head);
      const key = `${commit} ${head}`;
      const known = bases.get(key);
      if (known !== undefined) return known;
      const found = await compare(commit, head, 1, 1).catch((error: unknown) => {
        throw explainMissing(error, head);
      });
      bases.set(key, found.merge_base_commit.sha);
      return found.merge_base_commit.sha;
    },

    async compareBranches(heads) {
      const parts = Array.from({ length: Math.ceil(heads.length / COMPARISONS_PER_CALL) }, (_, index) =>
        heads.slice(index * COMPARISONS_PER_CALL, (index + 1) * COMPARISONS_PER_CALL),
      );
      return (await Promise.all(parts.map((part) => comparePart(repository, part)))).flat();
    },
  };
}

async function comparePart(
  repository: GitHubRepository,
  heads: readonly BranchHead[],
): Promise<ComparedHead[]> {
  const aliases = heads.map((_, index) => `c${index}: compare(headRef: $c${index}) { ...compared }`);
  const names = heads.map(({ branch }, index) => [`c${index}`, ["String!", branch]] as const);
  const { ref } = await repository.query({
    name: "CompareBranches",
    fields: `ref(qualifiedName: $target) { ${aliases.join(" ")} }`,
    fragments: [COMPARED],
    variables: {
      target: ["String!", `refs/heads/${repository.target}`],
      ...Object.fromEntries(names),
    },
    schema: z.object({ ref: z.record(z.string(), gitHubCompared.nullable()).nullable() }),
    // A branch that was deleted in the meantime.
    accepts: ({ type, path }) => type === "NOT_FOUND" && (path?.length ?? 0) > 1,
  });
  return heads.flatMap(({ branch, head }, index) => {
    const found = ref?.[`c${index}`];
    if (!found || found.headTarget.oid !== head || found.commits.totalCount > found.commits.nodes.length)
      return [];
    const commits = found.commits.nodes.map(({ oid, parents, author, committer }) => ({
      id: oid,
      parents: parents.nodes.map((parent) => parent.oid),
      people: [author, committer].map((person) => ({
        ...(person?.user && { id: person.user.login }),
        name: person?.name ?? "",
        email: person?.email ?? "",
      })),
    }));
    return [{ branch, head, target: found.baseTarget.oid, commits }];
  });
}

function describeCommit({
  sha,
  parents,
  author,
  committer,
  commit,
}: z.infer<typeof gitHubComparison>["commits"][number]): WorkCommit {
  const people = [
    { user: author, signature: commit.author },
    { user: committer, signature: commit.committer },
  ].map(({ user, signature }) => ({
    ...(user && { id: user.login }),
    name: signature?.name ?? "",
    email: signature?.email ?? "",
  }));
  return { id: sha, parents: parents.map((parent) => parent.sha), people };
}

/** GitHub answers 404 for an unknown commit, and for two commits without a common one. */
function explainMissing(error: unknown, head: string): unknown {
  if (!isRefusedWith(error, 404)) return error;
  const message = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  return /no common ancestor/i.test(message) ? unrelated() : lostCommit(head);
}

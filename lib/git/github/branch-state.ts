/** The branches that are in the way of a new one. */
import { z } from "zod";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import type { GitHubWriterContext } from "#lib/git/github/precondition";
import { isAbandonedAttempt } from "#lib/git/remote/attempt";
import { listParents } from "#lib/git/remote/place";

interface Branch {
  oid: string;
  message: string;
  /** When its last commit was written, RFC 3339. */
  committedAt: string;
  isOpen: boolean;
}

/** The branch with its last commit; undefined where it is missing. */
export async function readBranch(repository: GitHubRepository, branch: string): Promise<Branch | undefined> {
  const { ref } = await repository.query({
    name: "ReadBranch",
    fields: `ref(qualifiedName: $branch) {
      target { oid ... on Commit { message committedDate } }
      associatedPullRequests(states: OPEN, first: 1) { totalCount }
    }`,
    variables: { branch: ["String!", `refs/heads/${branch}`] },
    schema: z.object({
      ref: z
        .object({
          target: z.object({ oid: z.string(), message: z.string(), committedDate: z.string() }),
          associatedPullRequests: z.object({ totalCount: z.number() }),
        })
        .nullable(),
    }),
  });
  if (ref === null) return undefined;
  const { oid, message, committedDate } = ref.target;
  return { oid, message, committedAt: committedDate, isOpen: ref.associatedPullRequests.totalCount > 0 };
}

/** True where the name is a folder of other branches, or inside another branch. */
export async function isTaken(repository: GitHubRepository, branch: string): Promise<boolean> {
  const parents = listParents(branch).slice(0, -1);
  const aliases = parents.map((_, index) => `p${index}: ref(qualifiedName: $p${index}) { id }`);
  const { below, ...above } = await repository.query({
    name: "FindBranches",
    fields: `below: refs(refPrefix: $below, first: 1) { nodes { id } } ${aliases.join(" ")}`,
    variables: {
      below: ["String!", `refs/heads/${branch}/`],
      ...Object.fromEntries(
        parents.map((parent, index) => [`p${index}`, ["String!", `refs/heads/${parent}`] as const]),
      ),
    },
    schema: z
      .object({ below: z.object({ nodes: z.array(z.unknown()) }).nullable() })
      .catchall(z.object({ id: z.string() }).nullable()),
  });
  return (below?.nodes.length ?? 0) > 0 || Object.values(above).some((ref) => ref !== null);
}

/**
 * True for a branch of a portal that stopped before it opened the pull request: with the commit of an attempt,
 * or without any commit of its own. The latter needs no age: of several attempts that take the branch over, only
 * one can add its commit.
 */
export async function isAbandoned(
  { reader: { contains, headCommit } }: GitHubWriterContext,
  { oid, message, committedAt, isOpen }: Branch,
): Promise<boolean> {
  if (isOpen) return false;
  if (isAbandonedAttempt(message, committedAt)) return true;
  const tip = await headCommit();
  return tip !== undefined && contains(tip, oid);
}

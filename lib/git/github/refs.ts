import { z } from "zod";
import type { GitHubRepository } from "#lib/git/github/api/repository";

/** In the place of an id: no such ref. */
const NONE = "0".repeat(40);

/** A move of a ref. Undefined `from`: the ref must not exist; undefined `to`: the ref is deleted. */
export interface RefMove {
  /** The full name, such as "refs/heads/main". */
  name: string;
  from: string | undefined;
  to: string | undefined;
}

/**
 * Moves all refs, or none where one of them has another value now. Never forces a move.
 * https://docs.github.com/en/graphql/reference/git describes the mutation `updateRefs`.
 * @throws PortalError where GitHub refuses a move
 */
export async function moveRefs(
  repository: GitHubRepository,
  moves: readonly RefMove[],
  token?: string,
): Promise<void> {
  const refUpdates = moves.map(({ name, from = NONE, to = NONE }) => ({
    name,
    beforeOid: from,
    afterOid: to,
  }));
  await repository.mutate({
    name: "MoveRefs",
    field: "updateRefs",
    input: { repositoryId: await repository.readId(), refUpdates },
    fields: "clientMutationId",
    schema: z.object({ clientMutationId: z.string().nullable() }),
    token,
  });
}

/** Deletes a branch that still points to the commit. A branch that stays is not an error. */
export async function deleteBranch(
  repository: GitHubRepository,
  branch: string,
  head: string,
  token?: string,
): Promise<void> {
  const move = { name: `refs/heads/${branch}`, from: head, to: undefined };
  await moveRefs(repository, [move], token).catch(() => undefined);
}

import { setTimeout as wait } from "node:timers/promises";
import { PortalError } from "#lib/errors";
import type { RefTable } from "#lib/git/embedded/ref-table";
import type { Git } from "#lib/git/process/process";
import { type RefMove, readRefs } from "#lib/git/repository/refs";

export const ATTEMPTS = 20;

/**
 * Reads, decides and moves refs, and starts again if a ref moved in the meantime. Returns the number of the
 * changed pull request.
 * @param decide returns the ref moves for pull request `number`, or throws the reason why the change is
 * forbidden; attempts count from one
 */
export async function changeRefs(
  { git, table }: { git: Git; table: RefTable },
  decide: (attempt: number) => Promise<{ number: number; moves: RefMove[] }>,
): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { number, moves } = await decide(attempt);
    const moved =
      moves.length === 0 || (await table.move(moves).catch((error) => findMoved(git, moves, error)));
    if (moved) return number;
    await wait(Math.random() * 5 * attempt);
  }
  throw new PortalError("git-unavailable", {
    detail: "The Git repository could not be changed. Nothing was written.",
    suggestion:
      "Try again in a moment. If the problem persists, ask the platform team to check the repository and its disk.",
  });
}

/**
 * Git was stopped in the middle, for example by its time limit. The refs show whether it had moved them.
 */
async function findMoved(git: Git, moves: readonly RefMove[], cause: unknown): Promise<true> {
  const refs = await readRefs(git, ["refs/heads/", "refs/pull/"]).catch(() => undefined);
  if (refs && moves.every(({ ref, to }) => (refs.get(ref) ?? null) === to)) return true;
  if (refs && moves.every(({ ref, from }) => (refs.get(ref) ?? null) === from)) throw cause;
  throw new PortalError("outcome-unknown", {
    detail: "The Git repository stopped answering. The portal does not know whether the change was made.",
    suggestion: "Reload to see the current state, then decide whether to try again.",
    cause,
  });
}

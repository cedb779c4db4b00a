/** Finding out what became of a change whose answer was lost. */
import { setTimeout as wait } from "node:timers/promises";
import { PortalError } from "#lib/errors";

/** Milliseconds between two looks: nine seconds in all, as a host may go on with what a proxy in between gave up. */
const PAUSES = [300, 600, 1_200, 2_400, 4_500];

interface LostChange {
  /** What was asked for, in the past: "pull request 5 was merged". */
  done: string;
  /** The opposite: "pull request 5 was not merged". */
  undone: string;
  cause: unknown;
}

/**
 * Looks until the change shows. `look` gives what shows it, and undefined as long as nothing does.
 * @throws PortalError `git-unavailable` where the host answers and the change was not made, `outcome-unknown` where the
 *   host does not answer
 */
export async function findOutcome<T>(
  { done, undone, cause }: LostChange,
  look: () => Promise<T | undefined>,
  pauses = PAUSES,
): Promise<T> {
  let answers = false;
  for (const pause of pauses) {
    await wait(pause);
    try {
      const found = await look();
      if (found !== undefined) return found;
      answers = true;
    } catch {
      answers = false;
    }
  }
  if (answers) {
    throw new PortalError("git-unavailable", {
      detail: `The Git host did not confirm the change, and ${undone}.`,
      suggestion: "Try again.",
      cause,
    });
  }
  throw new PortalError("outcome-unknown", {
    detail: `The Git host stopped answering after the portal sent the change. The portal does not know whether ${done}.`,
    suggestion: "Read the request again once the Git host answers, then decide whether to try again.",
    cause,
  });
}

/**
 * Reads what a change that was made has left.
 * @throws PortalError `outcome-unknown` where the host does not answer: the change is made all the same
 */
export async function readOutcome<T>(done: string, read: () => Promise<T>, pauses = PAUSES): Promise<T> {
  let cause: unknown;
  for (const pause of [0, ...pauses]) {
    await wait(pause);
    try {
      return await read();
    } catch (error) {
      cause = error;
    }
  }
  throw new PortalError("outcome-unknown", {
    detail: `The Git host accepted the change (${done}) and then stopped answering.`,
    suggestion: "Read the request again once the Git host answers.",
    cause,
  });
}

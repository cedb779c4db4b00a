/** Finds the outcome of a change whose response was lost. */
import { setTimeout as wait } from "node:timers/promises";
import { PortalError } from "#lib/errors";

/**
 * Milliseconds between two checks: 3.6 s in total, because a person waits. A host can continue a change that a proxy
 * gave up on even after that; another attempt then finds it.
 */
const PAUSES = [300, 600, 1_200, 1_500];

interface LostChange {
  /** The requested change, in the past tense: "pull request 5 was merged". */
  done: string;
  /** The opposite: "pull request 5 was not merged". */
  undone: string;
  cause: unknown;
}

/**
 * Checks until the change is visible. `look` returns its evidence, or undefined.
 * @throws PortalError `git-unavailable` where the host answers and the change was not made, `outcome-unknown`
 * where the host does not answer
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
 * Reads the result of a change that was made.
 * @throws PortalError `outcome-unknown` where the host does not answer, although the change was made
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

/** Both sentences of a change. `subject` is "pull request 5", `verb` is "merged". */
export function describeOutcome(subject: string, verb: string): { done: string; undone: string } {
  return { done: `${subject} was ${verb}`, undone: `${subject} was not ${verb}` };
}

/** The mark of a commit that a portal wrote for a new pull request. */
import { createHash, randomUUID } from "node:crypto";
import type { GitActor } from "#lib/git/types";

const TRAILER = "Vitrine-Attempt";
const ABANDONED_MILLISECONDS = 5 * 60_000;

/**
 * Makes the message of a commit unique. Two commits with equal content, person and second are the same to Git,
 * so two attempts could both believe that a branch is theirs. The mark also names the person, as a digest: with
 * the portal's account, the host itself does not know who requested the change.
 */
export function addAttempt(message: string, actor: GitActor): string {
  return `${message.trimEnd()}\n\n${TRAILER}: ${randomUUID()}/${hashActor(actor)}`;
}

/** True for the commit of an attempt of this person. */
export function isAttemptOf(message: string, actor: GitActor): boolean {
  return readAttempt(message)?.split("/")[1] === hashActor(actor);
}

/**
 * True for the commit of a portal that stopped before it opened the pull request. A younger branch may still
 * get its pull request, because a call to a host takes at most a minute.
 * @param at when the commit was written, RFC 3339
 */
export function isAbandonedAttempt(message: string, at: string): boolean {
  return message.includes(`\n${TRAILER}: `) && Date.now() - Date.parse(at) > ABANDONED_MILLISECONDS;
}

/** True for two messages of one attempt. A host may have changed the rest of the message. */
export function isSameAttempt(one: string, other: string): boolean {
  const id = readAttempt(one);
  return id !== undefined && id === readAttempt(other);
}

function hashActor({ id }: GitActor): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 32);
}

function readAttempt(message: string): string | undefined {
  return /\nVitrine-Attempt: (\S+)/.exec(message)?.[1];
}

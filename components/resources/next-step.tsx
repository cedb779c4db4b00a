import { resourceMessages } from "#components/resources/messages";
import type { Health, State } from "#lib/kubernetes/types";

const { next: messages } = resourceMessages;

/** States that a wrong value in the request can cause. */
const WRONG = new Set<State>(["Failed", "NeedsAttention"]);

const ofStates: Partial<Record<State, string>> = {
  Missing: messages.missing,
  NotCreatedYet: messages.notCreatedYet,
  NoAccess: messages.noAccess,
};

/** Reasons of lib/graph, which are more exact than the state. */
const ofReasons: Record<string, string> = {
  SecretsAreNotRead: messages.secret,
  KindNotServed: messages.kindNotServed,
  OtherCluster: messages.otherCluster,
};

/**
 * The next step for the person; undefined where there is none.
 *
 * @param file its path in Git, or as much of the path as is known.
 */
export function nextStepOf(
  { state, reason }: Pick<Health, "state" | "reason">,
  file?: string,
): string | undefined {
  const known = (reason !== undefined && ofReasons[reason]) || ofStates[state];
  if (known || !WRONG.has(state)) return known;
  if (!file) return messages.platformTeam;
  return messages.file(file);
}

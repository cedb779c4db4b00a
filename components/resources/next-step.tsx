import type { Health, State } from "#lib/kubernetes/types";

/** Something of it may have been asked for wrongly. */
const WRONG = new Set<State>(["Failed", "NeedsAttention"]);

const ofStates: Partial<Record<State, string>> = {
  Missing: "It should be there and is not. If it stays away, show this to the platform team.",
  NotCreatedYet: "Nothing for you to do: it shows here once it is made.",
  NoAccess: "Ask the platform team if you need to see it.",
};

/** Reasons of lib/graph, which know more than the state. */
const ofReasons: Record<string, string> = {
  SecretsAreNotRead: "Read it with kubectl, if you have the right to.",
  KindNotServed: "The platform team has to install what serves this kind.",
  OtherCluster: "Ask the platform team how it stands there.",
};

/**
 * What the person who looks can do about it; undefined where there is nothing to do.
 *
 * @param file where it is asked for, in Git: a path, or as much as is known of it.
 */
export function nextStepOf(
  { state, reason }: Pick<Health, "state" | "reason">,
  file?: string,
): string | undefined {
  const known = (reason !== undefined && ofReasons[reason]) || ofStates[state];
  if (known || !WRONG.has(state)) return known;
  if (!file) return "Show this to the platform team.";
  return `If a value is wrong, correct it in ${file}. Otherwise show this to the platform team.`;
}

import type { Health, State } from "#lib/kubernetes/types";

const wrong =
  "If a value you asked for is wrong, request a change. Otherwise show this to the platform team.";

const ofStates: Partial<Record<State, string>> = {
  Failed: wrong,
  NeedsAttention: wrong,
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

/** What the person who looks can do about it; undefined where there is nothing to do. */
export function nextStepOf({ state, reason }: Pick<Health, "state" | "reason">): string | undefined {
  return (reason !== undefined && ofReasons[reason]) || ofStates[state];
}

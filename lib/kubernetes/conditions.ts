import { readItems, readNumber, readText } from "#lib/kubernetes/field";
import type { Condition, Health, KubernetesObject, State } from "#lib/kubernetes/types";

/** `status.conditions` of any object, in its order; what is no condition is left out. */
export function readConditions(object: KubernetesObject): Condition[] {
  return readItems(object.status, "conditions").flatMap((item) => {
    const type = readText(item, "type");
    const status = readText(item, "status");
    if (!type || !isConditionStatus(status)) return [];
    return [
      {
        type,
        status,
        reason: readText(item, "reason"),
        message: readText(item, "message"),
        lastTransitionTime: readText(item, "lastTransitionTime"),
        observedGeneration: readNumber(item, "observedGeneration"),
      },
    ];
  });
}

/** Health that a condition tells, with its time, reason and words. */
export function healthFromCondition(condition: Condition, state: State): Health {
  const { lastTransitionTime: since, reason, message } = condition;
  return { state, since, reason, message };
}

function isConditionStatus(status: string | undefined): status is Condition["status"] {
  return status === "True" || status === "False" || status === "Unknown";
}

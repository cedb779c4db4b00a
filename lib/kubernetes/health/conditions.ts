import { readField, readItems, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject, State } from "#lib/kubernetes/types";

/** `status.conditions` of any object, in order; invalid items are left out. */
export function readConditions(object: KubernetesObject): Condition[] {
  return parseConditions(readItems(object.status, "conditions"));
}

/** The conditions among the items of a list, in order. */
export function parseConditions(items: readonly unknown[]): Condition[] {
  return items.flatMap((item) => {
    const type = readText(item, "type");
    const status = readStatus(readField(item, "status"));
    if (!type || !status) return [];
    return [
      {
        type,
        status,
        reason: readText(item, "reason"),
        message: readText(item, "message"),
        lastTransitionTime: readText(item, "lastTransitionTime"),
        observedGeneration: readNumber(item, "observedGeneration"),
        severity: readText(item, "severity"),
      },
    ];
  });
}

/** The condition of a type, if it has that status. */
export function findCondition(
  conditions: readonly Condition[],
  type: string,
  status: Condition["status"],
): Condition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === status);
}

/** Health from a condition, with its time, reason and message. */
export function healthFromCondition(condition: Condition, state: State): Health {
  const { lastTransitionTime: since, reason, message } = condition;
  return { state, since, reason, message };
}

const STATUSES: Readonly<Record<string, Condition["status"]>> = {
  true: "True",
  false: "False",
  unknown: "Unknown",
};

/** Some controllers write a boolean, or the word in lower case. */
function readStatus(value: unknown): Condition["status"] | undefined {
  return STATUSES[String(value).toLowerCase()];
}

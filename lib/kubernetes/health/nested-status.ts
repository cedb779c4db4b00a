import { type ConditionProfile, dropStale, judgeConditions } from "#lib/kubernetes/health/condition-set";
import { parseConditions } from "#lib/kubernetes/health/conditions";
import { isRecord, readItems, readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Lists in a status that are about the past. */
const PAST = /history|previous|last|deprecated|old/i;

/** A part of the status with its own conditions: an item of a list, or an object. */
interface Item {
  /** The field of the status that holds the item. */
  field: string;
  /** Name of the parent, listener or ancestor of the item; empty without a name. */
  name: string;
  conditions: Condition[];
}

/**
 * Health from the conditions of each part of a status: `status.parents[]` of a route, `status.listeners[]` of
 * a Gateway, `status.ancestors[]` of a policy, and any other list or object of this form. Conditions of an
 * older generation do not count beside newer ones.
 * https://gateway-api.sigs.k8s.io/reference/spec/#routeparentstatus
 */
export function judgeNestedConditions(object: KubernetesObject, profile?: ConditionProfile): Health[] {
  const items = readConditionItems(object.status);
  const all = items.flatMap(({ conditions }) => conditions);
  const { conditions: current, stale } = dropStale(all, object.metadata.generation);
  if (stale) return [STALE];
  const fresh = new Set(current);
  return items.flatMap(({ name, conditions }) => {
    const health = judgeConditions(
      conditions.filter((condition) => fresh.has(condition)),
      profile,
    );
    if (!health) return [];
    return [{ ...health, message: health.message && name ? `${name}: ${health.message}` : health.message }];
  });
}

/** A condition of a part of the status. */
interface NestedCondition extends Condition {
  /** Name of its parent, listener or ancestor; the field of the status where it has none. */
  subject: string;
}

/** The conditions of all parts of an object's status, in order, without `status.conditions`. */
export function readNestedConditions({ status }: KubernetesObject): NestedCondition[] {
  return readConditionItems(status).flatMap(({ field, name, conditions }) =>
    conditions.map((condition) => ({ ...condition, subject: name || field })),
  );
}

/** The status is for an earlier spec. */
export const STALE: Health = {
  state: "Working",
  message: "The controller has not processed the latest change yet.",
};

function readConditionItems(status: unknown): Item[] {
  if (!isRecord(status)) return [];
  return Object.entries(status).flatMap(([field, value]) => {
    if (field === "conditions" || PAST.test(field)) return [];
    // Cluster API keeps the conditions of its next version in an object: `status.v1beta2.conditions`.
    const list = Array.isArray(value) ? value : [value];
    return list.flatMap((item): Item[] => {
      const conditions = parseConditions(readItems(item, "conditions"));
      return conditions.length > 0 ? [{ field, name: readName(item), conditions }] : [];
    });
  });
}

function readName(item: unknown): string {
  const paths = [["parentRef", "name"], ["ancestorRef", "name"], ["name"], ["controllerName"]];
  const name = paths.map((path) => readText(item, ...path)).find((name) => name !== undefined) ?? "";
  // A route can have several listeners of one Gateway as its parents.
  const section = readText(item, "parentRef", "sectionName") ?? readText(item, "ancestorRef", "sectionName");
  return section ? `${name}/${section}` : name;
}

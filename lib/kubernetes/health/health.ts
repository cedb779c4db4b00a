import { dropStale, judgeConditions } from "#lib/kubernetes/health/condition-set";
import { healthFromCondition, readConditions } from "#lib/kubernetes/health/conditions";
import { CORE_RULES } from "#lib/kubernetes/health/core-kinds";
import {
  CONDITION_PROFILES,
  findRow,
  isAlwaysReported,
  KIND_RULES,
} from "#lib/kubernetes/health/custom-kinds";
import { judgeNestedConditions, STALE } from "#lib/kubernetes/health/nested-status";
import {
  judgeError,
  judgeReplicas,
  judgeStatusWords,
  judgeSuspension,
  pickWorst,
} from "#lib/kubernetes/health/status-word";
import { WORKLOAD_RULES } from "#lib/kubernetes/health/workload-health";
import { isRecord, readNumber, readText } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

export { readConditions };

/** What is known of an object's kind beside the object itself. */
export interface KindFacts {
  /** Its API has a status of its own (discovery lists the `status` subresource), so that a controller may report. */
  reportsStatus?: boolean;
}

/**
 * Health of any object from what it reports itself. In order: being removed, a status that is older than the spec, the
 * rules of a built-in kind, then the worst of what the rules of its kind, its conditions, the conditions of its parts
 * and the words of its status say. docs/health.md lists the rules and their sources.
 */
export function computeHealth(object: KubernetesObject, facts: KindFacts = {}): Health {
  const { group } = splitApiVersion(object.apiVersion);
  return (
    judgeRemoval(object) ??
    judgeGeneration(object) ??
    judgeBuiltIn(object, group) ??
    judgeReports(object, group) ??
    judgeSilence(object, group, facts)
  );
}

/** What a namespace that does not go waits for, the deepest cause first. */
const REMAINING = [
  "NamespaceDeletionContentFailure",
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceFinalizersRemaining",
  "NamespaceContentRemaining",
];

function judgeRemoval(object: KubernetesObject): Health | undefined {
  const { deletionTimestamp: since, finalizers = [] } = object.metadata;
  if (!since) return undefined;
  const remaining = readConditions(object).filter((condition) => condition.status === "True");
  const telling = REMAINING.flatMap((type) => remaining.filter((condition) => condition.type === type))[0];
  if (telling) return { ...healthFromCondition(telling, "Removing"), since };
  const waits = finalizers.length > 0 ? `It waits for its finalizers: ${finalizers.join(", ")}.` : undefined;
  return { state: "Removing", since, message: waits };
}

/**
 * A status that was written for an earlier spec says nothing of the present one. A condition that carries the present
 * generation proves the contrary: some controllers count the whole up only after a success.
 */
function judgeGeneration(object: KubernetesObject): Health | undefined {
  const { generation = 0 } = object.metadata;
  // Argo Rollouts writes the number as a text.
  const observed =
    readNumber(object.status, "observedGeneration") ?? Number(readText(object.status, "observedGeneration"));
  const confirmed = readConditions(object).some((condition) => condition.observedGeneration === generation);
  // Flux begins at -1, and stays there until it has succeeded once.
  return observed >= 0 && observed < generation && !confirmed ? STALE : undefined;
}

function judgeBuiltIn(object: KubernetesObject, group: string): Health | undefined {
  const rule = WORKLOAD_RULES[`${group}/${object.kind}`] ?? CORE_RULES[`${group}/${object.kind}`];
  return rule?.(object, readConditions(object));
}

function judgeReports(object: KubernetesObject, group: string): Health | undefined {
  const profile = findRow(CONDITION_PROFILES, group, object.kind);
  const { conditions, stale } = dropStale(readConditions(object), object.metadata.generation);
  if (stale) return STALE;
  return pickWorst([
    findRow(KIND_RULES, group, object.kind)?.(object),
    judgeConditions(conditions, profile),
    ...judgeNestedConditions(object, profile),
    judgeError(object),
    judgeSuspension(object),
    judgeReplicas(object),
    judgeStatusWords(object),
  ]);
}

/** Groups of Kubernetes itself. Those of their kinds that have no rule have nothing to report. */
const BUILT_IN =
  /^$|^(apps|autoscaling|batch|policy)$|^((rbac\.)?(authentication|authorization)|admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|events|(flowcontrol|internal)\.apiserver|networking|node|resource|scheduling|storage|storagemigration)\.k8s\.io$/;

/** Most kinds without a status are there, which is all that they can be. A status that says nothing is no health. */
function judgeSilence({ status, kind }: KubernetesObject, group: string, facts: KindFacts): Health {
  const silent = !isRecord(status) || Object.keys(status).length === 0;
  if (isAlwaysReported(group, kind)) {
    return { state: "Waiting", message: "Its controller has not reported on it yet." };
  }
  if (BUILT_IN.test(group)) return { state: "Ready", message: silent ? "It reports no status." : undefined };
  if (!silent) return { state: "Unknown", message: "Its status does not say whether it works." };
  if (facts.reportsStatus) return { state: "Unknown", message: "No controller has reported on it yet." };
  return { state: "Ready", message: "It reports no status." };
}

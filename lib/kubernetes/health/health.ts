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
} from "#lib/kubernetes/health/status-words";
import { WORKLOAD_RULES } from "#lib/kubernetes/health/workload-health";
import { isRecord, readNumber, readText } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

export { readConditions };

/** Facts about an object's kind. */
export interface KindFacts {
  /** The API has a `status` subresource (from discovery), so a controller may report. */
  reportsStatus?: boolean;
}

/**
 * Health of any object from its own data. In order: removal, a status older than the spec, the rules of a
 * built-in kind, then the worst of the rules of its kind, its conditions, the conditions of its parts and the
 * words in its status. docs/health.md lists the rules and their sources.
 */
export function computeHealth(object: KubernetesObject, facts: KindFacts = {}): Health {
  const { group } = splitApiVersion(object.apiVersion);
  return (
    judgeRemoval(object) ??
    judgeGeneration(object) ??
    judgeBuiltIn(object, group) ??
    judgeReports(object, group) ??
    judgeMissingStatus(object, group, facts)
  );
}

/** What the removal of a namespace waits for, the deepest cause first. */
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
  const waits =
    finalizers.length > 0 ? `The removal is waiting for finalizers: ${finalizers.join(", ")}.` : undefined;
  return { state: "Removing", since, message: waits };
}

/**
 * A status for an earlier spec does not describe the current one. A condition with the current generation
 * overrides that, because some controllers update the overall generation only after a success.
 */
function judgeGeneration(object: KubernetesObject): Health | undefined {
  const { generation = 0 } = object.metadata;
  // Argo Rollouts writes the number as text.
  const observed =
    readNumber(object.status, "observedGeneration") ?? Number(readText(object.status, "observedGeneration"));
  const confirmed = readConditions(object).some((condition) => condition.observedGeneration === generation);
  // Flux starts at -1, and stays there until its first success.
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

/** Groups of Kubernetes itself. Their kinds without a rule have nothing to report. */
const BUILT_IN =
  /^$|^(apps|autoscaling|batch|policy)$|^((rbac\.)?(authentication|authorization)|admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|events|(flowcontrol|internal)\.apiserver|networking|node|resource|scheduling|storage|storagemigration)\.k8s\.io$/;

/**
 * The health of an object without any usable status. Most kinds without a status are Ready as soon as they
 * exist.
 */
function judgeMissingStatus({ status, kind }: KubernetesObject, group: string, facts: KindFacts): Health {
  const silent = !isRecord(status) || Object.keys(status).length === 0;
  if (isAlwaysReported(group, kind)) {
    return { state: "Waiting", message: "The controller has not reported a status yet." };
  }
  if (BUILT_IN.test(group))
    return { state: "Ready", message: silent ? "This object reports no status." : undefined };
  if (!silent) return { state: "Unknown", message: "The status doesn't show whether the object is healthy." };
  if (facts.reportsStatus) return { state: "Unknown", message: "No controller has reported a status yet." };
  return { state: "Ready", message: "This object reports no status." };
}

import type { ConditionProfile } from "#lib/kubernetes/health/condition-set";
import {
  judgeAnalysis,
  judgeCeph,
  judgeConnector,
  judgeTemplate,
  judgeTriggers,
} from "#lib/kubernetes/health/operator-status";
import { pickWorst } from "#lib/kubernetes/health/status-words";
import { readItems, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** Rules for one kind of another project, beside the general rules; the worse result counts. */
type KindRule = (object: KubernetesObject) => Health | undefined;

/**
 * Conditions that the general rules would misread, by `group/Kind`. `group/*` matches every kind of a group,
 * and a leading dot every subdomain. Each row links the definition of the condition.
 */
export const CONDITION_PROFILES: Readonly<Record<string, ConditionProfile>> = {
  // A policy on the group's name, unrelated to the API's health.
  // https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/#CustomResourceDefinitionStatus
  "apiextensions.k8s.io/CustomResourceDefinition": {
    polarity: { KubernetesAPIApprovalPolicyConformant: "neutral" },
  },
  // Every condition of a Node except Ready reports a problem, including those of the node problem detector.
  // https://kubernetes.io/docs/reference/node/node-status/#condition
  "/Node": { others: "bad", terminal: ["Ready"] },
  // A TaskRun or PipelineRun that ended with False is not retried.
  // https://tekton.dev/docs/pipelines/taskruns/#monitoring-execution-status
  "tekton.dev/*": { terminal: ["Succeeded"] },
  // A newer artifact is being fetched. https://fluxcd.io/flux/components/source/gitrepositories/#conditions
  "source.toolkit.fluxcd.io/*": { polarity: { ArtifactOutdated: "progress" } },
  // True while the rollout is complete; False is not a problem.
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  "argoproj.io/Rollout": { polarity: { Completed: "neutral" } },
  // Both describe remaining work. https://external-secrets.io/latest/api/spec/
  "external-secrets.io/*": { polarity: { PartiallyReady: "neutral", Deleted: "neutral" } },
  // Recoverable errors are retried; a Terminal one is not.
  // https://aws-controllers-k8s.github.io/community/docs/user-docs/resource-crud/
  ".services.k8s.aws/*": {
    polarity: { "ACK.Recoverable": "bad", "ACK.Advisory": "neutral" },
    unfinished: ["ACK.ResourceSynced"],
  },
  // Their conditions are a history; `status.state` is the current state.
  // https://docs.percona.com/percona-operator-for-mysql/pxc/
  ".percona.com/*": { others: "neutral" },
  // The other conditions name the chosen way to run it.
  // https://camel.apache.org/camel-k/latest/apis/camel-k.html
  "camel.apache.org/*": { others: "neutral" },
};

/** Rules for statuses in their own format. */
export const KIND_RULES: Readonly<Record<string, KindRule>> = {
  "argoproj.io/AnalysisRun": judgeRun,
  "argoproj.io/Application": judgeApplication,
  "argoproj.io/Experiment": judgeRun,
  "argoproj.io/Workflow": judgeRun,
  "ceph.rook.io/CephCluster": judgeCeph,
  ".istio.io/*": judgeAnalysis,
  "kafka.strimzi.io/KafkaConnector": judgeConnector,
  "keda.sh/ScaledJob": judgeTriggers,
  "keda.sh/ScaledObject": judgeTriggers,
  "monitoring.coreos.com/*": judgePrometheus,
  "templates.gatekeeper.sh/ConstraintTemplate": judgeTemplate,
  "argoproj.io/Rollout": judgeRollout,
  ".cluster.x-k8s.io/*": judgeTerminalError,
  "cluster.x-k8s.io/*": judgeTerminalError,
};

/**
 * Kinds whose controller writes a status at once. Without one, the controller has not processed the object.
 */
const ALWAYS_REPORTED: readonly [group: string, kinds: string][] = [
  ["acme.cert-manager.io", "Challenge Order"],
  ["apiextensions.k8s.io", "CustomResourceDefinition"],
  ["apiregistration.k8s.io", "APIService"],
  ["argoproj.io", "Application Rollout Workflow"],
  ["cert-manager.io", "Certificate CertificateRequest ClusterIssuer Issuer"],
  ["cluster.x-k8s.io", "Cluster Machine MachineDeployment MachinePool MachineSet"],
  ["external-secrets.io", "ClusterExternalSecret ClusterSecretStore ExternalSecret PushSecret SecretStore"],
  [
    "gateway.networking.k8s.io",
    "BackendTLSPolicy GRPCRoute Gateway GatewayClass HTTPRoute TCPRoute TLSRoute UDPRoute",
  ],
  ["helm.toolkit.fluxcd.io", "HelmRelease"],
  [
    "kafka.strimzi.io",
    "Kafka KafkaConnect KafkaConnector KafkaMirrorMaker2 KafkaNodePool KafkaTopic KafkaUser",
  ],
  ["keda.sh", "ScaledJob ScaledObject"],
  ["kustomize.toolkit.fluxcd.io", "Kustomization"],
  ["pkg.crossplane.io", "Configuration Function Provider"],
  ["postgresql.cnpg.io", "Backup Cluster"],
  ["serving.knative.dev", "Configuration Revision Route Service"],
  ["source.toolkit.fluxcd.io", "Bucket GitRepository HelmChart OCIRepository"],
  ["tekton.dev", "PipelineRun TaskRun"],
];

const REPORTED = new Set(
  ALWAYS_REPORTED.flatMap(([group, kinds]) => kinds.split(" ").map((kind) => `${group}/${kind}`)),
);

/**
 * True when the kind's controller always writes a status, so a missing status means that it has not started.
 */
export function isAlwaysReported(group: string, kind: string): boolean {
  return REPORTED.has(`${group}/${kind}`);
}

/** The row of a table keyed by `group/Kind`, `group/*` or `.domain/*`; the most specific match. */
export function findRow<T>(rows: Readonly<Record<string, T>>, group: string, kind: string): T | undefined {
  const exact = rows[`${group}/${kind}`] ?? rows[`${group}/*`];
  if (exact !== undefined) return exact;
  const parents = group.split(".").map((_, index, labels) => `.${labels.slice(index + 1).join(".")}`);
  return parents
    .map((parent) => rows[`${parent}/${kind}`] ?? rows[`${parent}/*`])
    .find((row) => row !== undefined);
}

/**
 * An Application's conditions have a type and a message, and no status: each existing one is true. Health is
 * that of the last sync, so a refused manifest or a failed sync shows only in other fields.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/health/ and /user-guide/app-conditions/
 */
function judgeApplication({ status }: KubernetesObject): Health | undefined {
  const error = readItems(status, "conditions").find((item) => /Error$/.test(readText(item, "type") ?? ""));
  const errorHealth: Health | undefined =
    error === undefined
      ? undefined
      : {
          state: "NeedsAttention",
          since: readText(error, "lastTransitionTime"),
          reason: readText(error, "type"),
          message: readText(error, "message"),
        };
  return pickWorst([judgeOperation(status), errorHealth]);
}

function judgeOperation(status: unknown): Health | undefined {
  const phase = readText(status, "operationState", "phase");
  const message = readText(status, "operationState", "message");
  if (phase === "Running")
    return {
      state: "Working",
      reason: phase,
      message,
      since: readText(status, "operationState", "startedAt"),
    };
  if (phase !== "Failed" && phase !== "Error") return undefined;
  return {
    state: "NeedsAttention",
    reason: phase,
    message,
    since: readText(status, "operationState", "finishedAt"),
  };
}

/**
 * `Available` has a fourth status, Degraded: some of the Pods are not ready.
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ConditionStatus
 */
function judgePrometheus({ status }: KubernetesObject): Health | undefined {
  const degraded = readItems(status, "conditions").find((item) => readText(item, "status") === "Degraded");
  return degraded === undefined
    ? undefined
    : {
        state: "NeedsAttention",
        since: readText(degraded, "lastTransitionTime"),
        reason: readText(degraded, "reason") ?? "Degraded",
        message: readText(degraded, "message"),
      };
}

/**
 * A failure that Cluster API does not try to fix.
 * https://cluster-api.sigs.k8s.io/developer/providers/contracts/infra-machine#inframachine-terminal-failures
 */
function judgeTerminalError({ status }: KubernetesObject): Health | undefined {
  const message = readText(status, "failureMessage");
  const reason = readText(status, "failureReason");
  return message || reason ? { state: "Failed", reason, message } : undefined;
}

/**
 * A canary step that waits for a person, and missing replicas of the new version.
 * https://argo-rollouts.readthedocs.io/en/stable/features/specification/
 */
function judgeRollout({ spec, status }: KubernetesObject): Health | undefined {
  const phase = readText(status, "phase") ?? "";
  const [pause] = readItems(status, "pauseConditions");
  if (pause !== undefined && phase !== "Degraded") {
    const message = readText(status, "message") ?? "The rollout is paused until someone promotes it.";
    return {
      state: "Paused",
      since: readText(pause, "startTime"),
      reason: readText(pause, "reason"),
      message,
    };
  }
  const want = readNumber(spec, "replicas") ?? 1;
  const updated = readNumber(status, "updatedReplicas");
  if (updated === undefined || updated >= want) return undefined;
  return { state: "Working", message: `${updated} of ${want} replicas are of the latest version.` };
}

/**
 * "Running" is the final state of a server, and an intermediate state of a run.
 * https://argo-workflows.readthedocs.io/en/latest/fields/
 */
function judgeRun({ status }: KubernetesObject): Health | undefined {
  if (readText(status, "phase") !== "Running") return undefined;
  return { state: "Working", since: readText(status, "startedAt"), message: readText(status, "message") };
}

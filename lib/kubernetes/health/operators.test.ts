import { describe, expect, it } from "vitest";
import { computeHealth } from "#lib/kubernetes/health/health";
import type { Health } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";

const condition = (type: string, status: string, reason = "", message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
});
const good = condition("Ready", "True");

/** The status that an operator's project documents, and the expected health. */
type Row = [why: string, apiVersion: string, kind: string, status: object, expected: Partial<Health>];

const ROWS: Row[] = [
  // https://longhorn.io/docs/latest/references/
  [
    "an attached volume that lacks replicas",
    "longhorn.io/v1beta2",
    "Volume",
    { state: "attached", robustness: "degraded" },
    { state: "NeedsAttention", reason: "degraded" },
  ],
  [
    "a volume that lost all replicas",
    "longhorn.io/v1beta2",
    "Volume",
    { state: "detached", robustness: "faulted" },
    { state: "Failed" },
  ],
  // https://istio.io/latest/docs/reference/config/analysis/
  [
    "a VirtualService with a broken reference beside Reconciled=True",
    "networking.istio.io/v1",
    "VirtualService",
    {
      conditions: [condition("Reconciled", "True")],
      validationMessages: [{ level: "ERROR", type: { name: "ReferencedResourceNotFound", code: "IST0101" } }],
    },
    { state: "NeedsAttention", reason: "IST0101" },
  ],
  [
    "a VirtualService with an informational message",
    "networking.istio.io/v1",
    "VirtualService",
    { conditions: [condition("Reconciled", "True")], validationMessages: [{ level: "INFO" }] },
    { state: "Ready" },
  ],
  // https://keda.sh/docs/latest/reference/scaledobject-spec/
  [
    "a failing trigger beside Ready=True",
    "keda.sh/v1alpha1",
    "ScaledObject",
    { conditions: [good], health: { "s0-prometheus": { status: "Failing", numberOfFailures: 3 } } },
    { state: "NeedsAttention", message: "The trigger s0-prometheus cannot be read." },
  ],
  // https://strimzi.io/docs/operators/latest/deploying
  [
    "a connector with a failed task beside Ready=True",
    "kafka.strimzi.io/v1beta2",
    "KafkaConnector",
    {
      conditions: [good],
      connectorStatus: {
        connector: { state: "RUNNING" },
        tasks: [{ state: "RUNNING" }, { state: "FAILED", trace: "No such topic\n\tat x" }],
      },
    },
    { state: "NeedsAttention", message: "Task 1 failed: No such topic" },
  ],
  [
    "a paused connector",
    "kafka.strimzi.io/v1beta2",
    "KafkaConnector",
    { conditions: [good], connectorStatus: { connector: { state: "PAUSED" }, tasks: [] } },
    { state: "Paused" },
  ],
  // https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates
  [
    "a ConstraintTemplate that does not compile",
    "templates.gatekeeper.sh/v1",
    "ConstraintTemplate",
    { created: false, byPod: [{ errors: [{ code: "ingest_error", message: "Could not ingest Rego" }] }] },
    { state: "Failed", reason: "ingest_error", message: "Could not ingest Rego" },
  ],
  [
    "a ConstraintTemplate that compiles",
    "templates.gatekeeper.sh/v1",
    "ConstraintTemplate",
    { created: true, byPod: [{ observedGeneration: 1 }] },
    { state: "Ready" },
  ],
  // https://docs.ceph.com/en/latest/rados/operations/health-checks/
  [
    "a Ceph cluster with a health error beside Ready=True and a message of success",
    "ceph.rook.io/v1",
    "CephCluster",
    {
      phase: "Ready",
      message: "Cluster created successfully",
      conditions: [good],
      ceph: {
        health: "HEALTH_ERR",
        details: {
          POOL_FULL: { severity: "HEALTH_WARN", message: "a pool is nearly full" },
          OSD_DOWN: { severity: "HEALTH_ERR", message: "1 osds down" },
        },
      },
    },
    { state: "Failed", reason: "OSD_DOWN", message: "1 osds down" },
  ],
  // https://argoproj.github.io/argo-events/
  [
    "an EventSource without its sources",
    "argoproj.io/v1alpha1",
    "EventSource",
    { conditions: [condition("Deployed", "True"), condition("SourcesProvided", "False", "", "no source")] },
    { state: "NeedsAttention", message: "no source" },
  ],
  // https://olm.operatorframework.io/docs/concepts/crds/catalogsource/
  [
    "a CatalogSource that cannot be reached",
    "operators.coreos.com/v1alpha1",
    "CatalogSource",
    { connectionState: { lastObservedState: "TRANSIENT_FAILURE" } },
    { state: "Failed", reason: "TRANSIENT_FAILURE" },
  ],
  [
    "a completed ClusterExtension beside Progressing=True",
    "olm.operatorframework.io/v1",
    "ClusterExtension",
    { conditions: [condition("Installed", "True"), condition("Progressing", "True", "Succeeded")] },
    { state: "Ready" },
  ],
  // https://dev.mysql.com/doc/mysql-operator/en/
  [
    "a MySQL cluster without a quorum",
    "mysql.oracle.com/v2",
    "InnoDBCluster",
    { cluster: { status: "NO_QUORUM" } },
    { state: "NeedsAttention" },
  ],
  [
    "an online MySQL cluster",
    "mysql.oracle.com/v2",
    "InnoDBCluster",
    { cluster: { status: "ONLINE" } },
    { state: "Ready" },
  ],
  // https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/concepts/overview/
  [
    "a rolled back Flink deployment",
    "flink.apache.org/v1beta1",
    "FlinkDeployment",
    { jobManagerDeploymentStatus: "READY", lifecycleState: "ROLLED_BACK", jobStatus: { state: "RUNNING" } },
    { state: "NeedsAttention", reason: "ROLLED_BACK" },
  ],
  // https://www.pulumi.com/docs/iac/using-pulumi/continuous-delivery/pulumi-kubernetes-operator/
  [
    "a Pulumi Stack whose last update failed",
    "pulumi.com/v1",
    "Stack",
    { lastUpdate: { state: "failed", message: "no credentials" } },
    { state: "Failed", message: "no credentials" },
  ],
  // https://grafana.github.io/grafana-operator/docs/
  [
    "a dashboard without a matching Grafana",
    "grafana.integreatly.org/v1beta1",
    "GrafanaDashboard",
    { conditions: [condition("NoMatchingInstance", "True", "EmptyAPIReply", "no instances")] },
    { state: "Failed", message: "no instances" },
  ],
  // https://www.keycloak.org/operator/realm-import
  [
    "an import that has started",
    "k8s.keycloak.org/v2alpha1",
    "KeycloakRealmImport",
    {
      conditions: [condition("Done", "False"), condition("Started", "True"), condition("HasErrors", "False")],
    },
    { state: "Working" },
  ],
  // https://docs.k8ssandra.io/components/cass-operator/
  [
    "a stopped Cassandra datacenter",
    "cassandra.datastax.com/v1beta1",
    "CassandraDatacenter",
    { conditions: [condition("Stopped", "True"), condition("Ready", "False")] },
    { state: "Paused" },
  ],
  // https://volcano.sh/en/docs/vcjob/
  [
    "a failed Volcano Job",
    "batch.volcano.sh/v1alpha1",
    "Job",
    { state: { phase: "Failed", message: "a task failed" } },
    { state: "Failed", message: "a task failed" },
  ],
  // https://kueue.sigs.k8s.io/docs/concepts/
  [
    "a Workload that waits for quota",
    "kueue.x-k8s.io/v1beta1",
    "Workload",
    { conditions: [condition("QuotaReserved", "False", "Pending", "no quota")] },
    { state: "Working", message: "no quota" },
  ],
  [
    "a ClusterQueue without its flavor",
    "kueue.x-k8s.io/v1beta1",
    "ClusterQueue",
    { conditions: [condition("Active", "False", "FlavorNotFound", "no flavor")] },
    { state: "NeedsAttention", message: "no flavor" },
  ],
  // https://fleet.rancher.io/
  [
    "a Fleet repository that cannot be applied",
    "fleet.cattle.io/v1alpha1",
    "GitRepo",
    { display: { state: "ErrApplied" }, conditions: [condition("Accepted", "True")] },
    { state: "Failed", reason: "ErrApplied" },
  ],
  // https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler
  [
    "a VerticalPodAutoscaler that matches no Pods",
    "autoscaling.k8s.io/v1",
    "VerticalPodAutoscaler",
    {
      conditions: [
        condition("NoPodsMatched", "True", "NoPodsMatched", "No pods match"),
        condition("RecommendationProvided", "False"),
      ],
    },
    { state: "Failed", message: "No pods match" },
  ],
  // https://cluster-api.sigs.k8s.io/developer/providers/contracts/
  [
    "a Machine whose newer conditions contradict the older ones",
    "cluster.x-k8s.io/v1beta1",
    "Machine",
    {
      phase: "Running",
      conditions: [good],
      v1beta2: { conditions: [condition("Available", "False", "NodeUnhealthy", "the node left")] },
    },
    { state: "Failed", message: "the node left" },
  ],
  // https://docs.percona.com/percona-operator-for-mysql/pxc/
  [
    "a Percona cluster whose conditions are a history",
    "pxc.percona.com/v1",
    "PerconaXtraDBCluster",
    { state: "ready", conditions: [condition("initializing", "True"), condition("ready", "True")] },
    { state: "Ready" },
  ],
  [
    "a Percona cluster whose error message is a list",
    "pxc.percona.com/v1",
    "PerconaXtraDBCluster",
    { state: "error", message: ["no storage class", "try again"] },
    { state: "Failed", message: "no storage class; try again" },
  ],
  // https://karpenter.sh/docs/concepts/nodeclaims/
  [
    "a NodeClaim without capacity, explained by another condition",
    "karpenter.sh/v1",
    "NodeClaim",
    {
      conditions: [
        condition("Launched", "Unknown", "LaunchFailed", "no capacity"),
        condition("Ready", "Unknown", "ReconcilingDependents"),
      ],
    },
    { state: "NeedsAttention", message: "no capacity" },
  ],
  // https://developer.hashicorp.com/vault/docs/platform/k8s/vso
  [
    "an invalid connection to Vault",
    "secrets.hashicorp.com/v1beta1",
    "VaultConnection",
    { valid: false },
    { state: "NeedsAttention" },
  ],
  // https://cloudnative-pg.io/documentation/current/declarative_database_management/
  [
    "a database that cannot be created",
    "postgresql.cnpg.io/v1",
    "Database",
    { applied: false, message: "while reconciling: no such role" },
    { state: "NeedsAttention", message: "while reconciling: no such role" },
  ],
  // https://open-cluster-management.io/docs/concepts/cluster-inventory/managedcluster/
  [
    "a cluster whose lease is no longer updated",
    "cluster.open-cluster-management.io/v1",
    "ManagedCluster",
    {
      conditions: [
        condition("ManagedClusterJoined", "True"),
        condition("ManagedClusterConditionAvailable", "Unknown", "LeaseUpdateStopped", "it stopped"),
      ],
    },
    { state: "Unknown", message: "it stopped" },
  ],
  // https://docs.crossplane.io/latest/packages/configurations/
  [
    "a Configuration that cannot be unpacked, with a reason of progress",
    "pkg.crossplane.io/v1",
    "Configuration",
    {
      conditions: [
        condition("Installed", "False", "UnpackingPackage", "cannot unpack package: not found"),
        condition("Healthy", "Unknown", "UnknownPackageRevisionHealth"),
      ],
    },
    { state: "NeedsAttention", message: "cannot unpack package: not found" },
  ],
  [
    "an XRD without offered claims",
    "apiextensions.crossplane.io/v1",
    "CompositeResourceDefinition",
    { conditions: [condition("Established", "True"), condition("Offered", "False", "Conflict", "taken")] },
    { state: "NeedsAttention", message: "taken" },
  ],
  // https://aws-controllers-k8s.github.io/community/docs/user-docs/resource-crud/
  [
    "a resource of AWS that is being created",
    "rds.services.k8s.aws/v1alpha1",
    "DBInstance",
    { dbInstanceStatus: "creating", conditions: [condition("ACK.ResourceSynced", "False", "", "creating")] },
    { state: "Working", message: "creating" },
  ],
];

describe("computeHealth for the status of operators", () => {
  it.each(ROWS)("returns the health of %s", (_why, apiVersion, kind, status, expected) => {
    const metadata = { name: "one", uid: "u", resourceVersion: "1", creationTimestamp: AT };
    expect(computeHealth({ apiVersion, kind, metadata, status })).toMatchObject(expected);
  });
});

import { describe, expect, it } from "vitest";
import { computeHealth, type KindFacts } from "#lib/kubernetes/health/health";
import { readNestedConditions } from "#lib/kubernetes/health/nested-status";
import type { Health, KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";

type Fields = { metadata?: Partial<ObjectMeta>; spec?: unknown; status?: unknown };

function build(apiVersion: string, kind: string, { metadata, ...fields }: Fields = {}): KubernetesObject {
  const own = { name: "one", uid: "u", resourceVersion: "1", creationTimestamp: AT, ...metadata };
  return { apiVersion, kind, metadata: own, ...fields };
}

const condition = (type: string, status: unknown, reason = "", message = "", more: object = {}) => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
  ...more,
});
const of = (apiVersion: string, kind: string, ...conditions: object[]) =>
  build(apiVersion, kind, { status: { conditions } });
const custom = (...conditions: object[]) => of("demo.dev/v1", "Widget", ...conditions);
const status = (apiVersion: string, kind: string, fields: object) =>
  build(apiVersion, kind, { status: fields });

type Row = [why: string, object: KubernetesObject, expected: Partial<Health>, facts?: KindFacts];

const good = condition("Ready", "True", "AllWell", "fine");

/** Combinations of conditions, parts and status words, for any kind. */
const GENERAL: Row[] = [
  [
    "NotReady=True alone",
    custom(condition("NotReady", "True", "InvalidResource", "no such class")),
    { state: "Failed", reason: "InvalidResource", message: "no such class", since: AT },
  ],
  [
    "NotReady=True with a reason of progress",
    custom(condition("NotReady", "True", "Creating", "creating")),
    { state: "Working", reason: "Creating" },
  ],
  [
    "Degraded=True beside Available=True",
    custom(condition("Available", "True", "AsExpected"), condition("Degraded", "True", "SyncLoop", "2 of 3")),
    { state: "NeedsAttention", reason: "SyncLoop", message: "2 of 3" },
  ],
  [
    "Installed=False beside Healthy=True",
    custom(condition("Healthy", "True"), condition("Installed", "False", "InactiveRevision", "inactive")),
    { state: "NeedsAttention", reason: "InactiveRevision", message: "inactive" },
  ],
  [
    "Ready=True beside a part in progress",
    custom(good, condition("DatabaseReady", "False", "Provisioning", "creating the database")),
    { state: "Working", message: "creating the database" },
  ],
  [
    "a second summary condition that is False",
    custom(good, condition("Available", "False", "PodsCrashed", "no replica")),
    { state: "NeedsAttention", reason: "PodsCrashed", message: "no replica" },
  ],
  [
    "an unknown condition that failed",
    custom(good, condition("Backup", "False", "UploadFailed", "bucket is full")),
    { state: "NeedsAttention", message: "bucket is full" },
  ],
  [
    "an optional feature that is off",
    custom(good, condition("Active", "False", "ScalerNotActive", "idle")),
    { state: "Ready", reason: "AllWell" },
  ],
  [
    "a failing condition with the severity Info",
    custom(good, condition("GatewayReady", "False", "NoTraffic", "", { severity: "Info" })),
    { state: "Ready" },
  ],
  [
    "Failure=True and Successful=False, as Ansible writes them",
    custom(
      condition("Failure", "True", "Failed", "an undefined variable"),
      condition("Running", "False", "Failed"),
      condition("Successful", "False"),
    ),
    { state: "Failed", message: "an undefined variable" },
  ],
  [
    "Failure=False and Successful=True",
    custom(
      condition("Failure", "False"),
      condition("Running", "True", "Successful"),
      condition("Successful", "True"),
    ),
    { state: "Ready" },
  ],
  [
    "a mismatch condition that is False",
    custom(condition("ClockMismatch", "False", "Consistent"), condition("Synchronized", "True")),
    { state: "Ready" },
  ],
  [
    "a mismatch condition that is True",
    custom(condition("ClockMismatch", "True", "Skewed", "10 s"), condition("Synchronized", "True")),
    { state: "NeedsAttention", message: "10 s" },
  ],
  [
    "Stalled=True beside Ready=True",
    custom(good, condition("Stalled", "True", "GaveUp", "gave up")),
    { state: "Failed", message: "gave up" },
  ],
  [
    "Ready=Unknown with a reason of failure",
    custom(condition("Ready", "Unknown", "PartialTriggerError", "a trigger fails")),
    { state: "NeedsAttention", message: "a trigger fails" },
  ],
  [
    "Ready=False with a message of failure only",
    custom(condition("Ready", "False", "Reconciled", "failed to create the bucket")),
    { state: "NeedsAttention" },
  ],
  [
    "a summary condition that is True with a reason of failure",
    custom(condition("Complete", "True", "JobFailed", "exit code 1")),
    { state: "NeedsAttention", message: "exit code 1" },
  ],
  [
    "a condition Paused=True",
    custom(good, condition("Paused", "True", "Requested", "paused by ana")),
    { state: "Paused", message: "paused by ana" },
  ],
  [
    "`spec.suspend`",
    build("demo.dev/v1", "Widget", { spec: { suspend: true }, status: { conditions: [good] } }),
    { state: "Paused", message: "The object is paused: spec.suspend is set." },
  ],
  [
    "a status in lower case",
    custom(condition("Ready", "false", "CreateFailed", "quota")),
    { state: "Failed" },
  ],
  ["a status that is a boolean", custom(condition("Ready", true)), { state: "Ready" }],
  [
    "conditions that do not describe health",
    custom(condition("Rotated", "True", "Daily", "rotated at noon")),
    { state: "Unknown", reason: "Daily", message: "rotated at noon" },
  ],
  ["conditions that are all Unknown", custom(condition("Probed", "Unknown")), { state: "Unknown" }],
  [
    "an older failing condition beside a newer good one",
    build("demo.dev/v1", "Widget", {
      metadata: { generation: 3 },
      status: {
        conditions: [
          condition("Accepted", "True", "Accepted", "", { observedGeneration: 3 }),
          condition("Degraded", "True", "Old", "past", { observedGeneration: 2 }),
        ],
      },
    }),
    { state: "Ready", reason: "Accepted" },
  ],
  [
    "conditions of an older generation only",
    build("demo.dev/v1", "Widget", {
      metadata: { generation: 3 },
      status: { conditions: [condition("Degraded", "True", "Old", "past", { observedGeneration: 2 })] },
    }),
    { state: "Working", message: "The controller has not processed the latest change yet." },
  ],
  [
    "an older generation that is a string",
    build("demo.dev/v1", "Widget", {
      metadata: { generation: 3 },
      status: { observedGeneration: "2", phase: "Running" },
    }),
    { state: "Working" },
  ],
  [
    "a current condition in a status of an older generation",
    build("demo.dev/v1", "Widget", {
      metadata: { generation: 3 },
      status: {
        observedGeneration: 2,
        conditions: [condition("Ready", "False", "BuildFailed", "no image", { observedGeneration: 3 })],
      },
    }),
    { state: "Failed", message: "no image" },
  ],
  [
    "a failed phase beside Ready=True",
    status("demo.dev/v1", "Widget", { phase: "Failed", message: "disk", conditions: [good] }),
    { state: "Failed", reason: "Failed", message: "disk" },
  ],
  [
    "a phase in a field with another name",
    status("demo.dev/v1", "Widget", { DatabaseClusterStatus: "UpdateFailed" }),
    { state: "Failed", reason: "UpdateFailed" },
  ],
  [
    "a phase in several words",
    status("demo.dev/v1", "Widget", { phase: "Setting up primary" }),
    { state: "Working" },
  ],
  [
    "a colour as health",
    status("demo.dev/v1", "Widget", { health: "yellow" }),
    { state: "NeedsAttention", reason: "yellow" },
  ],
  [
    "`status.error`",
    status("demo.dev/v1", "Widget", { error: { message: "no such volume" } }),
    { state: "NeedsAttention", message: "no such volume" },
  ],
  ["`status.ready` that is false", status("demo.dev/v1", "Widget", { ready: false }), { state: "Working" }],
  [
    "missing replicas",
    build("demo.dev/v1", "Widget", {
      spec: { replicas: 3 },
      status: { readyReplicas: 1, conditions: [good] },
    }),
    { state: "Working", message: "1 of 3 replicas are ready." },
  ],
  [
    "a status that does not describe health",
    status("demo.dev/v1", "Widget", { address: "10.0.0.1" }),
    { state: "Unknown", message: "The status doesn't show whether the object is healthy." },
  ],
  [
    "no status, for a kind with a status subresource",
    build("demo.dev/v1", "Widget"),
    { state: "Unknown", message: "No controller has reported a status yet." },
    { reportsStatus: true },
  ],
  ["no status, for a kind without a status subresource", build("demo.dev/v1", "Widget"), { state: "Ready" }],
];

const route = (...parents: object[]) =>
  build("gateway.networking.k8s.io/v1", "HTTPRoute", { metadata: { generation: 2 }, status: { parents } });
const parent = (name: string, ...conditions: object[]) => ({ parentRef: { name }, conditions });
const accepted = condition("Accepted", "True", "Accepted");
const resolved = condition("ResolvedRefs", "True", "ResolvedRefs");
const certificate = (...conditions: object[]) => of("cert-manager.io/v1", "Certificate", ...conditions);
const application = (fields: object) => status("argoproj.io/v1alpha1", "Application", fields);
const machines = (...conditions: object[]) => of("cluster.x-k8s.io/v1beta1", "Cluster", ...conditions);

/** One row for each kind and situation. */
const KINDS: Row[] = [
  // https://gateway-api.sigs.k8s.io/reference/spec/
  ["a route that its Gateway accepts", route(parent("edge", accepted, resolved)), { state: "Ready" }],
  [
    "a route that no listener accepts",
    route(parent("edge", condition("Accepted", "False", "NoMatchingParent", "no listener"))),
    { state: "NeedsAttention", reason: "NoMatchingParent", message: "edge: no listener" },
  ],
  [
    "an accepted route whose backend is missing",
    route(parent("edge", accepted, condition("ResolvedRefs", "False", "BackendNotFound", "no Service"))),
    { state: "NeedsAttention", reason: "BackendNotFound", message: "edge: no Service" },
  ],
  [
    "a route that one of two Gateways refuses",
    route(
      parent("edge", accepted),
      parent("inner", condition("Accepted", "False", "NotAllowedByListeners", "no")),
    ),
    { state: "Failed", message: "inner: no" },
  ],
  [
    "a route that one of two listeners of a Gateway refuses",
    route(
      { parentRef: { name: "edge", sectionName: "http" }, conditions: [accepted] },
      {
        parentRef: { name: "edge", sectionName: "https" },
        conditions: [condition("Accepted", "False", "NotAllowedByListeners", "no")],
      },
    ),
    { state: "Failed", message: "edge/https: no" },
  ],
  [
    "a route whose refusal is from an older generation",
    route(
      parent("old", condition("Accepted", "False", "NoMatchingParent", "", { observedGeneration: 1 })),
      parent("edge", condition("Accepted", "True", "Accepted", "", { observedGeneration: 2 })),
    ),
    { state: "Ready" },
  ],
  [
    "a route with some ignored rules",
    route(parent("edge", accepted, condition("PartiallyInvalid", "True", "UnsupportedValue", "rule 2"))),
    { state: "NeedsAttention", message: "edge: rule 2" },
  ],
  ["a route without parents in its status", route(), { state: "Waiting" }],
  [
    "a Gateway with a conflicting listener beside Programmed=True",
    status("gateway.networking.k8s.io/v1", "Gateway", {
      conditions: [accepted, condition("Programmed", "True", "Programmed")],
      listeners: [
        { name: "https", conditions: [condition("Conflicted", "True", "HostnameConflict", "twice")] },
      ],
    }),
    { state: "Failed", message: "https: twice" },
  ],
  [
    "a policy that its ancestor refuses",
    status("gateway.networking.k8s.io/v1", "BackendTLSPolicy", {
      ancestors: [
        { ancestorRef: { name: "edge" }, conditions: [condition("Accepted", "False", "Invalid", "no CA")] },
      ],
    }),
    { state: "Failed", message: "edge: no CA" },
  ],

  // https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
  [
    "an Application with the health Degraded",
    application({ health: { status: "Degraded", message: "1 of 2 replicas" }, sync: { status: "Synced" } }),
    { state: "NeedsAttention", reason: "Degraded", message: "1 of 2 replicas" },
  ],
  [
    "a healthy Application whose last sync failed",
    application({
      health: { status: "Healthy" },
      operationState: { phase: "Failed", message: "no such kind" },
    }),
    { state: "NeedsAttention", reason: "Failed", message: "no such kind" },
  ],
  [
    "an Application whose source cannot be read",
    application({
      health: { status: "Healthy" },
      conditions: [{ type: "ComparisonError", message: "no such path", lastTransitionTime: AT }],
    }),
    { state: "NeedsAttention", reason: "ComparisonError", message: "no such path" },
  ],
  ["a healthy Application", application({ health: { status: "Healthy" } }), { state: "Ready" }],
  [
    "an Application with unknown health",
    application({ health: { status: "Unknown" } }),
    { state: "Unknown" },
  ],
  ["an Application without a status", build("argoproj.io/v1alpha1", "Application"), { state: "Waiting" }],

  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  [
    "a Rollout that is paused in a canary step",
    status("argoproj.io/v1alpha1", "Rollout", {
      phase: "Paused",
      message: "CanaryPauseStep",
      pauseConditions: [{ reason: "CanaryPauseStep", startTime: AT }],
      conditions: [condition("Available", "True"), condition("Completed", "False")],
    }),
    { state: "Paused", reason: "CanaryPauseStep", since: AT },
  ],
  [
    "an aborted Rollout",
    of(
      "argoproj.io/v1alpha1",
      "Rollout",
      condition("Available", "True", "AvailableReason"),
      condition("Progressing", "False", "RolloutAborted", "aborted update to revision 2"),
    ),
    { state: "NeedsAttention", reason: "RolloutAborted" },
  ],
  [
    "a running Workflow",
    status("argoproj.io/v1alpha1", "Workflow", { phase: "Running" }),
    { state: "Working" },
  ],

  // https://cert-manager.io/docs/reference/api-docs/
  ["an issued Certificate", certificate(condition("Ready", "True", "Ready")), { state: "Ready" }],
  [
    "a Certificate that is being issued",
    certificate(
      condition("Ready", "False", "DoesNotExist", "the Secret does not exist"),
      condition("Issuing", "True", "DoesNotExist", "the Secret does not exist"),
    ),
    { state: "Working" },
  ],
  [
    "a Certificate whose issuance failed",
    certificate(
      condition("Ready", "False", "DoesNotExist", "the Secret does not exist"),
      condition("Issuing", "False", "Failed", "the order is invalid"),
    ),
    { state: "NeedsAttention", reason: "Failed", message: "the order is invalid" },
  ],
  [
    "a CertificateRequest that was denied",
    of(
      "cert-manager.io/v1",
      "CertificateRequest",
      condition("Denied", "True", "Policy", "not allowed"),
      condition("Ready", "False", "Denied", "was denied"),
    ),
    { state: "Failed" },
  ],
  [
    "an Issuer that cannot register",
    of(
      "cert-manager.io/v1",
      "ClusterIssuer",
      condition("Ready", "False", "ErrRegisterACMEAccount", "bad mail"),
    ),
    { state: "Failed", message: "bad mail" },
  ],
  ["an Issuer without a status", build("cert-manager.io/v1", "Issuer"), { state: "Waiting" }],
  ["an invalid Order", status("acme.cert-manager.io/v1", "Order", { state: "invalid" }), { state: "Failed" }],

  // https://strimzi.io/docs/operators/latest/configuring
  [
    "a Kafka with a warning beside Ready=True",
    of(
      "kafka.strimzi.io/v1beta2",
      "Kafka",
      condition("Ready", "True"),
      condition("Warning", "True", "Old", "old"),
    ),
    { state: "Ready" },
  ],
  [
    "a Kafka that is not ready",
    of(
      "kafka.strimzi.io/v1beta2",
      "Kafka",
      condition("NotReady", "True", "TimeoutException", "took too long"),
    ),
    { state: "Failed", message: "took too long" },
  ],
  [
    "a Kafka with paused reconciliation",
    of("kafka.strimzi.io/v1beta2", "Kafka", condition("ReconciliationPaused", "True", "Annotation")),
    { state: "Paused" },
  ],

  // https://docs.crossplane.io/latest/packages/providers/#provider-status
  [
    "a package that is being unpacked",
    of("pkg.crossplane.io/v1", "Provider", condition("Installed", "False", "UnpackingPackage", "unpacking")),
    { state: "Working", message: "unpacking" },
  ],
  [
    "an installed but unhealthy package",
    of(
      "pkg.crossplane.io/v1",
      "Provider",
      condition("Installed", "True", "ActivePackageRevision"),
      condition("Healthy", "False", "UnhealthyPackageRevision", "missing dependency"),
    ),
    { state: "Failed", message: "missing dependency" },
  ],

  // https://cluster-api.sigs.k8s.io/developer/core/controllers/cluster
  [
    "a Cluster that waits for its infrastructure",
    machines(condition("Ready", "False", "WaitingForInfrastructure", "waiting", { severity: "Info" })),
    { state: "Working" },
  ],
  [
    "a Cluster with an error",
    machines(condition("Ready", "False", "ScalingUp", "no quota", { severity: "Error" })),
    { state: "Failed", message: "no quota" },
  ],
  [
    "an available Cluster with a rollout",
    machines(
      condition("Available", "True", "Available"),
      condition("RollingOut", "True", "RollingOut", "1 of 3"),
    ),
    { state: "Working", message: "1 of 3" },
  ],
  [
    "a Machine with a terminal error",
    status("cluster.x-k8s.io/v1beta1", "Machine", {
      phase: "Running",
      failureReason: "Gone",
      failureMessage: "gone",
    }),
    { state: "Failed", reason: "Gone", message: "gone" },
  ],

  // https://fluxcd.io/flux/components/kustomize/kustomizations/#conditions
  [
    "a suspended Kustomization",
    build("kustomize.toolkit.fluxcd.io/v1", "Kustomization", {
      spec: { suspend: true },
      status: { conditions: [good] },
    }),
    { state: "Paused" },
  ],
  [
    "a failing Kustomization that retries",
    of(
      "kustomize.toolkit.fluxcd.io/v1",
      "Kustomization",
      condition("Reconciling", "True", "ProgressingWithRetry", "again"),
      condition("Ready", "False", "BuildFailed", "no such file"),
    ),
    { state: "Failed", reason: "BuildFailed", message: "no such file" },
  ],
  [
    "a GitRepository whose fetch failed, with an older artifact",
    of(
      "source.toolkit.fluxcd.io/v1",
      "GitRepository",
      condition("FetchFailed", "True", "GitOperationFailed", "no route to host"),
      condition("Ready", "True", "Succeeded"),
    ),
    { state: "NeedsAttention", message: "no route to host" },
  ],
  [
    "a GitRepository with an outdated artifact",
    of(
      "source.toolkit.fluxcd.io/v1",
      "GitRepository",
      condition("ArtifactOutdated", "True", "NewRevision", "new"),
      condition("Ready", "True", "Succeeded"),
    ),
    { state: "Working" },
  ],

  // https://external-secrets.io/latest/api/externalsecret/
  [
    "an ExternalSecret whose secret cannot be read",
    of(
      "external-secrets.io/v1",
      "ExternalSecret",
      condition("Ready", "False", "SecretSyncedError", "no such key"),
    ),
    { state: "Failed", message: "no such key" },
  ],

  // https://github.com/knative/specs/blob/main/specs/serving/knative-api-specification-1.0.md#error-signalling
  [
    "a Knative Service whose revision is not ready yet",
    of("serving.knative.dev/v1", "Service", condition("Ready", "Unknown", "RevisionMissing", "deploying")),
    { state: "Working" },
  ],

  // https://keda.sh/docs/latest/reference/scaledobject-spec/
  [
    "an idle ScaledObject",
    of(
      "keda.sh/v1alpha1",
      "ScaledObject",
      condition("Ready", "True", "ScaledObjectReady"),
      condition("Active", "False", "ScalerNotActive"),
      condition("Fallback", "False", "NoFallbackFound"),
    ),
    { state: "Ready" },
  ],
  [
    "a ScaledObject in fallback",
    of(
      "keda.sh/v1alpha1",
      "ScaledObject",
      condition("Ready", "True", "ScaledObjectReady"),
      condition("Fallback", "True", "FallbackExists", "the metric cannot be read"),
    ),
    { state: "NeedsAttention", message: "the metric cannot be read" },
  ],

  // https://prometheus-operator.dev/docs/api-reference/api/
  [
    "a Prometheus with missing Pods",
    of(
      "monitoring.coreos.com/v1",
      "Prometheus",
      condition("Available", "Degraded", "SomePodsNotReady", "1 of 2"),
    ),
    { state: "NeedsAttention", reason: "SomePodsNotReady", message: "1 of 2" },
  ],

  // https://cloudnative-pg.io/documentation/current/
  [
    "a healthy PostgreSQL cluster",
    status("postgresql.cnpg.io/v1", "Cluster", { phase: "Cluster in healthy state", conditions: [good] }),
    { state: "Ready" },
  ],
  [
    "a PostgreSQL cluster whose backups fail",
    status("postgresql.cnpg.io/v1", "Cluster", {
      phase: "Cluster in healthy state",
      conditions: [
        good,
        condition("ContinuousArchiving", "False", "ContinuousArchivingFailing", "no bucket"),
      ],
    }),
    { state: "NeedsAttention", message: "no bucket" },
  ],
  [
    "a PostgreSQL cluster in a failover",
    status("postgresql.cnpg.io/v1", "Cluster", { phase: "Failing over" }),
    { state: "Working" },
  ],

  // https://tekton.dev/docs/pipelines/taskruns/#monitoring-execution-status
  [
    "a cancelled TaskRun",
    of("tekton.dev/v1", "TaskRun", condition("Succeeded", "False", "Cancelled", "stopped by ana")),
    { state: "Failed", message: "stopped by ana" },
  ],
  [
    "a running TaskRun",
    of("tekton.dev/v1", "TaskRun", condition("Succeeded", "Unknown", "Running")),
    { state: "Working" },
  ],

  // https://aws-controllers-k8s.github.io/community/docs/user-docs/resource-crud/
  [
    "a resource of AWS with a recoverable error",
    of(
      "s3.services.k8s.aws/v1alpha1",
      "Bucket",
      condition("ACK.ResourceSynced", "True"),
      condition("ACK.Recoverable", "True", "", "throttled"),
    ),
    { state: "NeedsAttention", message: "throttled" },
  ],

  // https://kubernetes.io/docs/reference/node/node-status/#condition
  [
    "a Node whose kubelet stopped reporting",
    of(
      "v1",
      "Node",
      condition("Ready", "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."),
    ),
    { state: "NeedsAttention", message: "Kubelet stopped posting node status." },
  ],
  [
    "a Node under pressure",
    of(
      "v1",
      "Node",
      condition("Ready", "True", "KubeletReady"),
      condition("DiskPressure", "True", "Full", "disk"),
    ),
    { state: "NeedsAttention", message: "disk" },
  ],
  [
    "a Node with an unknown bad condition",
    of(
      "v1",
      "Node",
      condition("Ready", "True"),
      condition("FrequentRestarts", "True", "Restarts", "5 times"),
    ),
    { state: "NeedsAttention", message: "5 times" },
  ],
  [
    "a cordoned Node",
    build("v1", "Node", { spec: { unschedulable: true }, status: { conditions: [good] } }),
    { state: "Paused" },
  ],

  // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
  [
    "a CustomResourceDefinition whose names are not accepted",
    of(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      condition("NamesAccepted", "False", "PluralConflict", "taken"),
      condition("Established", "False", "NotAccepted"),
    ),
    { state: "Failed", message: "taken" },
  ],
  [
    "a CustomResourceDefinition with a non-structural schema",
    of(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      condition("Established", "True", "InitialNamesAccepted"),
      condition("NonStructuralSchema", "True", "Violations", "spec.x: no type"),
    ),
    { state: "NeedsAttention", message: "spec.x: no type" },
  ],
  [
    "an APIService whose server is unavailable",
    of(
      "apiregistration.k8s.io/v1",
      "APIService",
      condition("Available", "False", "MissingEndpoints", "no endpoints"),
    ),
    { state: "NeedsAttention", message: "no endpoints" },
  ],
  [
    "a released PersistentVolume",
    status("v1", "PersistentVolume", { phase: "Released" }),
    { state: "NeedsAttention" },
  ],
  [
    "a CronJob whose last run failed",
    status("batch/v1", "CronJob", { lastScheduleTime: "2026-11-20T11:00:00Z", lastSuccessfulTime: AT }),
    { state: "NeedsAttention", reason: "LastRunFailed" },
  ],
  [
    "a CronJob whose last run is active",
    status("batch/v1", "CronJob", { lastScheduleTime: "2026-11-20T11:00:00Z", active: [{}] }),
    { state: "Ready" },
  ],
  [
    "a PodDisruptionBudget that allows no disruption of its single replica",
    status("policy/v1", "PodDisruptionBudget", {
      currentHealthy: 1,
      desiredHealthy: 1,
      conditions: [condition("DisruptionAllowed", "False", "InsufficientPods")],
    }),
    { state: "Ready" },
  ],
  [
    "a CertificateSigningRequest without an approval",
    build("certificates.k8s.io/v1", "CertificateSigningRequest", { status: {} }),
    { state: "HeldForApproval" },
  ],
  [
    "a VolumeAttachment with an error",
    status("storage.k8s.io/v1", "VolumeAttachment", {
      attached: false,
      attachError: { message: "no such disk" },
    }),
    { state: "NeedsAttention", message: "no such disk" },
  ],
  [
    "a VolumeSnapshot with an error",
    status("snapshot.storage.k8s.io/v1", "VolumeSnapshot", {
      readyToUse: false,
      error: { message: "no class" },
    }),
    { state: "NeedsAttention", message: "no class" },
  ],
];

describe("computeHealth for any kind", () => {
  it.each(GENERAL)("returns the health for %s", (_why, object, expected, facts) => {
    expect(computeHealth(object, facts)).toMatchObject(expected);
  });
});

describe("computeHealth for a known kind", () => {
  it.each(KINDS)("returns the health of %s", (_why, object, expected) => {
    expect(computeHealth(object)).toMatchObject(expected);
  });
});

it.each<[what: string, status: unknown, expected: string[]]>([
  [
    "reads the parents of a route",
    { parents: [parent("edge", accepted, resolved), parent("inner", accepted)] },
    ["edge Accepted", "edge ResolvedRefs", "inner Accepted"],
  ],
  [
    "uses the field as the subject of an object without a name",
    { v1beta2: { conditions: [good] } },
    ["v1beta2 Ready"],
  ],
  ["omits the conditions of the whole object", { conditions: [good] }, []],
  ["omits a history", { history: [{ name: "old", conditions: [good] }] }, []],
  ["accepts a missing status", undefined, []],
])("readNestedConditions %s", (_what, status, expected) => {
  const object = build("demo.dev/v1", "Widget", { status });
  expect(readNestedConditions(object).map(({ subject, type }) => `${subject} ${type}`)).toEqual(expected);
});

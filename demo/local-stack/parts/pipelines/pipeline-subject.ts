/** The object that a Kratix pipeline runs for, and the event that tells it of a failure. */
import type { PipelinePod, StepResult } from "#demo/local-stack/parts/pipelines/pipeline-pod";
import type { Manifest } from "#demo/platform/cluster";

/** A request, or a Promise, which has no namespace. */
export interface PipelineSubject {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string | undefined;
}

/**
 * The object that a pipeline's Job runs for. Current versions of Kratix name it in annotations; a Job in another
 * namespace than its request has no owner. Older versions set an owner only.
 */
export function findSubject(job: Manifest | undefined, namespace: string): PipelineSubject | undefined {
  const { annotations = {}, ownerReferences = [] } = job?.metadata ?? {};
  const read = (field: string) => annotations[`kratix.io/job-resource-${field}`] || undefined;
  const [apiVersion, kind, name] = [read("api-version"), read("kind"), read("name")];
  if (apiVersion && kind && name) return { apiVersion, kind, name, namespace: read("namespace") };
  const [owner] = ownerReferences;
  return owner && { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name, namespace };
}

/** The API server takes events about objects without a namespace in this one, and refuses them elsewhere. */
const CLUSTER_EVENTS = "default";

/** The event about a step that failed. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export function describeFailedStep(
  pod: PipelinePod,
  regarding: PipelineSubject & { uid?: string | undefined },
  failure: StepResult,
) {
  const { labels, name, uid } = pod.metadata;
  const note = `Pipeline ${labels["kratix.io/pipeline-name"]}, step ${failure.name}: ${failure.message}`;
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name: `${regarding.name}.${uid}`, namespace: regarding.namespace ?? CLUSTER_EVENTS },
    eventTime: failure.finishedAt.replace("Z", "000Z"),
    regarding,
    type: "Warning",
    reason: "PipelineFailed",
    action: "RunPipeline",
    note: note.slice(0, 1024),
    reportingController: "vitrine.dev/demo-pipeline-runner",
    reportingInstance: name,
  };
}

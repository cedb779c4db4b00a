import { buildNode, referenceKey } from "#lib/graph/graph-builder";
import { addPart, type Part, type Walk } from "#lib/graph/part";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { type Listed, listKind, type RequestWalk } from "#lib/graph/walkers/request-walk";
import { addWorks } from "#lib/graph/walkers/work-walker";
import { isDryRun } from "#lib/kratix/dry-run";
import { KRATIX_GROUP, KRATIX_LABELS, requestSelector } from "#lib/kratix/names";
import { computeJobHealth } from "#lib/kratix/pipeline-health";
import { currentRuns, isJobOf, latestRuns, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { podSelector } from "#lib/kratix/pipeline-pod";
import { computeRequestHealth, suspendedHealth } from "#lib/kratix/request-health";
import { isWorkOf } from "#lib/kratix/work";
import { readPipelines } from "#lib/kratix/workflow-status";
import type { KubernetesObject } from "#lib/kubernetes/types";

/**
 * Adds what Kratix created for a resource request: the Jobs of its pipelines, the Works that these wrote,
 * their placements and stores, and the delivered objects. Returns the delivered objects that were loaded and
 * are new to the graph. Never rejects: a failed read is the state of its node, a failed list a problem of the
 * graph.
 */
export async function addRequest(walk: Walk, part: Part): Promise<Part[]> {
  const workflow = walk.options.findWorkflow?.(part.type);
  if (!workflow) return [];
  const own = { ...walk, id: part.id, request: part.object, cluster: part.type.cluster, workflow };
  const [jobs, works] = await Promise.all([listJobs(own), listWorks(own)]);
  const pods = await listFailedPods(own, jobs);
  const now = (walk.options.now ?? Date.now)();
  const { configurePipelines, promise } = workflow;
  const evidence = { jobs: jobs?.objects, pods, works: works?.objects, configurePipelines, promise, now };
  walk.builder.setHealth(part.id, computeRequestHealth(part.object, evidence));
  const runs = jobs ? addJobs(own, jobs, pods) : [];
  // Kratix does not deliver the output of a dry run.
  const delivered = works && !isDryRun(part.object) ? await addWorks(own, works, runs) : [];
  return [...runs, ...delivered];
}

async function listJobs(walk: RequestWalk): Promise<Listed | undefined> {
  const jobs = await listKind(walk, { group: "batch", kind: "Job" }, requestLabels(walk));
  return jobs && { ...jobs, objects: jobs.objects.filter((job) => isJobOf(job, walk.request)) };
}

/**
 * Reads only Pods of failed runs, for the message of the failed step. Absent Pods, or no access to them, are
 * no problem.
 */
async function listFailedPods(
  walk: RequestWalk,
  jobs: Listed | undefined,
): Promise<readonly KubernetesObject[]> {
  const type = walk.loader.findType({ cluster: walk.cluster, group: "", kind: "Pod" });
  const failed = latestRuns((jobs?.objects ?? []).map(parsePipelineJob)).filter(
    ({ phase }) => phase === "Failed",
  );
  if (!type) return [];
  const pods = await mapConcurrently(failed, ({ name, namespace }) =>
    walk.loader.list(type, { namespace, labels: podSelector(name) }).catch(() => []),
  );
  return pods.flat();
}

async function listWorks(walk: RequestWalk): Promise<Listed | undefined> {
  const works = await listKind(walk, { group: KRATIX_GROUP, kind: "Work" }, requestLabels(walk));
  return works && { ...works, objects: works.objects.filter((work) => isWorkOf(work, walk.request)) };
}

function requestLabels({ request }: RequestWalk): Record<string, string> {
  const { labels, name } = request.metadata;
  return requestSelector(labels?.[KRATIX_LABELS.promiseName] ?? "", name);
}

/**
 * Returns the newest run of each pipeline. Earlier runs are not shown. A finished run whose pipeline Kratix
 * has suspended is shown as suspended: the Job succeeded, the pipeline did not.
 */
function addJobs(walk: RequestWalk, { type, objects }: Listed, pods: readonly KubernetesObject[]): Part[] {
  const { status, metadata } = walk.request;
  const pipelines = readPipelines(status, metadata.deletionTimestamp ? "delete" : "configure");
  const newest = currentRuns(latestRuns(objects.map(parsePipelineJob)), pipelines);
  const runs = new Map(newest.map((run) => [run.name, run]));
  const byName = new Map(objects.map((object) => [object.metadata.name, object]));
  for (const { metadata } of objects) {
    const { namespace, name } = metadata;
    if (!runs.has(name)) walk.past.add(referenceKey({ ...type, namespace, name }));
  }
  return newest.flatMap((run) => {
    const object = byName.get(run.name);
    if (!object) return [];
    const held = pipelines.find(({ name, phase }) => name === run.pipeline && phase === "Suspended");
    const health = held
      ? suspendedHealth(held, (walk.options.now ?? Date.now)())
      : computeJobHealth(run, pods);
    return addPart(walk, walk.id, "pipeline", { node: buildNode(object, type, health), object, type });
  });
}

/** Names in Kratix's API, in all its versions. https://docs.kratix.io/main/reference/intro */

export const KRATIX_GROUP = "platform.kratix.io";

export const KRATIX_LABELS = {
  promiseName: "kratix.io/promise-name",
  promiseVersion: "kratix.io/promise-version",
  resourceName: "kratix.io/resource-name",
  /** On Works of requests in another namespace; newer versions only. */
  resourceNamespace: "kratix.io/resource-namespace",
  pipelineName: "kratix.io/pipeline-name",
  work: "kratix.io/work",
  workloadGroup: "kratix.io/workload-group-id",
  paused: "kratix.io/paused",
  suspended: "kratix.io/workflow-suspended",
} as const;

/** Labels of Jobs that were renamed; the current name first. */
export const WORKFLOW_TYPE_LABELS = ["kratix.io/workflow-type", "kratix.io/work-type"] as const;
export const WORKFLOW_ACTION_LABELS = ["kratix.io/workflow-action", "kratix.io/work-action"] as const;
/** WorkPlacement label for "at a Destination that no longer matches"; the current name first. */
export const MISPLACED_LABELS = ["kratix.io/misplaced", "kratix.io/misscheduled"] as const;

/** Annotations of a pipeline's Job that name its request; absent in old versions. */
export const JOB_ANNOTATIONS = {
  namespace: "kratix.io/job-resource-namespace",
  name: "kratix.io/job-resource-name",
  kind: "kratix.io/job-resource-kind",
  apiVersion: "kratix.io/job-resource-api-version",
} as const;

/** The kind of a request preview, where the feature is switched on. */
export const DRY_RUN_KIND = { group: KRATIX_GROUP, kind: "DryRun" } as const;

/** True for a DryRun, of any version. */
export function isDryRunKind({ group, kind }: { group: string; kind: string }): boolean {
  return group === DRY_RUN_KIND.group && kind === DRY_RUN_KIND.kind;
}

/** The value of the first label that exists. */
export function firstLabel(
  labels: Readonly<Record<string, string>> | null | undefined,
  names: readonly string[],
): string | undefined {
  return names.map((name) => labels?.[name]).find((value) => value !== undefined);
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const MAX_LABEL_LENGTH = 63;

/**
 * Labels that every version of Kratix puts on the Jobs and Works of a request, for the list call. `isJobOf`
 * and `isWorkOf` then filter the result. A name too long for a label is left out, because the API server
 * refuses such a selector.
 */
export function requestSelector(promise: string, resource: string): Record<string, string> {
  const selector = { [KRATIX_LABELS.promiseName]: promise, [KRATIX_LABELS.resourceName]: resource };
  return Object.fromEntries(Object.entries(selector).filter(([, value]) => value.length <= MAX_LABEL_LENGTH));
}

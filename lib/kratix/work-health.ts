import { parseWorkPlacement } from "#lib/kratix/work";
import { readConditions } from "#lib/kubernetes/health/health";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

type Conditions = ReadonlyMap<string, Condition>;

/** Reason for a WorkPlacement of an old version, which does not report pending or failed writes. */
export const WRITE_NOT_REPORTED = "WriteNotReported";

/** The conditions by type. */
export function indexConditions(object: KubernetesObject): Conditions {
  return new Map(readConditions(object).map((condition) => [condition.type, condition]));
}

/** Health from a condition, with its time and reason, and our message where its own says less. */
export function healthOf(condition: Condition | undefined, state: Health["state"], message?: string): Health {
  const said = message ?? condition?.message;
  return {
    state,
    since: condition?.lastTransitionTime,
    reason: condition?.reason,
    message: said,
  };
}

/** "Ready" of a Work means scheduled. Only its WorkPlacements show whether it was written. */
export function computeWorkHealth(work: KubernetesObject): Health {
  const removing = removingHealth(work);
  if (removing) return removing;
  const conditions = indexConditions(work);
  const misplaced = misplacedHealth(conditions);
  if (misplaced) return misplaced;
  const scheduled = conditions.get("ScheduleSucceeded") ?? conditions.get("Scheduled");
  if (scheduled?.status === "False") {
    return healthOf(
      scheduled,
      "NeedsAttention",
      "No Destination matches the output of the pipeline. Ask the platform team to add a matching Destination.",
    );
  }
  const ready = conditions.get("Ready") ?? scheduled;
  if (!ready) return { state: "Waiting", message: "Kratix has not chosen a Destination yet." };
  return healthOf(ready, ready.status === "True" ? "Ready" : "Working");
}

/**
 * A WorkPlacement is Ready once its files are written: by its condition or, in old versions, by the version
 * of the written files.
 */
export function computeWorkPlacementHealth(object: KubernetesObject): Health {
  const removing = removingHealth(object);
  if (removing) return removing;
  const { destination, misplaced, versionId } = parseWorkPlacement(object);
  const conditions = indexConditions(object);
  const astray = misplacedHealth(conditions, misplaced);
  if (astray) return astray;
  const written = conditions.get("WriteSucceeded");
  if (written?.status === "False") {
    const cause = written.message ? `: ${written.message}` : ".";
    return healthOf(written, "Failed", `Writing to Destination ${destination} failed${cause}`);
  }
  if (written?.status === "True" || versionId) return healthOf(written, "Ready");
  return {
    state: "Working",
    reason: conditions.size > 0 ? conditions.get("Ready")?.reason : WRITE_NOT_REPORTED,
    message: `Being written to Destination ${destination}.`,
  };
}

function removingHealth({ metadata }: KubernetesObject): Health | undefined {
  return metadata.deletionTimestamp ? { state: "Removing", since: metadata.deletionTimestamp } : undefined;
}

/** `Misplaced` is `Misscheduled` in old versions. */
function misplacedHealth(conditions: Conditions, labelled = false): Health | undefined {
  const condition = conditions.get("Misplaced") ?? conditions.get("Misscheduled");
  if (condition?.status !== "True" && !labelled) return undefined;
  return healthOf(condition, "NeedsAttention", "The output is at a Destination that no longer matches.");
}

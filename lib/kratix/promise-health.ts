import { KRATIX_LABELS } from "#lib/kratix/names";
import { describeFailure } from "#lib/kratix/pipeline-health";
import { describeSuspension, formatTime } from "#lib/kratix/retry-message";
import { healthOf, indexConditions } from "#lib/kratix/work-health";
import { type PipelineStatus, readPipelines } from "#lib/kratix/workflow-status";
import { computeHealth } from "#lib/kubernetes/health/health";
import { readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/**
 * The health of a Promise: first its own workflow, which decides whether it serves requests; then its
 * requirements; then what it installs. The condition Available is False while any of these is unfinished.
 * https://docs.kratix.io/main/reference/promises/status
 */
export function computePromiseHealth(object: KubernetesObject, now = Date.now()): Health {
  const { metadata, status } = object;
  if (metadata.deletionTimestamp) return computeHealth(object);
  const conditions = indexConditions(object);
  if (metadata.labels?.[KRATIX_LABELS.paused] === "true") {
    return healthOf(conditions.get("Reconciled"), "Paused", "The platform team has paused this offer.");
  }
  return (
    judgeWorkflow(readPipelines(status, "configure"), conditions.get("ConfigureWorkflowCompleted"), now) ??
    judgeNeeds(conditions.get("RequirementsFulfilled")) ??
    judgeDelivery(conditions.get("WorksSucceeded")) ??
    judgeAvailability(object, conditions.get("Available"))
  );
}

function judgeWorkflow(
  pipelines: readonly PipelineStatus[],
  completed: Condition | undefined,
  now: number,
): Health | undefined {
  const find = (phase: PipelineStatus["phase"]) => pipelines.find((pipeline) => pipeline.phase === phase);
  const running = find("Running");
  if (running) {
    return { state: "Working", since: running.since, message: `Pipeline "${running.name}" is running.` };
  }
  const failed = find("Failed");
  if (failed) {
    const message = describeFailure(failed);
    return {
      state: "Failed",
      since: failed.since ?? completed?.lastTransitionTime,
      reason: "PipelineFailed",
      message,
    };
  }
  const held = find("Suspended");
  if (held) {
    const state = held.nextRetryAt ? "Waiting" : "HeldForApproval";
    const message = describeSuspension(held, "the Promise", now);
    return { state, since: held.since, reason: "WorkflowSuspended", message };
  }
  if (completed?.status !== "False") return undefined;
  // The condition is out of date where a rerun has reset the pipelines.
  if (completed.reason !== "ConfigureWorkflowFailed" || find("Pending"))
    return healthOf(completed, "Working");
  return healthOf(completed, "Failed");
}

function judgeNeeds(fulfilled: Condition | undefined): Health | undefined {
  return fulfilled?.status === "False" ? healthOf(fulfilled, "Waiting") : undefined;
}

function judgeDelivery(succeeded: Condition | undefined): Health | undefined {
  if (!succeeded || succeeded.status === "True") return undefined;
  if (succeeded.reason === "WorksFailing") return healthOf(succeeded, "Failed");
  return healthOf(succeeded, succeeded.status === "False" ? "NeedsAttention" : "Working");
}

function judgeAvailability({ status }: KubernetesObject, available: Condition | undefined): Health {
  if (available) return healthOf(available, available.status === "True" ? "Ready" : "Working");
  const word = readText(status, "kratix", "status") ?? readText(status, "status");
  if (word === "Available") return { state: "Ready" };
  if (word) return { state: "Working", reason: word };
  return { state: "Waiting", message: "Kratix has not processed this Promise yet." };
}

/**
 * Why a Promise is not healthy, for its card: the state of its own workflow, since when, and who can help. An
 * available Promise still serves requests when its last change has not reached it. Undefined for a healthy
 * Promise, and where no reason is known.
 */
export function describePromiseTrouble(
  { health: { state, message, since }, available }: { health: Health; available: boolean | undefined },
  owner: string,
  now = Date.now(),
): string | undefined {
  const isWell = state === "Ready" || state === "Paused" || state === "Removing" || state === "Unknown";
  if (isWell || !message) return undefined;
  const when = since ? `Since ${formatTime(since, now)}: ` : "";
  const said = /[.!?]$/.test(message) ? `${when}${message}` : `${when}${message}.`;
  const whom = owner || "the platform team";
  if (available && state === "Working") return `The platform is updating this offer. ${said}`;
  if (available) return `The platform's last change of this offer is not finished. ${said} Ask ${whom}.`;
  if (state === "Working") return `The platform is still preparing this offer. New requests wait. ${said}`;
  return `New requests wait until the platform team has fixed this offer. ${said} Ask ${whom}.`;
}

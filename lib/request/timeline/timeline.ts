import type { PullRequest } from "#lib/git/types";
import { readFailure } from "#lib/gitops/failure-message";
import type { SyncVerdict } from "#lib/gitops/sync-verdict";
import type { CausePart } from "#lib/graph/types";
import type { Health } from "#lib/kubernetes/types";
import { formatAge, untilOlder } from "#lib/request/timeline/age";
import type { Operation, TimelineStep } from "#lib/request/types";

/** The state of the object in the cluster. */
export type ObjectState =
  /** The portal has not read the cluster, or the cluster does not serve the kind. */
  | { state: "unknown"; message?: string }
  /** The person has no access to read it. */
  | { state: "hidden" }
  | { state: "absent" }
  | {
      state: "present";
      createdAt: string;
      deletedAt?: string;
      health: Health;
      /** The part that causes the health, where it is not healthy. */
      cause?: CausePart;
      controller?: string;
    };

export interface TimelineInput {
  pullRequest: PullRequest;
  operation: Operation;
  /** Path of the request's file. */
  path: string;
  /** The sync of the merge commit; ignored before the merge. */
  sync?: SyncVerdict;
  object: ObjectState;
  /** The later request that removed the object, if any. */
  removedBy?: { id: string; at: string };
  /** For a removal: the later request that created the object again, if any. */
  recreatedBy?: { id: string; at: string };
  /** RFC 3339. */
  now: string;
}

/** Longer than an agent usually takes; beyond it, waiting is reported as a problem. */
const SLOW_MS = 5 * 60_000;
/** The watch can lag behind the agent. */
const GRACE_MS = 30_000;

export interface RequestProgress {
  timeline: TimelineStep[];
  /** One state for the whole request. */
  health: Health;
  /** The part of the object that causes that state, if any. */
  cause?: CausePart;
}

/** Marks an open request that nobody can approve or merge, with the reason as a sentence. */
export function markBlocked<P extends Pick<RequestProgress, "timeline" | "health">>(
  progress: P,
  reason: string,
): P {
  const timeline = progress.timeline.map((step) =>
    step.status === "current" ? { ...step, message: "This request can't continue." } : step,
  );
  return { ...progress, health: { state: "NeedsAttention", message: reason }, timeline };
}

/**
 * The steps of a request, and one state for the whole with its cause. Pure: equal input gives equal output.
 */
export function buildTimeline(input: TimelineInput): RequestProgress {
  const { pullRequest } = input;
  const review = [openedStep(pullRequest), approvedStep(pullRequest), mergedStep(pullRequest)];
  if (pullRequest.state === "open") {
    return { timeline: [...review, ...laterSteps(input, "pending")], health: openHealth(pullRequest) };
  }
  if (pullRequest.state === "closed") {
    return { timeline: [...review, ...laterSteps(input, "skipped")], health: closedHealth(input) };
  }
  const { steps, health } = input.operation === "delete" ? buildRemovalSteps(input) : buildObjectSteps(input);
  const { object } = input;
  // The object's parts explain only the object's own state, not a state of Git or the agent.
  const cause = object.state === "present" && health === object.health ? object.cause : undefined;
  return { timeline: [...review, ...steps], health, ...(cause ? { cause } : {}) };
}

/**
 * Milliseconds until the clock alone changes the steps of a request; undefined where it never does. A request that is
 * not synced names its age, in its largest unit.
 * @param now milliseconds since 1970
 */
export function untilClockStep(
  { pullRequest: { state, mergedAt }, sync }: Pick<TimelineInput, "pullRequest" | "sync">,
  now: number,
): number | undefined {
  if (state !== "merged" || mergedAt === undefined || sync?.state === "failed") return undefined;
  if (sync?.state === "synced") {
    const left = Date.parse(sync.at ?? mergedAt) + GRACE_MS - now;
    return left > 0 ? left : undefined;
  }
  const age = Math.max(0, now - Date.parse(mergedAt));
  return age <= SLOW_MS ? SLOW_MS - age + 1 : untilOlder(age);
}

function openedStep({ number, createdAt, author }: PullRequest): TimelineStep {
  return {
    key: "opened",
    label: `Pull request #${number}`,
    status: "done",
    at: createdAt,
    actor: author.name,
  };
}

function approvedStep({ state, reviews, createdAt }: PullRequest): TimelineStep {
  const step = { key: "approved", label: "Approved" } as const;
  const approval = findApproval({ reviews });
  if (approval) {
    return {
      ...step,
      status: "done",
      at: approval.at,
      actor: approval.actor.name,
      message: approval.comment,
    };
  }
  if (state === "open")
    return {
      ...step,
      label: "Approval",
      status: "current",
      at: createdAt,
      message: "Waiting for someone with approval rights.",
    };
  const message = state === "merged" ? "Merged without an approval." : undefined;
  return { ...step, status: "skipped", message };
}

function mergedStep(pullRequest: PullRequest): TimelineStep {
  const step = { key: "merged", label: "Merged" } as const;
  const { state, mergedAt, mergedBy, closedAt, closedBy } = pullRequest;
  if (state === "merged") return { ...step, status: "done", at: mergedAt, actor: mergedBy?.name };
  if (state === "closed") {
    const message = "Closed without merging. Nothing was changed.";
    return { ...step, label: "Closed", status: "skipped", at: closedAt, actor: closedBy?.name, message };
  }
  const approval = findApproval(pullRequest);
  if (!approval) return { ...step, status: "pending" };
  return {
    ...step,
    status: "current",
    at: approval.at,
    message: "Waiting for someone with approval rights to merge the request.",
  };
}

function laterSteps({ operation }: TimelineInput, status: "pending" | "skipped"): TimelineStep[] {
  const steps: TimelineStep[] = [
    { key: "synced", label: "Synced", status },
    { key: "exists", label: existsLabel(operation), status },
  ];
  // A removed object never becomes ready, so a removal has no such step.
  return operation === "delete" ? steps : [...steps, { key: "ready", label: "Ready", status }];
}

function openHealth(pullRequest: PullRequest): Health {
  const message = findApproval(pullRequest)
    ? "Approved. Waiting for someone with approval rights to merge the request."
    : "Waiting for someone with approval rights.";
  return { state: "HeldForApproval", since: pullRequest.createdAt, message };
}

function closedHealth({ pullRequest, operation, object }: TimelineInput): Health {
  const by = pullRequest.closedBy ? ` by ${pullRequest.closedBy.name}` : "";
  const message = `Closed${by} without merging. Nothing was changed.`;
  // A declined change leaves the object unchanged, so the object's own state counts.
  const state = operation !== "create" && object.state === "present" ? object.health.state : "NotCreatedYet";
  return { state, since: pullRequest.closedAt, message };
}

interface ObjectProgress {
  steps: TimelineStep[];
  health: Health;
}

function buildObjectSteps(input: TimelineInput): ObjectProgress {
  const { object, removedBy, operation, pullRequest } = input;
  const synced = syncedStep(input);
  const exists = { key: "exists", label: existsLabel(operation) } as const;
  const ready: TimelineStep = { key: "ready", label: "Ready", status: "pending" };
  if (removedBy) {
    const message = `Request ${removedBy.id} removed the object again.`;
    const steps: TimelineStep[] = [
      { ...synced, status: "done", message: undefined },
      { ...exists, status: "skipped", at: removedBy.at, message },
      { ...ready, status: "skipped" },
    ];
    return { steps, health: { state: "Missing", since: removedBy.at, message } };
  }
  if (synced.status !== "done" && (operation === "update" || object.state !== "present")) {
    return { steps: [synced, { ...exists, status: "pending" }, ready], health: syncHealth(input, synced) };
  }
  if (object.state === "present") return buildPresentSteps(synced, object, operation);
  if (object.state === "absent") return buildAbsentSteps(input, synced);
  const health: Health =
    object.state === "hidden"
      ? { state: "NoAccess", message: "You don't have access to the object in the cluster." }
      : {
          state: "Unknown",
          since: pullRequest.mergedAt,
          message: object.message ?? "The portal can't read the object in the cluster.",
        };
  return { steps: [synced, { ...exists, status: "pending", message: health.message }, ready], health };
}

/**
 * The status of the last step; any other state counts as in progress. An object without reported state stays
 * there.
 */
const READY_STEP: Partial<Record<Health["state"], TimelineStep["status"]>> = {
  Ready: "done",
  Failed: "failed",
  Missing: "failed",
  Unknown: "skipped",
};

function buildPresentSteps(
  synced: TimelineStep,
  object: Extract<ObjectState, { state: "present" }>,
  operation: Operation,
): ObjectProgress {
  const { health, createdAt, controller } = object;
  const exists: TimelineStep = {
    key: "exists",
    label: existsLabel(operation),
    status: "done",
    // The object has only its creation time, so a change has no time.
    at: operation === "create" ? createdAt : undefined,
  };
  const waiting = synced.status === "done" ? "current" : "pending";
  const status = READY_STEP[health.state] ?? waiting;
  const ready: TimelineStep = {
    key: "ready",
    label: "Ready",
    status,
    at: health.since,
    actor: controller,
    message: status === "done" ? undefined : (health.message ?? health.reason),
  };
  return { steps: [synced, exists, ready], health };
}

function buildAbsentSteps(
  { pullRequest, sync, operation, now }: TimelineInput,
  synced: TimelineStep,
): ObjectProgress {
  const since = sync?.at ?? pullRequest.mergedAt;
  const fresh = elapsed(since, now) < GRACE_MS;
  const message = fresh
    ? "Applied a moment ago. The object is not in the cluster yet."
    : "Applied, but the object is not in the cluster. Someone may have removed it there.";
  const status = fresh ? "current" : "failed";
  const steps: TimelineStep[] = [
    synced,
    { key: "exists", label: existsLabel(operation), status, at: since, message },
    { key: "ready", label: "Ready", status: "pending" },
  ];
  return { steps, health: { state: fresh ? "Working" : "Missing", since, message } };
}

/**
 * For a removal, `exists` is done when the object is gone. A later object with the same name is another one.
 */
function buildRemovalSteps(input: TimelineInput): ObjectProgress {
  const { object, pullRequest, sync, now, recreatedBy } = input;
  const synced = syncedStep(input);
  const step = { key: "exists", label: existsLabel("delete") } as const;
  if (recreatedBy) {
    const message = `Request ${recreatedBy.id} created the object again.`;
    const steps: TimelineStep[] = [
      { ...synced, status: "done", message: undefined },
      { ...step, status: "done", at: recreatedBy.at, message },
    ];
    return { steps, health: { state: "Ready", since: recreatedBy.at, message } };
  }
  const isOther =
    object.state === "present" && Date.parse(object.createdAt) > Date.parse(pullRequest.mergedAt ?? now);
  if (object.state === "absent" || isOther) {
    const message = isOther ? "Since then, another object with the same name was created." : undefined;
    const gone: TimelineStep = { ...step, status: "done", message };
    const health: Health = {
      state: "Ready",
      since: sync?.at ?? pullRequest.mergedAt,
      message: "The object is gone.",
    };
    return synced.status === "failed"
      ? { steps: [synced, gone], health: syncHealth(input, synced) }
      : { steps: [synced, gone], health };
  }
  if (synced.status !== "done") {
    return { steps: [synced, { ...step, status: "pending" }], health: syncHealth(input, synced) };
  }
  if (object.state !== "present") {
    const message =
      object.state === "hidden" ? "You don't have access to the object in the cluster." : object.message;
    const state = object.state === "hidden" ? "NoAccess" : "Unknown";
    return { steps: [synced, { ...step, status: "pending", message }], health: { state, message } };
  }
  const message = object.deletedAt
    ? "The cluster is removing the object. Its controllers are still cleaning up."
    : (sync?.message ??
      `Applied, but the object is still there. ${sync?.agent || "The GitOps agent"} may be set not to remove objects.`);
  const since = object.deletedAt ?? sync?.at ?? pullRequest.mergedAt;
  const slow = object.deletedAt === undefined && elapsed(since, now) > GRACE_MS;
  const health: Health = { state: slow ? "NeedsAttention" : "Removing", since, message };
  return { steps: [synced, { ...step, status: "current", at: since, message }], health };
}

function syncedStep({ pullRequest, sync, path, now }: TimelineInput): TimelineStep {
  const step = { key: "synced", label: "Synced", actor: sync?.agent || undefined } as const;
  if (sync?.state === "synced") return { ...step, status: "done", at: sync.at };
  if (sync?.state === "failed") {
    const { message = "", agent, ofWhole = false } = sync;
    const { lead, whole, next } = readFailure(message, { agent, path, ofWhole });
    return { ...step, status: "failed", message: lead, details: whole, next };
  }
  const age = elapsed(pullRequest.mergedAt, now);
  const waiting = age > SLOW_MS ? `Merged ${formatAge(age)} ago and not synced yet.` : undefined;
  const message = [waiting, sync?.message ?? "Waiting for the GitOps agent."].filter(Boolean).join(" ");
  return { ...step, status: "current", at: pullRequest.mergedAt, message };
}

function syncHealth({ pullRequest, now }: TimelineInput, { status, message }: TimelineStep): Health {
  const since = pullRequest.mergedAt;
  if (status === "failed") return { state: "Failed", since, message };
  const slow = elapsed(since, now) > SLOW_MS;
  return { state: slow ? "NeedsAttention" : "Waiting", since, message };
}

function existsLabel(operation: Operation): string {
  return { create: "Created", update: "Changed", delete: "Gone" }[operation];
}

function findApproval({ reviews }: Pick<PullRequest, "reviews">) {
  return reviews.findLast(({ verdict }) => verdict === "approved");
}

function elapsed(since: string | undefined, now: string): number {
  return since === undefined ? 0 : Date.parse(now) - Date.parse(since);
}

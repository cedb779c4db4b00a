import { healthFromCondition } from "#lib/kubernetes/health/conditions";
import {
  FAILURE_MESSAGE,
  FAILURE_REASON,
  isFailing,
  reportsFailure,
} from "#lib/kubernetes/health/failure-text";
import { isProgressReason, type Polarity, readPolarity } from "#lib/kubernetes/health/polarity";
import type { Condition, Health, State } from "#lib/kubernetes/types";

/** Exceptions for the conditions of one kind. */
export interface ConditionProfile {
  /** Polarity of conditions whose name is misleading. */
  polarity?: Readonly<Record<string, Polarity>>;
  /** Polarity of every other condition that is not a summary. */
  others?: Polarity;
  /** Summaries that end the object's work: False is a failure, not a wait. */
  terminal?: readonly string[];
  /** Conditions that are False while the controller works, without a reason for it. */
  unfinished?: readonly string[];
}

/** Conditions that summarize the whole object, the most meaningful first. */
const SUMMARIES = [
  "Ready",
  "Available",
  "Healthy",
  "Established",
  "Succeeded",
  "Successful",
  "Complete",
  "Completed",
  "Reconciled",
  "Programmed",
  "Accepted",
];

/** Conditions that a controller sets when it gives up. They override good conditions. */
const FATAL = new Set(["Stalled", "Failed", "Failure", "Terminal"]);

/**
 * The functions are tried in turn. The first result decides, so its condition's reason and message are shown.
 */
type Judge = (set: ConditionSet) => Health | undefined;

interface ConditionSet {
  conditions: readonly Condition[];
  profile: ConditionProfile;
  summary: Condition | undefined;
  polarityOf(condition: Condition): Polarity;
}

const JUDGES: readonly Judge[] = [
  judgeFatal,
  judgeUnsynced,
  judgeFailedSummary,
  judgeBad,
  judgePaused,
  judgeLackingSummary,
  judgeContradiction,
  judgeProgress,
  judgeSummary,
  judgeWithoutSummary,
];

/**
 * Health from a set of conditions; undefined without conditions. A summary (Ready, Available, …) counts
 * unless another condition contradicts it. Reconciling and Stalled are read as in kstatus:
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
 */
export function judgeConditions(
  conditions: readonly Condition[],
  profile: ConditionProfile = {},
): Health | undefined {
  if (conditions.length === 0) return undefined;
  const polarityOf = ({ type }: Condition) => {
    const own = profile.polarity?.[type];
    if (own) return own;
    return profile.others && !SUMMARIES.includes(type) ? profile.others : readPolarity(type);
  };
  const summary = SUMMARIES.map((type) =>
    conditions.find((condition) => condition.type === type && polarityOf(condition) === "good"),
  ).find((condition) => condition !== undefined);
  const set = { conditions, profile, summary, polarityOf };
  for (const judge of JUDGES) {
    const health = judge(set);
    if (health) return health;
  }
  return undefined;
}

/**
 * Removes conditions of an earlier generation if newer ones exist: a controller that has seen the latest spec
 * has left the old ones behind. `stale` is true when all conditions with a generation are of an earlier one.
 */
export function dropStale(
  conditions: readonly Condition[],
  generation: number | undefined,
): { conditions: readonly Condition[]; stale: boolean } {
  const isBehind = ({ observedGeneration }: Condition) =>
    generation !== undefined && observedGeneration !== undefined && observedGeneration < generation;
  const current = conditions.filter((condition) => !isBehind(condition));
  const confirmed = current.some(({ observedGeneration }) => observedGeneration !== undefined);
  return { conditions: current, stale: current.length < conditions.length && !confirmed };
}

function isTrue(set: ConditionSet, polarity: Polarity) {
  return (condition: Condition) => condition.status === "True" && set.polarityOf(condition) === polarity;
}

function judgeFatal(set: ConditionSet): Health | undefined {
  const fatal = set.conditions.filter(isTrue(set, "bad")).find(({ type }) => FATAL.has(lastPart(type)));
  return fatal && healthFromCondition(fatal, "Failed");
}

/** `ACK.Terminal` and `example.com/Failed` are Terminal and Failed. */
function lastPart(type: string): string {
  return type.split(/[/.]/).at(-1) ?? type;
}

/** Crossplane and others: the latest change cannot be applied, even if the earlier version works. */
function judgeUnsynced({ conditions, polarityOf }: ConditionSet): Health | undefined {
  const unsynced = conditions.find(
    (condition) =>
      condition.type === "Synced" && condition.status === "False" && polarityOf(condition) === "good",
  );
  if (!unsynced) return undefined;
  if (unsynced.reason === "ReconcilePaused") return healthFromCondition(unsynced, "Paused");
  return healthFromCondition(unsynced, isProgressReason(unsynced.reason) ? "Working" : "NeedsAttention");
}

function judgeFailedSummary(set: ConditionSet): Health | undefined {
  const { summary, profile } = set;
  if (summary?.status !== "False") return undefined;
  const ended = profile.terminal?.includes(summary.type) ?? false;
  if (!ended && !isFailing(summary)) return undefined;
  // The summary often only refers to another condition, which has the cause.
  const deeper = summary.message ? undefined : findDetailedCondition(set);
  return healthFromCondition(deeper ?? summary, "Failed");
}

/** Another condition that is not True with a failure reason, or that is True and bad. */
function findDetailedCondition(set: ConditionSet): Condition | undefined {
  return set.conditions.find(
    (other) =>
      other !== set.summary &&
      set.polarityOf(other) !== "neutral" &&
      ((other.status !== "True" && set.polarityOf(other) !== "bad" && reportsFailure(other)) ||
        isTrue(set, "bad")(other)),
  );
}

/** Without a good condition the object is Failed. With one it works in part: NeedsAttention. */
function judgeBad(set: ConditionSet): Health | undefined {
  const bad = set.conditions.filter(isTrue(set, "bad"));
  const [telling = bad[0]] = bad.filter(({ message }) => message);
  if (!telling) return undefined;
  if (isProgressReason(telling.reason)) return healthFromCondition(telling, "Working");
  const broken = !set.conditions.some(isTrue(set, "good")) && !/degraded/i.test(telling.type);
  return healthFromCondition(telling, broken ? "Failed" : "NeedsAttention");
}

function judgePaused(set: ConditionSet): Health | undefined {
  const paused = set.conditions.find(isTrue(set, "paused"));
  return paused && healthFromCondition(paused, "Paused");
}

function judgeLackingSummary(set: ConditionSet): Health | undefined {
  const { summary } = set;
  if (!summary || summary.status === "True") return undefined;
  const going = set.conditions.find(isTrue(set, "removing"));
  if (going) return healthFromCondition(going, "Removing");
  const deeper = findDetailedCondition(set);
  if (deeper) return healthFromCondition(deeper, "NeedsAttention");
  const reconciling = summary.status === "Unknown" && !isFailing(summary) ? findProgress(set) : undefined;
  return healthFromCondition(reconciling ?? summary, lackingState(summary));
}

/** A reason that names neither a failure nor a step of work stays Working, as in kstatus. */
function lackingState(summary: Condition): State {
  const { type, status, reason = "", message = "" } = summary;
  if (isFailing(summary)) return "NeedsAttention";
  if (status !== "False" || isProgressReason(reason)) return "Working";
  const refused = type === "Accepted" || FAILURE_REASON.test(reason) || FAILURE_MESSAGE.test(message);
  return refused ? "NeedsAttention" : "Working";
}

/** A condition that contradicts a True or absent summary. */
function judgeContradiction(set: ConditionSet): Health | undefined {
  const contradictions = set.conditions.filter((condition) => contradicts(set, condition));
  const telling = contradictions.find(isFailing) ?? contradictions[0];
  if (!telling) return undefined;
  if (isFailing(telling)) return healthFromCondition(telling, "NeedsAttention");
  if (FAILURE_MESSAGE.test(telling.message ?? "")) return healthFromCondition(telling, "NeedsAttention");
  const unfinished =
    isProgressReason(telling.reason) ||
    set.profile.unfinished?.includes(telling.type) ||
    /^(completed?|done)$/i.test(lastPart(telling.type));
  const info = telling.severity === "Info";
  return healthFromCondition(telling, unfinished || info ? "Working" : "NeedsAttention");
}

function contradicts({ polarityOf }: ConditionSet, condition: Condition): boolean {
  const polarity = polarityOf(condition);
  if (condition.status === "Unknown") return polarity === "good" && isFailing(condition);
  if (condition.status !== "False") return false;
  // Knative marks conditions that do not affect Ready with severity Info.
  if (polarity === "good") return condition.severity !== "Info";
  // "Progressing=False" with ProgressDeadlineExceeded: the work has failed.
  return (
    (polarity === "optional" || polarity === "unknown" || polarity === "progress") &&
    (isFailing(condition) || FAILURE_REASON.test(condition.reason ?? ""))
  );
}

/** Progressing stays True on a finished Deployment, with a reason for it. */
const DONE =
  /available|complete|success|succeeded|healthy|deployed|stable|asexpected|finished|uptodate|ready/i;

function findProgress({ conditions, polarityOf }: ConditionSet): Condition | undefined {
  return conditions.find((condition) => {
    const { type, status, reason = "" } = condition;
    if (status !== "True") return false;
    // Ansible-based operators: Running is the reconciliation, with the reason Successful at its end.
    if (type === "Running")
      return reason === "Running" && conditions.some((other) => other.type === "Successful");
    return polarityOf(condition) === "progress" && (type === "Reconciling" || !DONE.test(reason));
  });
}

function judgeProgress(set: ConditionSet): Health | undefined {
  const going = set.conditions.find(isTrue(set, "removing"));
  if (going) return healthFromCondition(going, "Removing");
  const progress = findProgress(set);
  return progress && healthFromCondition(progress, "Working");
}

/** Complete=True with the reason JobFailed is a failure. */
function judgeSummary({ summary }: ConditionSet): Health | undefined {
  if (!summary) return undefined;
  const failed = readPolarity(summary.reason ?? "") === "bad";
  return healthFromCondition(summary, failed ? "NeedsAttention" : "Ready");
}

/**
 * Without a summary, a good condition that is True, or a bad one that is False, decides, unless another good
 * one is Unknown: an agent that stops responding leaves the others unchanged.
 */
function judgeWithoutSummary(set: ConditionSet): Health {
  const lost = set.conditions.find(
    (condition) => condition.status === "Unknown" && set.polarityOf(condition) === "good",
  );
  if (lost) return healthFromCondition(lost, isProgressReason(lost.reason) ? "Working" : "Unknown");
  const fine = set.conditions.find((condition) => isFine(set, condition));
  if (fine) return { state: "Ready", since: fine.lastTransitionTime, reason: fine.reason };
  const [first] = set.conditions;
  const message = first?.message || "No condition shows whether the object is healthy.";
  return { state: "Unknown", since: first?.lastTransitionTime, reason: first?.reason, message };
}

function isFine({ polarityOf }: ConditionSet, condition: Condition): boolean {
  const polarity = polarityOf(condition);
  if (polarity === "bad") return condition.status === "False";
  return condition.status === "True" && (polarity === "good" || polarity === "optional");
}

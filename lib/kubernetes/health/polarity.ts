/**
 * The meaning of a condition's status, from the condition's name. The API conventions leave the polarity to
 * the author: "Ready" and "MemoryPressure" are both valid names.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export type Polarity =
  /** True is good. False contradicts a summary that says Ready. */
  | "good"
  /** True is good. False is a problem only with a failure reason: `Active` is False when idle. */
  | "optional"
  /** True is bad. */
  | "bad"
  /** True means a controller is changing the object. */
  | "progress"
  /** True means that the object is paused on purpose. */
  | "paused"
  /** True means that the object is being removed. */
  | "removing"
  /** Not about health, whatever its status. */
  | "neutral"
  | "unknown";

const WORDS: Readonly<Record<Exclude<Polarity, "neutral" | "unknown">, string>> = {
  good: `accepted admitted applied available bound complete completed configured connected converged deployed
    done established fulfilled healthy initialized installed offered programmed provided provisioned ready reachable reconciled registered
    reserved resolved responsive satisfied stable succeeded success successful synced synchronized valid validated verified`,
  optional: `active allowed approved attached authorized created enabled issued joined loaded online operational
    published released recovered remediated running scheduled started updated conformant compliant`,
  bad: `aborted blocked broken conflict conflicted conflicting conflicts corrupt corrupted crashed crashing dangling
    deadlock degraded denied detached disconnected drift drifted error errored errors evicted exceeded exhausted
    expired failed failing fail failure failures fallback fault faulty forbidden insufficient invalid lost
    misconfigured mismatch mismatched misplaced misscheduled missing offline outdated overloaded pressure problem
    problems refused rejected stalled stuck terminal timeout unauthorized unavailable unhealthy unreachable unready
    unschedulable unsupported violated violation violations`,
  progress: `bootstrapping creating deploying initializing installing issuing migrating pending preparing processing
    progressing provisioning rebalancing reconciling remediating resizing restarting restoring resuming rolling scaling
    syncing updating upgrading`,
  paused: "cordoned hibernated hibernating hibernation paused stopped suspended",
  removing: "deleting deprovisioning destroying removing terminating",
};

const POLARITY_OF = new Map(
  Object.entries(WORDS).flatMap(([polarity, words]) =>
    words.split(/\s+/).map((word) => [word, polarity as keyof typeof WORDS] as const),
  ),
);

/** Names whose words are misleading. */
const EXCEPTIONS: Readonly<Record<string, Polarity>> = {
  // A newer version exists; the running one is fine.
  UpdateAvailable: "neutral",
  UpgradeAvailable: "neutral",
  NewVersionAvailable: "neutral",
  // An additional remark, as Strimzi writes it.
  Warning: "neutral",
  OutOfSync: "bad",
  OutOfDate: "bad",
  OutOfMemory: "bad",
  OutOfDisk: "bad",
  // Grafana's operator and the Vertical Pod Autoscaler: the target does not exist.
  NoMatchingInstance: "bad",
  NoPodsMatched: "bad",
  TimedOut: "bad",
  NonStructuralSchema: "bad",
  PartiallyInvalid: "bad",
};

const OPPOSITES: Partial<Record<Polarity, Polarity>> = { good: "bad", optional: "bad", bad: "good" };

/**
 * The polarity of a condition from its name. The last known word decides ("ErrorResolved" is good,
 * "ReplicaFailure" is bad), and "Not" or "No" before it inverts it ("NotReady", "NoErrors"). A prefix such as
 * `example.com/` or `ACK.` is ignored.
 */
export function readPolarity(type: string): Polarity {
  const name = type.split(/[/.]/).at(-1) ?? type;
  const exception = EXCEPTIONS[name];
  if (exception) return exception;
  const words = splitWords(name);
  const last = words.findLastIndex((word) => POLARITY_OF.has(word));
  const polarity = POLARITY_OF.get(words[last] ?? "");
  if (!polarity) return "unknown";
  const turned = /^(not?|non)$/.test(words[last - 1] ?? "");
  return turned ? (OPPOSITES[polarity] ?? "unknown") : polarity;
}

/** Lower-case words of a CamelCase, snake_case, kebab-case or spaced name. An acronym is one word. */
export function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

const FAILING =
  /fail|error|^err[A-Z]|invalid|denied|forbidden|backoff|crash|exceeded|conflict|cannot|unhealthy|notaccepted|rejected|refused|unauthorized|unsupported|unreachable|timed?out|notpermitted|notallowed|exhausted|insufficient|expired|degraded|stalled|broken|mismatch|abort/i;

/** True when a reason (or a word of a status) describes a failure. */
export function isFailingReason(reason: string | undefined): boolean {
  return FAILING.test(reason ?? "");
}

const ON_ITS_WAY =
  /ing$|^(in)?progress|wait|pending|creat|provision|initiali[sz]|rollout|notyet|queued|schedul|^starting|^new/i;
/**
 * "UnpackingPackage": an activity and its object. "MissingEndpoints" has the same form and is an exception.
 */
const DOING = /^(?!Missing|Nothing|Existing|Warning|Nonexisting)[A-Z][a-z]+ing(?=[A-Z])/;

/** True when a reason describes automatic work in progress, and never for a failure reason. */
export function isProgressReason(reason = ""): boolean {
  return !isFailingReason(reason) && (ON_ITS_WAY.test(reason) || DOING.test(reason));
}

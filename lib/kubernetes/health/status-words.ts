import { isFailingReason, splitWords } from "#lib/kubernetes/health/polarity";
import { isRecord, readField, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Health, KubernetesObject, State } from "#lib/kubernetes/types";

/** Words of one status, each with the state that it means. The first row with a matching word decides. */
const STATES: readonly [state: State, words: string][] = [
  ["Removing", "deleting terminating removing destroying deprovisioning uninstalling deleted"],
  [
    "NeedsAttention",
    `abnormal degraded unavailable unhealthy unready unreachable inaccessible incompatible partially partial drifted outofsync
      offline disconnected blocked missing warning yellow impaired rolledback stale uncertain warn noncompliant attention inconsistent inconclusive orphaned`,
  ],
  [
    "Failed",
    "lost rejected aborted red crashed dead err broken corrupted expired faulted cancelled canceled killed unable",
  ],
  ["Paused", "paused suspended cordoned stopped stopping disabled hibernated hibernating inactive sleeping"],
  ["Waiting", "waiting queued requiresapproval"],
  [
    "Working",
    `pending creating provisioning updating progressing progress initializing starting installing upgrading scaling
      connecting deploying reconciling scheduling building processing preparing restoring migrating rebooting restarting resizing
      modifying configuring applying bootstrapping syncing recovering verifying planning instantiating setting joining
      new accepting backing binding importing exporting cloning switching promoting finalizing`,
  ],
  [
    "Ready",
    `ready running active available bound succeeded success successful completed complete healthy ok green
      established deployed installed synced synchronized online up normal provisioned created initialized applied
      accepted valid attached connected published enabled stable finished done current operational live updated
      configured reconciled atlatestknown insync uptodate idle registered verified known`,
  ],
];

const STATE_OF = STATES.flatMap(([state, words]) =>
  words.split(/\s+/).map((word) => [word, state] as const),
).reduce((map, [word, state]) => (map.has(word) ? map : map.set(word, state)), new Map<string, State>());

/** Phrases whose single words are misleading: CloudNativePG fails over to another instance and continues. */
const PHRASES: Readonly<Record<string, State>> = { "failing over": "Working" };

/**
 * The state of one word or phrase of a status: "Running", "CREATE_FAILED", "Cluster in healthy state".
 * Undefined for unknown words.
 */
function readStateWord(text: string): State | undefined {
  const words = splitWords(text);
  const whole = PHRASES[words.join(" ")] ?? STATE_OF.get(words.join(""));
  if (whole) return whole;
  if (words.some((word) => isFailingReason(word))) return "Failed";
  if (words[0] === "not" || words[0] === "no" || words[0] === "un") return "NeedsAttention";
  const states = words.map((word) => STATE_OF.get(word)).filter((state) => state !== undefined);
  return STATES.map(([state]) => state).find((state) => states.includes(state));
}

/** Fields of an object in the status with one word for the whole. */
const NESTED: readonly (readonly string[])[] = [
  ["health", "status"],
  ["ceph", "health"],
  ["applicationState", "state"],
  ["jobStatus", "state"],
  ["lastOperation", "state"],
  // MySQL's operator, the operators of HCP Terraform and Pulumi, OLM's CatalogSource, Fleet, Volcano.
  ["cluster", "status"],
  ["runStatus", "status"],
  ["lastUpdate", "state"],
  ["connectionState", "lastObservedState"],
  ["display", "state"],
  ["state", "phase"],
];

/**
 * Names of fields with one word for the whole: `phase`, `state`, `printableStatus`, `PostgresClusterStatus`,
 * and Longhorn's `robustness`.
 */
const NAMED = /(status|state|phase|health|robustness)$|^compliant$|^lastOperationStatus$/i;
const PAST = /^(last|previous|old|desired|target|expected)/i;
/** Fields that describe the whole object, whatever their word. */
const PLAIN = /^(phase|state|status|health)$/;

const REASONS = [
  "message",
  "reason",
  "errorMessage",
  "failureMessage",
  "statusReason",
  "description",
  "error",
];

/**
 * Health from a word of the status, the worst of several: `status.phase`, `status.state`,
 * `status.health.status` (Argo CD), or a flag such as `status.ready`. An unknown word gives Unknown.
 * Undefined where the status has none of these fields.
 */
export function judgeStatusWords({ status }: KubernetesObject): Health | undefined {
  if (!isRecord(status)) return undefined;
  const worst = readWords(status).toSorted((a, b) => rank(a.state) - rank(b.state))[0];
  if (!worst) return judgeFlag(status);
  return { state: worst.state, reason: worst.word, message: readReason(status, worst) };
}

interface StatusWord {
  word: string;
  state: State;
}

function readWords(status: Record<string, unknown>): StatusWord[] {
  const own = Object.entries(status).flatMap(([field, value]): StatusWord[] => {
    const named = NAMED.test(field) && (!PAST.test(field) || field === "lastOperationStatus");
    if (!named || typeof value !== "string" || value === "") return [];
    const state = readStateWord(value) ?? (PLAIN.test(field) ? "Unknown" : undefined);
    return state ? [{ word: value, state }] : [];
  });
  const nested = NESTED.flatMap((path): StatusWord[] => {
    const word = readText(status, ...path);
    return word ? [{ word, state: readStateWord(word) ?? "Unknown" }] : [];
  });
  return [...nested, ...own];
}

function readReason(status: object, { word, state }: StatusWord): string | undefined {
  const nested =
    readText(status, "health", "message") ??
    joinTexts(readField(status, "health", "issues")) ??
    readText(status, "state", "message") ??
    readText(status, "lastUpdate", "message") ??
    readText(status, "applicationState", "errorMessage");
  const said = nested ?? readFirst(status);
  if (said !== undefined || state !== "Unknown") return said;
  return `The object reports "${word}". The portal doesn't know this state.`;
}

function readFirst(status: object): string | undefined {
  return REASONS.map((field) => readText(status, field) ?? joinTexts(readField(status, field))).find(
    (text) => text !== undefined,
  );
}

/** Percona's operators and Kargo write a list of texts. */
function joinTexts(value: unknown): string | undefined {
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  return texts.length > 0 ? texts.join("; ") : undefined;
}

function judgeFlag(status: object): Health | undefined {
  const message = readFirst(status);
  // Controllers that check or apply a configuration report nothing else: Vault's, CloudNativePG's.
  const failed = ["valid", "applied"].find((field) => readField(status, field) === false);
  if (failed)
    return {
      state: "NeedsAttention",
      message: message ?? `The controller reports that the object is not ${failed}.`,
    };
  const flags = ["ready", "readyToUse", "valid", "applied"].map((field) => readField(status, field));
  const ready = flags.find((flag) => typeof flag === "boolean");
  if (ready === undefined) return undefined;
  if (ready) return { state: "Ready", message };
  return { state: "Working", message: message ?? "The object is not ready yet." };
}

/** `status.error`, a text or an object with a message, as VolumeSnapshots have it, and Cluster API's terminal errors. */
export function judgeError({ status }: KubernetesObject): Health | undefined {
  const message =
    readText(status, "error") ?? readText(status, "error", "message") ?? readText(status, "failureMessage");
  return message
    ? { state: "NeedsAttention", reason: readText(status, "failureReason"), message }
    : undefined;
}

/** `spec.paused`, `spec.suspend`: the controller does not change the object. */
export function judgeSuspension({ spec }: KubernetesObject): Health | undefined {
  const field = ["paused", "suspend", "suspended"].find((name) => readField(spec, name) === true);
  return field ? { state: "Paused", message: `The object is paused: spec.${field} is set.` } : undefined;
}

/** Replica counts in the status, in a Deployment's format. */
export function judgeReplicas({ spec, status }: KubernetesObject): Health | undefined {
  const want = readNumber(spec, "replicas");
  const have = readNumber(status, "readyReplicas") ?? readNumber(status, "availableReplicas");
  if (want === undefined || have === undefined || have >= want) return undefined;
  return { state: "Working", message: `${have} of ${want} replicas are ready.` };
}

const ORDER: readonly State[] = [
  "Failed",
  "NeedsAttention",
  "Removing",
  "Paused",
  "Waiting",
  "Working",
  "Ready",
  "Unknown",
];

function rank(state: State): number {
  return ORDER.indexOf(state);
}

/**
 * The worst of several results for one object. Of equal ones the first, so the most meaningful source must
 * come first. Unknown comes last, so another result counts instead.
 */
export function pickWorst(verdicts: readonly (Health | undefined)[]): Health | undefined {
  return verdicts
    .filter((verdict) => verdict !== undefined)
    .toSorted((a, b) => rank(a.state) - rank(b.state))[0];
}

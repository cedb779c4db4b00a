import { isRecord, readField, readItems, readText } from "#lib/kubernetes/objects/field";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** Rules for operators whose status has details beyond conditions and phase. */

/**
 * `istioctl analyze` in the cluster writes configuration problems beside a condition that stays True.
 * https://istio.io/latest/docs/reference/config/analysis/
 */
export function judgeAnalysis({ status }: KubernetesObject): Health | undefined {
  const messages = readItems(status, "validationMessages");
  const worst =
    messages.find((item) => readText(item, "level") === "ERROR") ??
    messages.find((item) => readText(item, "level") === "WARNING");
  if (worst === undefined) return undefined;
  const name = readText(worst, "type", "name");
  const code = readText(worst, "type", "code");
  return {
    state: "NeedsAttention",
    reason: code,
    message: `Istio's analysis reports ${name ?? "a problem"}${code ? ` (${code})` : ""}.`,
  };
}

/**
 * A trigger that cannot be read scales nothing, while Ready stays True.
 * https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export function judgeTriggers({ status }: KubernetesObject): Health | undefined {
  const health = readField(status, "health");
  if (!isRecord(health)) return undefined;
  const [failing] = Object.entries(health).find(([, value]) => readText(value, "status") === "Failing") ?? [];
  return failing === undefined
    ? undefined
    : { state: "NeedsAttention", reason: "Failing", message: `The trigger ${failing} cannot be read.` };
}

/**
 * A connector runs its own tasks. A failed task shows only in its state.
 * https://strimzi.io/docs/operators/latest/deploying#con-connector-status-str
 */
export function judgeConnector({ status }: KubernetesObject): Health | undefined {
  const connector = readField(status, "connectorStatus", "connector");
  const tasks = readItems(readField(status, "connectorStatus"), "tasks");
  const parts: [name: string, part: unknown][] = [
    ["The connector", connector],
    ...tasks.map((task, index): [string, unknown] => [`Task ${index}`, task]),
  ];
  const failed = parts.find(([, part]) => readText(part, "state") === "FAILED");
  if (failed) {
    const [name, part] = failed;
    const [trace] = (readText(part, "trace") ?? "").split("\n", 1);
    const message = trace ? `${name} failed: ${trace}` : `${name} failed.`;
    return { state: "NeedsAttention", reason: "FAILED", message };
  }
  return readText(connector, "state") === "PAUSED"
    ? { state: "Paused", reason: "PAUSED", message: "The connector is paused." }
    : undefined;
}

/** A template that does not compile has its errors in each Pod's report. https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates */
export function judgeTemplate({ status }: KubernetesObject): Health | undefined {
  const [error] = readItems(status, "byPod").flatMap((pod) => readItems(pod, "errors"));
  if (error !== undefined) {
    return { state: "Failed", reason: readText(error, "code"), message: readText(error, "message") };
  }
  const created = readField(status, "created");
  if (typeof created !== "boolean") return undefined;
  return created
    ? { state: "Ready" }
    : { state: "Working", message: "Gatekeeper has not created the kind of this constraint yet." };
}

/** Ceph's checks explain its summary. https://docs.ceph.com/en/latest/rados/operations/health-checks/ */
export function judgeCeph({ status }: KubernetesObject): Health | undefined {
  const word = readText(status, "ceph", "health");
  if (word !== "HEALTH_WARN" && word !== "HEALTH_ERR") return undefined;
  const details = readField(status, "ceph", "details");
  const checks = isRecord(details) ? Object.entries(details) : [];
  const [name, check] = checks.find(([, value]) => readText(value, "severity") === word) ?? checks[0] ?? [];
  const said = readText(check, "message");
  const state = word === "HEALTH_ERR" ? "Failed" : "NeedsAttention";
  return { state, reason: name ?? word, message: said ?? `Ceph reports ${word}.` };
}

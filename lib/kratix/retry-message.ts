import type { PipelineStatus } from "#lib/kratix/workflow-status";

/** The time of day of an RFC 3339 time, in UTC: a server does not know the reader's zone. With the day where it is another. */
export function formatTime(time: string, now: number): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  const text = new Date(at).toISOString();
  const today = new Date(now).toISOString().slice(0, 10) === text.slice(0, 10);
  return today ? `${text.slice(11, 16)} UTC` : `${text.slice(11, 16)} UTC on ${text.slice(0, 10)}`;
}

/** Label that keeps a suspended workflow where it is; Kratix goes on once it is removed. */
const RELEASE = "remove the label kratix.io/workflow-suspended";

/**
 * What a suspended pipeline waits for: the time of its next try, which Kratix keeps by itself, or someone who releases
 * it. `of` names the object that carries the label.
 * https://docs.kratix.io/main/reference/workflows
 */
export function describeSuspension(
  { name, message, attempts, nextRetryAt }: PipelineStatus,
  of: string,
  now: number,
): string {
  if (nextRetryAt) {
    const retry = attempts ? `retry ${attempts}` : "the next retry";
    const said = message ? `: ${message}` : ".";
    return `Pipeline "${name}" waits for ${retry} at ${formatTime(nextRetryAt, now)}${said}`;
  }
  const said = message ? closeSentence(message) : `Pipeline "${name}" waits to be released.`;
  return `${said} To release it, ${RELEASE} from ${of} in the cluster, or ask the platform team.`;
}

function closeSentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

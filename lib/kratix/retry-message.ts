import type { PipelineStatus } from "#lib/kratix/workflow-status";

/**
 * The time of an RFC 3339 time in UTC, because the server does not know the reader's time zone. With the
 * date, if it is another day.
 */
export function formatTime(time: string, now: number): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  const text = new Date(at).toISOString();
  const today = new Date(now).toISOString().slice(0, 10) === text.slice(0, 10);
  return today ? `${text.slice(11, 16)} UTC` : `${text.slice(11, 16)} UTC on ${text.slice(0, 10)}`;
}

/** The label of a suspended workflow. Kratix continues once it is removed. */
const RELEASE = "remove the label kratix.io/workflow-suspended";

/**
 * Describes what a suspended pipeline waits for: its next automatic retry, or someone who releases it. `of`
 * names the object with the label. https://docs.kratix.io/main/reference/workflows
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
  const said = message
    ? closeSentence(message)
    : `Pipeline "${name}" is suspended until someone releases it.`;
  return `${said} To release it, ${RELEASE} from ${of} in the cluster, or ask the platform team.`;
}

function closeSentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

import { formatJson } from "#lib/exact-json";
import { showMarks } from "#lib/manifest/direction-marks";
import type { RequestObject } from "#lib/request/context";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldChange, Operation } from "#lib/request/types";

const VERBS: Record<Operation, string> = { create: "Create", update: "Change", delete: "Remove" };
const REQUESTS: Record<Operation, string> = {
  create: "requests",
  update: "requests a change of",
  delete: "requests the removal of",
};
const MAX_CHANGES = 30;
const MAX_VALUE = 80;

/** "Create PostgreSQL orders-db in team-a" */
export function formatTitle(operation: Operation, offer: string, object: RequestObject): string {
  return oneLine(`${VERBS[operation]} ${offer} ${formatPlace(object)}`);
}

/** The body of a pull request: who requests what, for people. Trailers for programs follow. */
export function formatBody(
  operation: Operation,
  offer: string,
  object: RequestObject,
  person: string,
  changes: readonly FieldChange[],
): string {
  const sentence = oneLine(`${person} ${REQUESTS[operation]} ${offer} ${formatPlace(object)}.`);
  if (operation === "delete" || changes.length === 0) return sentence;
  const lines = changes.slice(0, MAX_CHANGES).map((change) => `- ${formatChange(operation, change)}`);
  const left = changes.length - lines.length;
  return [sentence, "", ...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join("\n");
}

/**
 * The confirmations in a pull request's body, for reviewers on the Git host; empty where there are none. Path
 * and reason are code spans, so that Markdown and mentions in them have no effect.
 */
export function formatNoSecrets(person: string, noSecrets: readonly NoSecret[]): string {
  if (noSecrets.length === 0) return "";
  const lines = noSecrets.map(({ path, reason = "" }) => {
    const place = path === "" ? "a comment" : formatCode(path);
    return `- ${place}: ${formatCode(reason)}`;
  });
  const sentence = oneLine(`These values look like secrets. ${person} confirms that they are not:`);
  return [sentence, "", ...lines].join("\n");
}

/** A Markdown code span that its content cannot end. */
function formatCode(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'")}\``;
}

function formatChange(operation: Operation, { label, before, after }: FieldChange): string {
  const value =
    operation === "create" ? formatValue(after) : `${formatValue(before)} → ${formatValue(after)}`;
  return `${oneLine(label)}: ${value}`;
}

function formatValue(value: unknown): string {
  if (value === undefined) return "not set";
  const text = oneLine(typeof value === "string" && value !== "" ? value : formatJson(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

export function formatPlace({ name, namespace }: RequestObject): string {
  return namespace === undefined ? name : `${name} in ${namespace}`;
}

/** Text from a person stays on one line, so that it cannot become a trailer. */
function oneLine(text: string): string {
  return showMarks(text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim());
}

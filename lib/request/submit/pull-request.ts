/** The branch and the pull request of a planned request. */
import { createHash } from "node:crypto";
import { formatJson } from "#lib/exact-json";
import type { GitActor, OpenPullRequestInput } from "#lib/git/types";
import { formatPlace, listPathVariables, type RequestEntry, type RequestObject } from "#lib/request/object";
import type { RequestPlan } from "#lib/request/plan/plan";
import { leaveOutConfirmed } from "#lib/request/secrets";
import { oneLine } from "#lib/request/submit/one-line";
import {
  type RequestTemplates,
  renderBranch,
  renderLine,
  renderText,
  type TextVariables,
} from "#lib/request/submit/text-template";
import { formatTrailers, type NoSecret, type RequestTrailers } from "#lib/request/trailers";
import type { FieldChange, Operation } from "#lib/request/types";

const VERBS: Record<Operation, string> = { create: "Create", update: "Change", delete: "Remove" };
const REQUESTS: Record<Operation, string> = {
  create: "requests",
  update: "requests a change of",
  delete: "requests the removal of",
};
/** The value of `{action}`. */
const ACTIONS: Record<Operation, string> = { create: "create", update: "change", delete: "remove" };
const MAX_CHANGES = 30;
const MAX_VALUE = 80;
const HASH_LENGTH = 8;

export interface BranchInput {
  operation: Operation;
  object: RequestObject;
  path: string;
  /** The new content of the file; null for a removal. */
  content: string | null;
  /** The blob that the change started from; null for a new file. */
  base: string | null;
  /** Number of the pull request that it replaces. */
  replaces?: number | undefined;
  /** The names between the portal's prefix and the hash; default `<operation>/<namespace>/<plural>/<name>`. */
  names?: ((id: string) => string) | undefined;
}

/**
 * `vitrine/<operation>/<namespace>/<plural>/<name>-<hash>`. A new object has one branch, whatever its
 * content. The host creates a branch only once, so two people cannot request one object at the same time. A
 * request that replaces another one has its own branch. For a change or removal, the hash includes the
 * content. Names are RFC 1123, which Git allows everywhere except at the end (`.lock`), where the hash is.
 */
export function nameBranch({ operation, object, path, content, base, replaces, names }: BranchInput): string {
  const { cluster, group, kind, namespace = "_cluster", plural, name } = object;
  const other = replaces === undefined ? [] : [replaces];
  const place = [operation, cluster, group, kind, namespace, name, path, ...other];
  const identity = operation === "create" ? place : [...place, content, base];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, HASH_LENGTH);
  return `vitrine/${names?.(hash) ?? `${operation}/${namespace}/${plural}/${name}`}-${hash}`;
}

/** The hash of a branch that `nameBranch` named: the variable `{id}` of templates. */
export function readBranchId(branch: string): string {
  return branch.slice(-HASH_LENGTH);
}

/** Who asks for which offer, the marks of their Idempotency-Key, and the id of their HTTP request. */
interface Submission extends Pick<RequestTrailers, "operation" | "key" | "input" | "requestId" | "adopts"> {
  entry: RequestEntry;
  actor: GitActor;
  /** The hash of the branch. */
  id: string;
  templates?: RequestTemplates | undefined;
}

/** Title, body and commit message: for people, with trailers for programs. Errors as `formatTrailers`. */
export function describeChange(
  { object, noSecrets, preview: { path, changes } }: RequestPlan,
  { operation, entry, actor, id, templates = {}, ...marks }: Submission,
): Pick<OpenPullRequestInput, "title" | "body" | "message"> & { labels: string[] } {
  const trailers = formatTrailers({ operation, entry: entry.id, object, path, ...marks, noSecrets });
  const ownTitle = marks.adopts
    ? oneLine(`Adopt ${entry.title} ${formatPlace(object)}`)
    : formatTitle(operation, entry.title, object);
  const shown = leaveOutConfirmed(changes, noSecrets);
  const ownBody = formatBody(operation, entry.title, object, actor.name, shown);
  const place = { ...listTextVariables(operation, entry, object, actor.name, id), title: ownTitle };
  const variables = { ...place, body: ownBody };
  const title = renderLine("title", templates.title ?? "{title}", variables) || ownTitle;
  const words = renderText(templates.body ?? "{body}", { ...variables, title });
  const finish = (text: string) =>
    [text, formatNoSecrets(actor.name, noSecrets), `${trailers}\n`]
      .filter((part) => part !== "")
      .join("\n\n");
  // The commit message has the words of the body, unless its own template has others.
  const message = renderText(templates.message ?? "{title}\n\n{body}", { ...variables, title, body: words });
  const labels = (templates.labels ?? []).map((label) => renderLine("label", label, { ...variables, title }));
  return { title, body: finish(words), message: finish(message || title), labels: labels.filter(Boolean) };
}

/** The name of the branch of a planned request, by the configured template if there is one. */
export function nameRequestBranch(
  input: Omit<BranchInput, "names">,
  { entry, actor, templates }: Pick<Submission, "entry" | "actor" | "templates">,
): string {
  const { branch: template } = templates ?? {};
  if (template === undefined) return nameBranch(input);
  const { operation, object } = input;
  const names = (id: string) =>
    renderBranch(template, listTextVariables(operation, entry, object, actor.id, id));
  return nameBranch({ ...input, names });
}

/** The variables of templates, without the title and the body. */
function listTextVariables(
  operation: Operation,
  entry: RequestEntry,
  object: RequestObject,
  author: string,
  id: string,
): TextVariables {
  const { owner = "", labels: _, ...place } = listPathVariables(object, entry);
  return { ...place, owner, action: ACTIONS[operation], author, id, offer: entry.title, title: "", body: "" };
}

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
function formatNoSecrets(person: string, noSecrets: readonly NoSecret[]): string {
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

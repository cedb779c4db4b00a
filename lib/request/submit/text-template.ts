/** Templates of the texts of a pull request: its title, body, commit message, branch and labels. */
import { oneLine } from "#lib/request/submit/one-line";

/** Values of variables. The path template has the ones about the place under the same names. */
const PLACE = [
  "cluster",
  "namespace",
  "group",
  "version",
  "kind",
  "plural",
  "name",
  "entry",
  "owner",
] as const;
const COMMON = [...PLACE, "action", "author", "id"] as const;
const LINE = [...COMMON, "offer", "title"] as const;
const TEXT = [...LINE, "body"] as const;

/** The variables that each kind of text can have. */
const VARIABLES = { branch: COMMON, title: LINE, label: LINE, body: TEXT, message: TEXT } as const;

type TemplateKind = keyof typeof VARIABLES;
/** The configured texts of a request. Absent ones are those of the portal. */
export interface RequestTemplates {
  title?: string | undefined;
  body?: string | undefined;
  message?: string | undefined;
  branch?: string | undefined;
  labels?: readonly string[] | undefined;
}

export type TextVariables = Readonly<Record<(typeof TEXT)[number], string>>;

/** GitHub and Gitea refuse longer titles, and Gitea adds a prefix to a draft. */
const MAX_TITLE = 240;
/** GitHub's longest label: https://docs.github.com/en/rest/issues/labels#create-a-label */
const MAX_LABEL = 50;
/** GitHub accepts 65,536 characters of a body, which include the trailers. */
const MAX_TEXT = 20_000;
/** With prefix and hash, the name of the branch stays within the 100 characters of Gitea. */
const MAX_BRANCH = 80;

/** Why a template cannot be used, as a phrase; undefined for a valid one. */
export function findTemplateProblem(kind: TemplateKind, template: string): string | undefined {
  const parts = template.split(/\{([^{}]*)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const text = parts.filter((_, index) => index % 2 === 0).join("");
  const known: readonly string[] = VARIABLES[kind];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) return `{${unknown}} is not a variable here: use ${known.join(", ")}`;
  if (/[{}]/.test(text)) return "a brace is not closed";
  if (template.trim() === "") return "it is empty";
  if (kind === "branch") return findBranchProblem(template);
  const isText = kind === "body" || kind === "message";
  const visible = isText ? text.replaceAll(/\r?\n/g, "") : text;
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(visible)) return "it has a control or invisible character";
  const sample = template.replaceAll(/\{[^{}]*\}/g, "x");
  if (disarmTrailers(sample) !== sample) return "only the portal writes lines that start with Vitrine-";
  return undefined;
}

function findBranchProblem(template: string): string | undefined {
  const sample = template.replaceAll(/\{[^{}]*\}/g, "x");
  if (!/^[\w./-]+$/.test(sample)) return "use letters, digits, dots, hyphens, underscores and slashes";
  return formatBranch(sample) === sample ? undefined : "it is not the name of a branch";
}

/** One line of at most 240 characters, of 50 for a label. Empty where all variables are empty. */
export function renderLine(kind: "title" | "label", template: string, variables: TextVariables): string {
  return shorten(oneLine(fill(template, variables, oneLine)), kind === "title" ? MAX_TITLE : MAX_LABEL);
}

/**
 * A text of at most 20,000 characters. A value stays on its line, except for `{body}`, and no line can pass for a
 * trailer of the portal.
 */
export function renderText(template: string, variables: TextVariables): string {
  const filled = fill(template, variables, (value, name) => (name === "body" ? value : oneLine(value)));
  const lines = filled.split(/\r?\n/).map((line) => line.trimEnd());
  const text = disarmTrailers(lines.join("\n").replaceAll(/\n{3,}/g, "\n\n"));
  return shorten(text.trim(), MAX_TEXT);
}

/** The part of a branch between the portal's prefix and the hash: always valid there, at most 80 characters. */
export function renderBranch(template: string, variables: TextVariables): string {
  // A value never adds a folder.
  const part = (value: string) => value.replaceAll("/", "-");
  const branch = formatBranch(fill(template, variables, part)).slice(0, MAX_BRANCH);
  return formatBranch(branch) || "request";
}

/** The rules of https://git-scm.com/docs/git-check-ref-format, and no character with a meaning in a shell. */
function formatBranch(text: string): string {
  const parts = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").split("/");
  const safe = parts.map((part) =>
    part
      .replaceAll(/[^\w.-]+/g, "-")
      .replaceAll(/\.{2,}/g, ".")
      .replace(/^[.-]+/, "")
      .replace(/[.-]+$/, "")
      .replace(/\.lock$/i, "-lock"),
  );
  return safe.filter((part) => part !== "").join("/");
}

type Clean = (value: string, name: string) => string;

/** Fills in each variable once: braces in a value mean nothing. */
function fill(template: string, variables: TextVariables, clean: Clean): string {
  const values = new Map<string, string>(Object.entries(variables));
  return template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => clean(values.get(name) ?? "", name));
}

/** Writes a line that would be a trailer of the portal, such as `Vitrine-Author: …`, as text. */
function disarmTrailers(text: string): string {
  return text.replaceAll(/^([^\S\n]*)(vitrine)-(?=[\w-]*\s*:)/gim, "$1$2 ");
}

/** Cuts between characters, so that none is halved. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

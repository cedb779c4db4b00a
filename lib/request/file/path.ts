import { PortalError } from "#lib/errors";
import { assertPath, findPathProblem, findReservedPath } from "#lib/git/path";

/** Values for a path. An absent one is an error only where the template has its variable. */
export interface PathVariables {
  cluster: string;
  /** `_cluster` for a cluster-scoped kind. */
  namespace: string;
  /** `core` for the core group. */
  group: string;
  version: string;
  /** Lower case. */
  kind: string;
  plural: string;
  name: string;
  /** Catalog entry id; `none` where there is no offer. */
  entry: string;
  /** Name of the Promise, or of the definition of another offer. */
  promise?: string | undefined;
  /** Owner of the offer. */
  owner?: string | undefined;
  /** Team of the person who requests. */
  team?: string | undefined;
  /** Labels of the namespace, for `{label:key}`. */
  labels?: Readonly<Record<string, string>> | undefined;
}

export interface PathTemplate {
  /** True where a path contains labels of the namespace. */
  hasLabels: boolean;
  /** @throws PortalError `invalid` where a value is missing, or the values do not give a safe path */
  render(variables: PathVariables): string;
  /** The variables in a path, without labels; undefined for a path of another shape. */
  match(path: string): Partial<Omit<PathVariables, "labels">> | undefined;
}

/**
 * How new objects are laid out in files: each in a file of its own, as documents of the file that the path template
 * names, or each in a file of its own that the kustomization of its folder lists.
 */
export const FILE_LAYOUTS = ["file", "documents", "kustomization"] as const;

export type FileLayout = (typeof FILE_LAYOUTS)[number];

export const DEFAULT_PATH_TEMPLATE = "{cluster}/{namespace}/{plural}.{group}/{name}.yaml";

const SAMPLE = {
  cluster: "cluster",
  namespace: "namespace",
  group: "example.org",
  version: "v1",
  kind: "kind",
  plural: "kinds",
  name: "name",
  entry: "entry",
  promise: "promise",
  owner: "owner",
  team: "team",
} satisfies PathVariables;

/** `{label:key}`: the value of a label of the namespace. */
const LABEL = "label:";
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

interface Parts {
  /** The texts around the variables: one more than there are variables. */
  texts: readonly string[];
  names: readonly string[];
}

function splitTemplate(template: string): Parts {
  const parts = template.split(/\{([^{}]*)\}/);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    names: parts.filter((_, index) => index % 2 === 1),
  };
}

/**
 * Why a template cannot be used, as a phrase; undefined for a valid one.
 * @param layout with `documents`, the template can lack `{name}`
 */
export function findPathTemplateProblem(template: string, layout: FileLayout = "file"): string | undefined {
  const { texts, names } = splitTemplate(template);
  const unknown = names.find((name) => !isVariable(name));
  if (unknown !== undefined)
    return `{${unknown}} is not a variable. Use ${Object.keys(SAMPLE).join(", ")}, or label:key`;
  if (texts.some((text) => /[{}]/.test(text))) return "a brace is not closed";
  if (layout !== "documents" && !names.includes("name"))
    return "{name} is missing, so all objects would share one file";
  const sample = fill({ texts, names }, (name) => readOwn(SAMPLE, name) ?? "label");
  return findPathProblem(sample) ?? findReservedPath(sample);
}

/** @throws PortalError `misconfigured` as `findPathTemplateProblem` */
export function compilePathTemplate(template: string, layout: FileLayout = "file"): PathTemplate {
  const problem = findPathTemplateProblem(template, layout);
  if (problem !== undefined) throw misconfigured(template, problem);
  const parts = splitTemplate(template);
  const pattern = buildPattern(parts);

  return {
    hasLabels: parts.names.some((name) => name.startsWith(LABEL)),
    render(variables) {
      const path = fill(parts, (name) => requireValue(name, variables));
      assertPath(path);
      const reserved = findReservedPath(path);
      if (reserved === undefined) return path;
      throw new PortalError("invalid", {
        detail: `The portal cannot write to ${path}: ${reserved}.`,
        suggestion: "Choose another name.",
      });
    },
    match(path) {
      const groups = pattern.exec(path)?.groups;
      return groups === undefined ? undefined : { ...groups };
    },
  };
}

function isVariable(name: string): boolean {
  return name.startsWith(LABEL) ? LABEL_KEY.test(name.slice(LABEL.length)) : Object.hasOwn(SAMPLE, name);
}

function fill({ texts, names }: Parts, read: (name: string) => string): string {
  return texts
    .map((text, index) => {
      const name = names[index];
      return name === undefined ? text : text + read(name);
    })
    .join("");
}

function readOwn(values: object, name: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(values, name)?.value;
  return typeof value === "string" ? value : undefined;
}

/** A value fills one segment of the path and never adds folders. */
function requireValue(name: string, variables: PathVariables): string {
  const label = name.startsWith(LABEL) ? name.slice(LABEL.length) : undefined;
  const value = label === undefined ? readOwn(variables, name) : readOwn(variables.labels ?? {}, label);
  if (!value) throw missing(name, label, variables);
  if (!value.includes("/")) return value;
  throw new PortalError("invalid", {
    detail: `The ${name} ${JSON.stringify(value)} cannot be part of a path.`,
  });
}

function missing(name: string, label: string | undefined, { namespace }: PathVariables): PortalError {
  const [lacks, fix] =
    label !== undefined
      ? [`The namespace ${namespace} has no label ${label}`, "Ask the platform team to add the label."]
      : name === "team"
        ? ["None of your groups is a team", "Ask the platform team to add you to a team."]
        : [`This request has no ${name}`, "Ask the platform team to set it, or to change the path template."];
  return new PortalError("invalid", {
    detail: `${lacks}, and the path of the file in Git contains it.`,
    suggestion: fix,
  });
}

function buildPattern({ texts, names }: Parts): RegExp {
  const source = texts.map((text, index) => {
    const name = names[index];
    if (name === undefined) return escapePattern(text);
    const first = names.indexOf(name);
    const group = name.startsWith(LABEL) ? `label${first}` : name;
    if (first < index) return `${escapePattern(text)}\\k<${group}>`;
    // A plural or kind has no dot, so the first dot separates it from the group.
    return `${escapePattern(text)}(?<${group}>${name === "plural" || name === "kind" ? "[^/.]+" : "[^/]+"})`;
  });
  return new RegExp(`^${source.join("")}$`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function misconfigured(template: string, problem: string): PortalError {
  return new PortalError("misconfigured", {
    detail: `The path template ${JSON.stringify(template)} can't be used: ${problem}.`,
    suggestion: `Correct the template in the portal's configuration. The default is ${DEFAULT_PATH_TEMPLATE}.`,
  });
}

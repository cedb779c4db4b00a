import { PortalError } from "#lib/errors";
import { assertPath, findPathProblem, findReservedPath } from "#lib/git/path";

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
}

export interface PathTemplate {
  /** @throws PortalError `invalid` where the values do not give a safe path */
  render(variables: PathVariables): string;
  /** The variables in a path; undefined for a path of another shape. */
  match(path: string): Partial<PathVariables> | undefined;
}

/**
 * How new objects are laid out in files: each in a file of its own, as documents of the file that the path template
 * names, or each in a file of its own that the kustomization of its folder lists.
 */
export const FILE_LAYOUTS = ["file", "documents", "kustomization"] as const;

export type FileLayout = (typeof FILE_LAYOUTS)[number];

export const DEFAULT_PATH_TEMPLATE = "{cluster}/{namespace}/{plural}.{group}/{name}.yaml";

const SAMPLE: PathVariables = {
  cluster: "cluster",
  namespace: "namespace",
  group: "example.org",
  version: "v1",
  kind: "kind",
  plural: "kinds",
  name: "name",
  entry: "entry",
};

/**
 * @param layout with `documents`, the template can lack `{name}`
 * @throws PortalError `misconfigured` for an unknown variable, an unsafe path, or a template without `{name}`
 */
export function compilePathTemplate(template: string, layout: FileLayout = "file"): PathTemplate {
  const parts = template.split(/\{([^{}]*)\}/);
  const names = parts.filter((_, index) => index % 2 === 1).map((name) => assertVariable(template, name));
  const texts = parts.filter((_, index) => index % 2 === 0);
  const unbalanced = texts.find((text) => /[{}]/.test(text));
  if (unbalanced !== undefined) throw misconfigured(template, "a brace is not closed");
  if (layout !== "documents" && !names.includes("name"))
    throw misconfigured(template, "{name} is missing, so all objects would share one file");
  const fill = (variables: PathVariables) =>
    texts
      .map((text, index) => text + (index < names.length ? variables[names[index] ?? "name"] : ""))
      .join("");
  const sample = fill(SAMPLE);
  const problem = findPathProblem(sample) ?? findReservedPath(sample);
  if (problem !== undefined) throw misconfigured(template, problem);
  const pattern = buildPattern(texts, names);

  return {
    render(variables) {
      for (const name of names) assertValue(name, variables[name]);
      const path = fill(variables);
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

/** A variable fills one segment of the path and never adds folders. */
function assertValue(name: string, value: string): void {
  if (value !== "" && !value.includes("/")) return;
  throw new PortalError("invalid", {
    detail: `The ${name} ${JSON.stringify(value)} cannot be part of a path.`,
  });
}

function buildPattern(texts: readonly string[], names: readonly (keyof PathVariables)[]): RegExp {
  const source = texts.map((text, index) => {
    const name = names[index];
    if (name === undefined) return escapePattern(text);
    if (names.indexOf(name) < index) return `${escapePattern(text)}\\k<${name}>`;
    // A plural or kind has no dot, so the first dot separates it from the group.
    return `${escapePattern(text)}(?<${name}>${name === "plural" || name === "kind" ? "[^/.]+" : "[^/]+"})`;
  });
  return new RegExp(`^${source.join("")}$`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function assertVariable(template: string, name: string): keyof PathVariables {
  for (const known of [
    "cluster",
    "namespace",
    "group",
    "version",
    "kind",
    "plural",
    "name",
    "entry",
  ] as const) {
    if (known === name) return known;
  }
  throw misconfigured(template, `{${name}} is not a variable. Use ${Object.keys(SAMPLE).join(", ")}`);
}

function misconfigured(template: string, problem: string): PortalError {
  return new PortalError("misconfigured", {
    detail: `The path template ${JSON.stringify(template)} can't be used: ${problem}.`,
    suggestion: `Correct the template in the portal's configuration. The default is ${DEFAULT_PATH_TEMPLATE}.`,
  });
}

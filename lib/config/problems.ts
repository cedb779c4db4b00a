import { z } from "zod";
import { settings } from "#lib/config/settings";
import { type Problem, type Source, VARIABLES } from "#lib/config/source";
import { type FieldError, PortalError } from "#lib/errors";

/** The problems that zod found, with one problem for each unknown key. */
export function listProblems(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => describeUnknown(issue.path, key));
    // zod reports an absent key as a wrong type.
    const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
    return [{ path: issue.path, message: issue.message, ...(isMissing ? { kind: "missing" } : {}) }];
  });
}

/**
 * The error for a wrong configuration. Its detail is the first problem, its `errors` are all of them. Each names
 * the variable, or the file, line and key, and the expected value. None contains a value, which may be secret.
 */
export function misconfigured(problems: readonly Problem[], source: Source): PortalError {
  const errors = problems.map((problem) => explain(problem, source));
  const [first] = errors;
  const [problem] = problems;
  const inFile = problem && problem.kind !== "not-set" && source.placeOf(problem.path) !== undefined;
  return new PortalError("misconfigured", {
    detail: first?.message ?? "The configuration can't be read.",
    suggestion:
      problem?.fix ??
      (inFile
        ? "Correct the configuration file, then start the portal again."
        : "Set it in the environment of the portal, then start the portal again."),
    errors,
  });
}

function explain(problem: Problem, source: Source): FieldError {
  const { path, kind } = problem;
  const [key = "", ...rest] = path.map(String);
  const place = kind === "not-set" ? undefined : source.placeOf(path);
  const variable = source.variableOf(path) ?? (place === undefined ? VARIABLES.get(key)?.name : undefined);
  const text = explainKind(problem, variable ?? path.join("."), variable ? rest.join(".") : "");
  const { description } = findSchema(path);
  const expected = kind === "unknown" || kind === "open" || !description ? "" : `. Expected: ${description}.`;
  return {
    path: `/${[variable ?? key, ...(kind === "open" ? [] : rest)].join("/")}`,
    message: `${place ? `${place}: ` : ""}${text}${expected}`,
    source: "portal",
  };
}

/**
 * @param subject the variable, or the keys in the file
 * @param below the keys inside of a variable
 */
function explainKind({ path, kind, message }: Problem, subject: string, below: string): string {
  const at = below && ` at ${below}`;
  if (kind === "open" || path.length === 0) return message;
  if (kind === "not-set") return `${subject} is not set`;
  if (kind === "missing") return below ? `${subject} has no ${below}` : `${subject} is missing`;
  if (kind === "unknown") {
    return below
      ? `${subject} has an unknown key, ${below}. ${message}`
      : `${subject} is an unknown key. ${message}`;
  }
  return `${subject} is wrong${at} (${message})`;
}

interface SchemaNode {
  description?: string | undefined;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

const schemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    properties: z.record(z.string(), schemaNode).optional(),
    items: schemaNode.optional(),
    anyOf: z.array(schemaNode).optional(),
    oneOf: z.array(schemaNode).optional(),
  }),
);

/** The keys that an object at the path can have, and the nearest description of the path. */
function findSchema(path: readonly PropertyKey[]): { keys: string[]; description: string | undefined } {
  let nodes = [schemaNode.parse(z.toJSONSchema(settings, { io: "input" }))];
  let description: string | undefined;
  for (const key of path) {
    nodes = nodes
      .flatMap(listVariants)
      .flatMap(
        ({ properties, items }) =>
          properties?.[String(key)] ?? (typeof key === "number" ? items : undefined) ?? [],
      );
    description = nodes.find((node) => node.description)?.description ?? description;
  }
  const keys = nodes.flatMap(listVariants).flatMap(({ properties = {} }) => Object.keys(properties));
  return { keys: [...new Set(keys)], description };
}

function listVariants(node: SchemaNode): SchemaNode[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(listVariants)];
}

function describeUnknown(parent: readonly PropertyKey[], key: string): Problem {
  const { keys } = findSchema(parent);
  const similar = keys.find((known) => distance(known.toLowerCase(), key.toLowerCase()) <= 2);
  return {
    path: [...parent, key],
    kind: "unknown",
    message: similar ? `Did you mean ${similar}?` : `Known keys are ${keys.join(", ")}.`,
    fix: `${similar ? `Write ${similar}` : "Remove it"}, then start the portal again.`,
  };
}

/** The number of letters to add, remove or replace between two short words. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, otherLetter] of [...other].entries()) {
      const replaced = (row[at] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

import { z } from "zod";
import { settings } from "#lib/config/settings";
import { type Problem, type Source, VARIABLES } from "#lib/config/source";
import { type FieldError, PortalError } from "#lib/errors";

/** The problems that zod found, with one problem for each unknown key. */
export function listProblems(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue): Problem[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key], message: explainUnknown(issue.path, key) }))
      : [{ path: issue.path, message: issue.message }],
  );
}

/**
 * The error for a wrong configuration. Its detail is the first problem, its `errors` are all of them. Each names
 * the variable, or the file, line and key, and the expected value. None contains a value, which may be secret.
 */
export function misconfigured(problems: readonly Problem[], source: Source): PortalError {
  const errors = problems.map((problem) => explain(problem, source));
  const [first] = errors;
  const inFile = problems[0] && source.placeOf(problems[0].path) !== undefined;
  return new PortalError("misconfigured", {
    detail: first?.message ?? "The configuration can't be read.",
    suggestion: inFile
      ? "Correct the configuration file, then start the portal again."
      : "Set it in the environment of the portal, then start the portal again.",
    errors,
  });
}

function explain({ path, message, isMissing }: Problem, source: Source): FieldError {
  const [key = "", ...rest] = path.map(String);
  const variable = source.variableOf(path) ?? (isMissing ? VARIABLES.get(key)?.name : undefined);
  const place = isMissing ? undefined : source.placeOf(path);
  const expected = findSchema(path).description;
  const subject = variable ?? path.join(".");
  const at = variable && rest.length > 0 ? ` at ${rest.join(".")}` : "";
  const problem = isMissing ? message : `is wrong${at} (${message})`;
  const text = [place && `${place}:`, subject, subject ? problem : message].filter(Boolean).join(" ");
  return {
    path: `/${[variable ?? key, ...rest].join("/")}`,
    message: expected === undefined ? `${text}.` : `${text}. Expected: ${expected}.`,
    source: "portal",
  };
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

function explainUnknown(parent: readonly PropertyKey[], key: string): string {
  const { keys } = findSchema(parent);
  const similar = keys.find((known) => distance(known.toLowerCase(), key.toLowerCase()) <= 2);
  if (similar) return `unknown key; did you mean ${similar}?`;
  return `unknown key; known are ${keys.join(", ")}`;
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

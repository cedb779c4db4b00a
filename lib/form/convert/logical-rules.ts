/**
 * `allOf`, `anyOf`, `oneOf` and `not` of a structural schema. They may only constrain fields that the same
 * node declares, so the form validates them and shows no widget for them.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { convertConstraints } from "#lib/form/convert/constraints";
import { isExactFormat } from "#lib/schema/formats/formats";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { convertType, isIntOrStringChoice } from "#lib/schema/structural/value-type";

const MAX_DEPTH = 20;
const RULES = ["allOf", "anyOf", "oneOf", "not"] as const;

/**
 * The node's rules as draft-07 schemas; all of them must hold. A rule that the browser cannot check exactly
 * is left out.
 */
export function convertRules(node: JsonRecord): RJSFSchema[] {
  // Most nodes have no rules, and a large API has thousands of nodes.
  if (!RULES.some((keyword) => node[keyword] !== undefined)) return [];
  const anyOf = isIntOrStringChoice(node.anyOf) ? undefined : node.anyOf;
  return [...listOf(node.allOf), { anyOf }, { oneOf: node.oneOf }, { not: node.not }]
    .map((rule) => convertRule(rule, 0))
    .filter((rule) => rule !== undefined)
    .filter((rule) => Object.keys(rule).length > 0);
}

// Undefined where any part is not exact: inside `not` or `oneOf`, half a rule would refuse values that the
// server accepts.
function convertRule(rule: unknown, depth: number): RJSFSchema | undefined {
  if (!isRecord(rule) || depth > MAX_DEPTH) return undefined;
  const constraints = convertConstraints(rule);
  if (rule.pattern !== undefined && constraints.pattern === undefined) return undefined;
  if (!isExactFormat(rule.format)) return undefined;
  const parts = [
    convertLists(rule, depth),
    convertNested(rule, depth),
    convertMembers(rule, depth),
    Array.isArray(rule.required) ? { required: rule.required } : {},
    typeof rule.type === "string" ? { type: convertType(rule, rule.type) } : {},
  ];
  return parts.some((part) => part === undefined) ? undefined : Object.assign({}, constraints, ...parts);
}

function convertLists(rule: JsonRecord, depth: number): RJSFSchema | undefined {
  const result: RJSFSchema = {};
  for (const key of ["allOf", "anyOf", "oneOf"] as const) {
    if (rule[key] === undefined) continue;
    const branches = listOf(rule[key]).map((branch) => convertRule(branch, depth + 1));
    const exact = branches.filter((branch) => branch !== undefined);
    if (exact.length === 0 || exact.length < branches.length) return undefined;
    result[key] = exact;
  }
  return result;
}

function convertNested(rule: JsonRecord, depth: number): RJSFSchema | undefined {
  const result: RJSFSchema = {};
  for (const key of ["not", "items", "additionalProperties"] as const) {
    if (rule[key] === undefined) continue;
    const nested = convertRule(rule[key], depth + 1);
    if (!nested) return undefined;
    result[key] = nested;
  }
  return result;
}

function convertMembers(rule: JsonRecord, depth: number): RJSFSchema | undefined {
  if (rule.properties === undefined) return {};
  if (!isRecord(rule.properties)) return undefined;
  const members: [string, RJSFSchema][] = [];
  for (const [name, member] of Object.entries(rule.properties)) {
    const converted = convertRule(member, depth + 1);
    if (!converted) return undefined;
    members.push([name, converted]);
  }
  return { properties: Object.fromEntries(members) };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

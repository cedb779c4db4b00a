/** The rules of a form (`x-kubernetes-validations`) against its values, in the browser and in the portal alike. */
import type { FieldError } from "#lib/errors";
import { listNodes, type RuleNode } from "#lib/form/rules/rule-nodes";
import type { FormSchema, FormValues } from "#lib/form/types";
import { type CostLimits, type CostMeter, createCostMeter, PAGE_LIMITS } from "#lib/schema/cel/cost";
import { evaluateExpression } from "#lib/schema/cel/evaluate";
import { type Rule, readFieldPath, sayRule } from "#lib/schema/cel/field-path";
import { parseExpression } from "#lib/schema/cel/parser";
import { type Expression, mentions } from "#lib/schema/cel/syntax";
import { toTypedValue } from "#lib/schema/cel/typed-value";
import { CannotEvaluate, type CelValue, makeOptional } from "#lib/schema/cel/values";

/** A rule that the API server alone can judge. */
export interface UncheckedRule {
  /** JSON Pointer to the field that has it. */
  path: string;
  rule: string;
  /** Why, as the end of a sentence: "it uses semver". */
  reason: string;
}

export interface RuleVerdict {
  errors: FieldError[];
  unchecked: UncheckedRule[];
}

/**
 * Every rule whose field is set, with defaults filled in first. Only a rule that is plainly false is an error; one
 * that cannot be evaluated here, fails while it is evaluated, or passes one of the `limits`, is `unchecked`. `values` may have `apiVersion`, `kind`
 * and `metadata` beside the form's own, for the rules of the whole object. `before` is the object as it was: rules
 * over `oldSelf` then run, and a rule that was broken before at an unchanged field is let be, as the API server does.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function checkRules(
  form: FormSchema,
  values: FormValues,
  before?: FormValues,
  limits: CostLimits = PAGE_LIMITS,
): RuleVerdict {
  const verdict: RuleVerdict = { errors: [], unchecked: [] };
  const meter = createCostMeter(limits);
  for (const node of listNodes(form, values, before)) {
    const typed = typeOnce(node);
    for (const rule of node.rules) checkRule(node, typed, rule, meter, verdict);
  }
  return verdict;
}

interface TypedNode {
  self(): CelValue;
  old(): CelValue | undefined;
}

/** All rules of a node look at the same values. */
function typeOnce({ schema, value, before }: RuleNode): TypedNode {
  let self: CelValue | undefined;
  let old: CelValue | undefined;
  return {
    self() {
      self ??= toTypedValue(schema, value);
      return self;
    },
    old() {
      if (before !== undefined) old ??= toTypedValue(schema, before);
      return old;
    },
  };
}

function checkRule(
  node: RuleNode,
  typed: TypedNode,
  rule: Rule,
  meter: CostMeter,
  verdict: RuleVerdict,
): void {
  try {
    const { expression, compares } = parseOnce(rule.rule);
    const old = typed.old();
    if (compares && old === undefined && !rule.optionalOldSelf) return;
    const variables = new Map<string, CelValue>([["self", typed.self()]]);
    if (rule.optionalOldSelf) variables.set("oldSelf", makeOptional(old));
    else if (old !== undefined) variables.set("oldSelf", old);
    if (evaluateExpression(expression, variables, meter) !== false) return;
    if (!compares && node.isUnchanged) return;
    const path = node.path + readFieldPath(rule.fieldPath);
    verdict.errors.push({ path, message: sayRule(rule, variables, meter), source: "cel" });
  } catch (error) {
    if (!(error instanceof CannotEvaluate)) throw error;
    verdict.unchecked.push({ path: node.path, rule: rule.rule, reason: error.message });
  }
}

interface ParsedRule {
  expression: Expression;
  /** It looks at what was before. */
  compares: boolean;
}

const parsed = new Map<string, ParsedRule>();
const MOST = 500;

// Rules run at each keystroke.
function parseOnce(rule: string): ParsedRule {
  const known = parsed.get(rule);
  if (known) return known;
  const expression = parseExpression(rule);
  if (parsed.size >= MOST) parsed.clear();
  const result = { expression, compares: mentions(expression, "oldSelf") };
  parsed.set(rule, result);
  return result;
}

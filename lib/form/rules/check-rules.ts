/**
 * Checks the rules of a form (`x-kubernetes-validations`) against its values, in the browser and in the
 * portal.
 */
import type { FieldError } from "#lib/errors";
import { listNodes, type RuleNode } from "#lib/form/rules/rule-nodes";
import type { FormSchema, FormValues } from "#lib/form/types";
import { type CostLimits, type CostMeter, createCostMeter, PAGE_LIMITS } from "#lib/schema/cel/cost";
import { evaluateExpression } from "#lib/schema/cel/evaluate";
import { type Rule, readFieldPath, renderRuleMessage } from "#lib/schema/cel/field-path";
import { parseExpression } from "#lib/schema/cel/parser";
import { type Expression, mentions } from "#lib/schema/cel/syntax";
import { toTypedValue } from "#lib/schema/cel/typed-value";
import { type CelValue, EvaluationError, makeOptional } from "#lib/schema/cel/values";
import { memoize } from "#lib/schema/memoize";

/** A rule that only the API server can check. */
export interface UncheckedRule {
  /** JSON Pointer to the field that has it. */
  path: string;
  rule: string;
  /** The reason, as a clause: "the rule uses semver". */
  reason: string;
}

export interface RuleVerdict {
  errors: FieldError[];
  unchecked: UncheckedRule[];
}

/**
 * Checks every rule whose field is set, after filling in defaults. Only a rule that is clearly false is an
 * error. A rule is `unchecked` if the portal cannot evaluate it, if its evaluation fails, or if it exceeds
 * one of the `limits`. `values` may have `apiVersion`, `kind` and `metadata` beside the form's own fields,
 * for rules of the whole object. With `before`, the old object, rules over `oldSelf` run too; a rule that
 * failed before at an unchanged field is skipped, as in the API server.
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
    const typed = memoizeTypedValue(node);
    for (const rule of node.rules) checkRule(node, typed, rule, meter, verdict);
  }
  return verdict;
}

interface TypedNode {
  self(): CelValue;
  old(): CelValue | undefined;
}

/** All rules of a node share one typed value. */
function memoizeTypedValue({ schema, value, before }: RuleNode): TypedNode {
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
    const { expression, compares } = parseRule(rule.rule);
    const old = typed.old();
    if (compares && old === undefined && !rule.optionalOldSelf) return;
    const variables = new Map<string, CelValue>([["self", typed.self()]]);
    if (rule.optionalOldSelf) variables.set("oldSelf", makeOptional(old));
    else if (old !== undefined) variables.set("oldSelf", old);
    if (evaluateExpression(expression, variables, meter) !== false) return;
    if (!compares && node.isUnchanged) return;
    const path = node.path + readFieldPath(rule.fieldPath);
    verdict.errors.push({ path, message: renderRuleMessage(rule, variables, meter), source: "cel" });
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    verdict.unchecked.push({ path: node.path, rule: rule.rule, reason: error.message });
  }
}

/** Limit of the cache of parsed rules. */
const MOST_RULES = 500;

interface ParsedRule {
  expression: Expression;
  /** True for a rule that compares with the old object. */
  compares: boolean;
}

/** Rules run at each keystroke. */
const parseRule = memoize<ParsedRule>((rule) => {
  const expression = parseExpression(rule);
  return { expression, compares: mentions(expression, "oldSelf") };
}, MOST_RULES);

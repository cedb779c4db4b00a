/** The rules of a form (`x-kubernetes-validations`) against its values, in the browser and in the portal alike. */
import type { FieldError } from "#lib/errors";
import { evaluateExpression } from "#lib/schema/cel/evaluate";
import { type Rule, readFieldPath, sayRule } from "#lib/schema/cel/field-path";
import { parseExpression } from "#lib/schema/cel/parser";
import { listNodes, type RuleNode } from "#lib/schema/cel/rule-nodes";
import { type Expression, mentions } from "#lib/schema/cel/syntax";
import { toTypedValue } from "#lib/schema/cel/typed-value";
import { CannotEvaluate, type CelValue, makeOptional } from "#lib/schema/cel/values";
import type { FormSchema, FormValues } from "#lib/schema/types";

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
 * that cannot be evaluated here, or fails while it is evaluated, is `unchecked`. `values` may have `apiVersion`, `kind`
 * and `metadata` beside the form's own, for the rules of the whole object. `before` is the object as it was: rules
 * over `oldSelf` then run, and a rule that was broken before at an unchanged field is let be, as the API server does.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function checkRules(form: FormSchema, values: FormValues, before?: FormValues): RuleVerdict {
  const verdict: RuleVerdict = { errors: [], unchecked: [] };
  for (const node of listNodes(form, values, before)) {
    for (const rule of node.rules) checkRule(node, rule, verdict);
  }
  return verdict;
}

function checkRule(node: RuleNode, rule: Rule, verdict: RuleVerdict): void {
  try {
    const expression = parseOnce(rule.rule);
    const compares = mentions(expression, "oldSelf");
    const old = typedOld(node);
    if (compares && old === undefined && !rule.optionalOldSelf) return;
    const variables = new Map<string, CelValue>([["self", toTypedValue(node.schema, node.value)]]);
    if (rule.optionalOldSelf) variables.set("oldSelf", makeOptional(old));
    else if (old !== undefined) variables.set("oldSelf", old);
    if (evaluateExpression(expression, variables) !== false) return;
    if (!compares && node.isUnchanged) return;
    const path = node.path + readFieldPath(rule.fieldPath);
    verdict.errors.push({ path, message: sayRule(rule, variables), source: "cel" });
  } catch (error) {
    if (!(error instanceof CannotEvaluate)) throw error;
    verdict.unchecked.push({ path: node.path, rule: rule.rule, reason: error.message });
  }
}

function typedOld({ schema, before }: RuleNode): CelValue | undefined {
  return before === undefined ? undefined : toTypedValue(schema, before);
}

const parsed = new Map<string, Expression>();
const MOST = 500;

// Rules run at each keystroke.
function parseOnce(rule: string): Expression {
  const known = parsed.get(rule);
  if (known) return known;
  const expression = parseExpression(rule);
  if (parsed.size >= MOST) parsed.clear();
  parsed.set(rule, expression);
  return expression;
}

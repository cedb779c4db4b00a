/** `fieldPath` and `messageExpression` of a rule: the field and the text of its error. */
import type { CostMeter } from "#lib/schema/cel/cost";
import { evaluateExpression, type Variables } from "#lib/schema/cel/evaluate";
import { parseExpression } from "#lib/schema/cel/parser";
import { EvaluationError } from "#lib/schema/cel/values";
import { formatPointer } from "#lib/schema/pointer";

/** A rule as its author wrote it. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
export interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** `.a.b['x-y']` → `/a/b/x-y`. */
export function readFieldPath(fieldPath: string | undefined): string {
  const steps = (fieldPath ?? "").matchAll(/\['((?:[^'\\]|\\.)*)'\]|\.?([^.[\]]+)/g);
  return formatPointer([...steps].map(([, quoted, name]) => quoted?.replace(/\\(.)/g, "$1") ?? name ?? ""));
}

/**
 * The message that the API server would return: the result of messageExpression, else the message, else the
 * rule itself.
 */
export function renderRuleMessage(rule: Rule, variables: Variables, meter: CostMeter): string {
  return (
    evaluateMessage(rule.messageExpression, variables, meter) ??
    (rule.message?.trim() || describeFailedRule(rule))
  );
}

function describeFailedRule({ rule }: Rule): string {
  return `failed rule: ${rule.trim()}`;
}

function evaluateMessage(
  expression: string | undefined,
  variables: Variables,
  meter: CostMeter,
): string | undefined {
  if (!expression) return undefined;
  try {
    const text = evaluateExpression(parseExpression(expression), variables, meter);
    const isUsable = typeof text === "string" && text.trim() !== "" && !text.includes("\n");
    return isUsable ? text.trim() : undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

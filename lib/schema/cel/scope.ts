/** The variables of an expression, and short-circuit evaluation of operands. */
import { CostLimitError } from "#lib/schema/cel/cost";
import type { Expression } from "#lib/schema/cel/syntax";
import { type CelValue, EvaluationError, failEvaluation, kindOf } from "#lib/schema/cel/values";

export interface Scope {
  read(name: string): CelValue | undefined;
  evaluate(expression: Expression, scope: Scope): CelValue;
  /** Adds the cost of an operation beyond one step. Throws CostLimitError. */
  charge(cost: number): void;
}

/** The scope with additional variables. */
export function extendScope(scope: Scope, variables: Record<string, CelValue>): Scope {
  return {
    read: (name) => (Object.hasOwn(variables, name) ? variables[name] : scope.read(name)),
    evaluate: scope.evaluate,
    charge: scope.charge,
  };
}

/**
 * `&&`, `||` and the quantifiers: one decisive operand is enough, even when others fail. Evaluates operands
 * in a loop, because a list can have thousands of items.
 */
export function decide(decisive: boolean, operands: Iterable<() => CelValue>): boolean {
  let problem: EvaluationError | undefined;
  for (const operand of operands) {
    try {
      if (toBool(operand()) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof EvaluationError) || error instanceof CostLimitError) throw error;
      problem ??= error;
    }
  }
  if (problem) throw problem;
  return !decisive;
}

export function toBool(value: CelValue): boolean {
  return typeof value === "boolean"
    ? value
    : failEvaluation(`the rule needs a yes or no and finds ${kindOf(value)}`);
}

/** The variables of an expression, and what decides before it has looked at all of them. */
import { TooCostly } from "#lib/schema/cel/cost";
import type { Expression } from "#lib/schema/cel/syntax";
import { CannotEvaluate, type CelValue, cannot, kindOf } from "#lib/schema/cel/values";

export interface Scope {
  read(name: string): CelValue | undefined;
  evaluate(expression: Expression, scope: Scope): CelValue;
  /** Counts what an operation costs beyond its own step. Throws TooCostly. */
  charge(cost: number): void;
}

/** The scope with further variables. */
export function extendScope(scope: Scope, variables: Record<string, CelValue>): Scope {
  return {
    read: (name) => (Object.hasOwn(variables, name) ? variables[name] : scope.read(name)),
    evaluate: scope.evaluate,
    charge: scope.charge,
  };
}

/**
 * `&&`, `||` and the quantifiers: one operand that decides is enough, whatever is wrong with the others. Operands are
 * evaluated one after the other, in a loop: there may be thousands.
 */
export function decide(decisive: boolean, operands: Iterable<() => CelValue>): boolean {
  let problem: CannotEvaluate | undefined;
  for (const operand of operands) {
    try {
      if (toBool(operand()) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CannotEvaluate) || error instanceof TooCostly) throw error;
      problem ??= error;
    }
  }
  if (problem) throw problem;
  return !decisive;
}

export function toBool(value: CelValue): boolean {
  return typeof value === "boolean" ? value : cannot(`it needs a yes or no and finds ${kindOf(value)}`);
}

/** The variables of an expression, and what decides before it has looked at all of them. */
import type { Expression } from "#lib/schema/cel/syntax";
import { CannotEvaluate, type CelValue, cannot, kindOf } from "#lib/schema/cel/values";

export interface Scope {
  read(name: string): CelValue | undefined;
  evaluate(expression: Expression, scope: Scope): CelValue;
}

/** The scope with further variables. */
export function extendScope(scope: Scope, variables: Record<string, CelValue>): Scope {
  return {
    read: (name) => (Object.hasOwn(variables, name) ? variables[name] : scope.read(name)),
    evaluate: scope.evaluate,
  };
}

/** `&&` and `||`: one side that decides is enough, whatever is wrong with the other. */
export function decide(decisive: boolean, left: () => CelValue, right: () => CelValue): boolean {
  let problem: CannotEvaluate | undefined;
  try {
    if (toBool(left()) === decisive) return decisive;
  } catch (error) {
    if (!(error instanceof CannotEvaluate)) throw error;
    problem = error;
  }
  if (toBool(right()) === decisive) return decisive;
  if (problem) throw problem;
  return !decisive;
}

export function toBool(value: CelValue): boolean {
  return typeof value === "boolean" ? value : cannot(`it needs a yes or no and finds ${kindOf(value)}`);
}

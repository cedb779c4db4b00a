/**
 * Evaluates an expression with the values of its variables.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#evaluation
 */

import { compute, negate } from "#lib/schema/cel/arithmetic";
import { compare, isEqual, isMember } from "#lib/schema/cel/compare";
import {
  type CostMeter,
  costOfCall,
  costOfOperator,
  createCostMeter,
  PAGE_LIMITS,
} from "#lib/schema/cel/cost";
import { callFunction } from "#lib/schema/cel/functions";
import { expandMacro } from "#lib/schema/cel/macros";
import { readMember, readOptional } from "#lib/schema/cel/members";
import { decide, type Scope, toBool } from "#lib/schema/cel/scope";
import type { BinaryOperator, Expression } from "#lib/schema/cel/syntax";
import { type CelValue, failEvaluation, makeList, makeMap, toKey } from "#lib/schema/cel/values";

export type Variables = ReadonlyMap<string, CelValue>;

const TYPES = ["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"];

/**
 * @throws EvaluationError for errors of the expression, and for names that the portal does not know
 * @throws CostLimitError when the expression exceeds a limit of `meter`
 */
export function evaluateExpression(
  expression: Expression,
  variables: Variables,
  meter: CostMeter = createCostMeter(PAGE_LIMITS),
): CelValue {
  meter.start();
  const scope: Scope = {
    read: (name) => variables.get(name),
    charge: meter.charge,
    evaluate(part, within) {
      meter.charge(1);
      return evaluate(part, within);
    },
  };
  return scope.evaluate(expression, scope);
}

function evaluate(expression: Expression, scope: Scope): CelValue {
  switch (expression.type) {
    case "literal":
      return expression.value;
    case "name":
      return readName(expression.name, scope);
    case "select":
      return readSelect(expression, scope);
    case "index":
      return readIndex(expression, scope);
    case "call":
      return call(expression, scope);
    case "list":
      return makeList(expression.items.map((item) => scope.evaluate(item, scope)));
    case "map":
      return makeMap(
        expression.entries.map(([key, value]) => [
          toKey(scope.evaluate(key, scope)),
          scope.evaluate(value, scope),
        ]),
      );
    case "and":
    case "or":
      return decide(expression.type === "or", [
        () => scope.evaluate(expression.left, scope),
        () => scope.evaluate(expression.right, scope),
      ]);
    case "conditional":
      return scope.evaluate(
        toBool(scope.evaluate(expression.condition, scope)) ? expression.yes : expression.no,
        scope,
      );
    case "binary":
      return combine(
        expression.operator,
        scope.evaluate(expression.left, scope),
        scope.evaluate(expression.right, scope),
        scope,
      );
    case "unary": {
      const operand = scope.evaluate(expression.operand, scope);
      return expression.operator === "!" ? !toBool(operand) : negate(operand);
    }
  }
}

function readName(name: string, scope: Scope): CelValue {
  const value = scope.read(name);
  if (value !== undefined) return value;
  return TYPES.includes(name)
    ? { kind: "type", name }
    : failEvaluation(`the rule reads ${name}, which the portal doesn't know`);
}

type Select = Extract<Expression, { type: "select" }>;

function readSelect({ operand, field, optional }: Select, scope: Scope): CelValue {
  const base = scope.evaluate(operand, scope);
  return optional ? readOptional(base, field) : readMember(base, field);
}

function readIndex(
  { operand, index, optional }: Extract<Expression, { type: "index" }>,
  scope: Scope,
): CelValue {
  const base = scope.evaluate(operand, scope);
  const key = scope.evaluate(index, scope);
  return optional ? readOptional(base, key) : readMember(base, key);
}

function call(expression: Extract<Expression, { type: "call" }>, scope: Scope): CelValue {
  const expanded = expandMacro(expression, scope);
  if (expanded !== undefined) return expanded;
  const { name, target, arguments: parts } = expression;
  const given = () => parts.map((part) => scope.evaluate(part, scope));
  const run = (called: string, values: CelValue[]) => {
    scope.charge(costOfCall(called, values));
    return callFunction(called, values);
  };
  if (target === undefined) return run(name, given());
  if (target.type === "name" && scope.read(target.name) === undefined) {
    return run(`${target.name}.${name}`, given());
  }
  return run(`.${name}`, [scope.evaluate(target, scope), ...given()]);
}

function combine(operator: BinaryOperator, left: CelValue, right: CelValue, scope: Scope): CelValue {
  scope.charge(costOfOperator(operator, left, right));
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      return isMember(left, right);
    case "<":
      return compare(left, right) === -1;
    case "<=":
      return isOneOf(compare(left, right), -1, 0);
    case ">":
      return compare(left, right) === 1;
    case ">=":
      return isOneOf(compare(left, right), 1, 0);
    default:
      return compute(operator, left, right);
  }
}

function isOneOf(order: number | undefined, ...wanted: number[]): boolean {
  return order !== undefined && wanted.includes(order);
}

/** The syntax tree of an expression. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
import type { CelValue } from "#lib/schema/cel/values";

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in";

export type Expression =
  | { type: "literal"; value: CelValue }
  | { type: "name"; name: string }
  | { type: "select"; operand: Expression; field: string; optional: boolean }
  | { type: "index"; operand: Expression; index: Expression; optional: boolean }
  | { type: "call"; name: string; target?: Expression; arguments: Expression[] }
  | { type: "list"; items: Expression[] }
  | { type: "map"; entries: [Expression, Expression][] }
  | { type: "and" | "or"; left: Expression; right: Expression }
  | { type: "conditional"; condition: Expression; yes: Expression; no: Expression }
  | { type: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
  | { type: "unary"; operator: "-" | "!"; operand: Expression };

/** Whether the expression reads this variable anywhere. */
export function mentions(expression: Expression, name: string): boolean {
  if (expression.type === "name") return expression.name === name;
  return listParts(expression).some((part) => mentions(part, name));
}

function listParts(expression: Expression): Expression[] {
  switch (expression.type) {
    case "literal":
    case "name":
      return [];
    case "select":
    case "unary":
      return [expression.operand];
    case "index":
      return [expression.operand, expression.index];
    case "call":
      return [...(expression.target ? [expression.target] : []), ...expression.arguments];
    case "list":
      return expression.items;
    case "map":
      return expression.entries.flat();
    case "conditional":
      return [expression.condition, expression.yes, expression.no];
    default:
      return [expression.left, expression.right];
  }
}

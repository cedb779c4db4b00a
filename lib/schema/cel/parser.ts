/** Parses tokens to an expression. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
import type { BinaryOperator, Expression } from "#lib/schema/cel/syntax";
import { readTokens, type Token } from "#lib/schema/cel/tokens";
import { checkInt, failEvaluation } from "#lib/schema/cel/values";

/** Binary operators, from the lowest precedence to the highest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["==", "!=", "<", "<=", ">", ">=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];
const MAX_DEPTH = 200;

/** @throws EvaluationError for text that is not CEL, or uses syntax of newer servers */
export function parseExpression(source: string): Expression {
  const parser = new Parser(readTokens(source));
  const expression = parser.parse();
  return parser.atEnd() ? expression : failEvaluation("the portal can't parse the rule");
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  parse(): Expression {
    this.depth++;
    if (this.depth > MAX_DEPTH) failEvaluation("the rule is nested too deeply");
    const condition = this.parseOr();
    this.depth--;
    if (!this.take("?")) return condition;
    const yes = this.parseOr();
    this.expect(":");
    return { type: "conditional", condition, yes, no: this.parse() };
  }

  private parseOr(): Expression {
    let left = this.parseAnd();
    while (this.take("||")) left = { type: "or", left, right: this.parseAnd() };
    return left;
  }

  private parseAnd(): Expression {
    let left = this.parseBinary(0);
    while (this.take("&&")) left = { type: "and", left, right: this.parseBinary(0) };
    return left;
  }

  private parseBinary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.parseUnary();
    let left = this.parseBinary(level + 1);
    for (;;) {
      const operator = operators.find((symbol) => this.take(symbol));
      if (!operator) return left;
      left = { type: "binary", operator, left, right: this.parseBinary(level + 1) };
    }
  }

  private parseUnary(): Expression {
    if (this.take("!")) return { type: "unary", operator: "!", operand: this.parseUnary() };
    if (!this.take("-")) return this.parseMember();
    const number = this.tokens[this.position];
    if (
      number?.type === "literal" &&
      (typeof number.value === "bigint" || typeof number.value === "number")
    ) {
      this.position++;
      return this.parseTail({ type: "literal", value: -number.value });
    }
    return { type: "unary", operator: "-", operand: this.parseUnary() };
  }

  private parseMember(): Expression {
    return this.parseTail(this.parsePrimary());
  }

  private parseTail(start: Expression): Expression {
    let left = start;
    for (;;) {
      if (this.take(".")) left = this.parseSelect(left);
      else if (this.take("[")) {
        const optional = this.take("?");
        left = { type: "index", operand: left, index: this.parse(), optional };
        this.expect("]");
      } else return left;
    }
  }

  private parseSelect(operand: Expression): Expression {
    const optional = this.take("?");
    const name = this.readName();
    if (!optional && this.take("(")) {
      return { type: "call", name, target: operand, arguments: this.parseList(")") };
    }
    return { type: "select", operand, field: name, optional };
  }

  private parsePrimary(): Expression {
    const token = this.tokens[this.position];
    if (token?.type === "literal") {
      this.position++;
      if (typeof token.value === "bigint") checkInt(token.value);
      return token;
    }
    if (this.take("(")) {
      const inner = this.parse();
      this.expect(")");
      return inner;
    }
    if (this.take("[")) return { type: "list", items: this.parseList("]") };
    if (this.take("{")) return { type: "map", entries: this.parseEntries() };
    this.take(".");
    const name = this.readName();
    return this.take("(") ? { type: "call", name, arguments: this.parseList(")") } : { type: "name", name };
  }

  private parseList(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end)) {
      items.push(this.parse());
      if (!this.take(",")) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  private parseEntries(): [Expression, Expression][] {
    const entries: [Expression, Expression][] = [];
    while (!this.take("}")) {
      const key = this.parse();
      this.expect(":");
      entries.push([key, this.parse()]);
      if (!this.take(",")) {
        this.expect("}");
        break;
      }
    }
    return entries;
  }

  private readName(): string {
    const token = this.tokens[this.position];
    if (token?.type !== "name") return failEvaluation("the portal can't parse the rule");
    this.position++;
    return token.text;
  }

  private take(text: string): boolean {
    const token = this.tokens[this.position];
    if (!token || token.type === "literal" || token.text !== text) return false;
    if (token.type === "name" && token.quoted) return false;
    this.position++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) failEvaluation("the portal can't parse the rule");
  }
}

/** `+ - * / %` and negation. Types never mix, and integers have 64 bits. */
import { joinLists } from "#lib/schema/cel/compare";
import { type CelValue, checkInt, failEvaluation, kindOf } from "#lib/schema/cel/values";

type Arithmetic = "+" | "-" | "*" | "/" | "%";

export function compute(operator: Arithmetic, a: CelValue, b: CelValue): CelValue {
  if (typeof a === "bigint" && typeof b === "bigint") return checkInt(computeInt(operator, a, b));
  if (typeof a === "number" && typeof b === "number") return computeDouble(operator, a, b);
  if (typeof a === "string" && typeof b === "string" && operator === "+") return a + b;
  const result = computeObjects(operator, a, b);
  return result ?? failEvaluation(`the rule computes ${kindOf(a)} ${operator} ${kindOf(b)}`);
}

function computeInt(operator: Arithmetic, a: bigint, b: bigint): bigint {
  if ((operator === "/" || operator === "%") && b === 0n) return failEvaluation("the rule divides by zero");
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function computeDouble(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return failEvaluation("the rule takes the remainder of a fraction");
  }
}

function computeObjects(operator: Arithmetic, a: CelValue, b: CelValue): CelValue | undefined {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return undefined;
  if (a.kind === "list" && b.kind === "list") return operator === "+" ? joinLists(a, b) : undefined;
  if (a.kind === "uint" && b.kind === "uint") return checkUint(computeInt(operator, a.value, b.value));
  if (operator !== "+" && operator !== "-") return undefined;
  const sign = operator === "+" ? 1n : -1n;
  if ((a.kind === "timestamp" || a.kind === "duration") && b.kind === "duration") {
    return { kind: a.kind, nanos: a.nanos + sign * b.nanos };
  }
  if (a.kind === "duration" && b.kind === "timestamp" && operator === "+") {
    return { kind: "timestamp", nanos: a.nanos + b.nanos };
  }
  const isSpan = a.kind === "timestamp" && b.kind === "timestamp" && operator === "-";
  return isSpan ? { kind: "duration", nanos: a.nanos - b.nanos } : undefined;
}

function checkUint(value: bigint): CelValue {
  return value >= 0n && value < 2n ** 64n ? { kind: "uint", value } : failEvaluation("a number is too large");
}

export function negate(value: CelValue): CelValue {
  if (typeof value === "bigint") return checkInt(-value);
  return typeof value === "number" ? -value : failEvaluation(`the rule negates ${kindOf(value)}`);
}

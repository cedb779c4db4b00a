/**
 * Macros: calls that control which of their arguments are evaluated.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros, and those with two variables:
 * https://github.com/google/cel-go/blob/master/ext/comprehensions.go.
 */

import { hasMember } from "#lib/schema/cel/members";
import { decide, extendScope, type Scope, toBool } from "#lib/schema/cel/scope";
import type { Expression } from "#lib/schema/cel/syntax";
import {
  type CelValue,
  failEvaluation,
  kindOf,
  type MapKey,
  makeList,
  makeMap,
  makeOptional,
} from "#lib/schema/cel/values";

type Call = Extract<Expression, { type: "call" }>;

/** The value of a macro; undefined for an ordinary call. */
export function expandMacro({ name, target, arguments: parts }: Call, scope: Scope): CelValue | undefined {
  if (target === undefined) return name === "has" ? evaluateHas(parts, scope) : undefined;
  const [first, second] = parts;
  const variable = nameOf(first);
  if (variable === undefined || second === undefined) return undefined;
  if (name === "optMap" || name === "optFlatMap") {
    return mapOptional(name, scope.evaluate(target, scope), variable, second, scope);
  }
  const loop = readLoop(name, parts);
  return loop && runLoop(loop, scope.evaluate(target, scope), scope);
}

function nameOf(expression: Expression | undefined): string | undefined {
  return expression?.type === "name" ? expression.name : undefined;
}

function evaluateHas([field]: Expression[], scope: Scope): CelValue {
  if (field?.type !== "select") return failEvaluation("the rule asks has() of something that is not a field");
  return hasMember(scope.evaluate(field.operand, scope), field.field);
}

function mapOptional(
  name: string,
  optional: CelValue,
  variable: string,
  body: Expression,
  scope: Scope,
): CelValue {
  if (optional === null || typeof optional !== "object" || optional.kind !== "optional") {
    return failEvaluation(`the rule calls ${name} of ${kindOf(optional)}`);
  }
  if (optional.value === undefined) return optional;
  const result = scope.evaluate(body, extendScope(scope, { [variable]: optional.value }));
  return name === "optMap" ? makeOptional(result) : result;
}

interface Loop {
  name: string;
  variables: readonly string[];
  filter?: Expression;
  body: Expression;
}

const QUANTIFIERS = ["all", "exists", "exists_one", "existsOne"];
const TRANSFORMS = ["transformList", "transformMap", "transformMapEntry"];

/** `map(x, body)`, `map(x, filter, body)`, `all(key, value, body)`, `transformList(i, x, filter, body)`. */
function readLoop(name: string, parts: Expression[]): Loop | undefined {
  const [, , third, fourth] = parts;
  const [one, two] = [nameOf(parts[0]), nameOf(parts[1])];
  const body = parts.at(-1);
  if (one === undefined || body === undefined) return undefined;
  if (parts.length === 2 && [...QUANTIFIERS, "filter", "map"].includes(name)) {
    return { name, variables: [one], body };
  }
  if (parts.length === 3 && name === "map") return { name, variables: [one], filter: parts[1], body };
  if (two === undefined || third === undefined) return undefined;
  if (parts.length === 3 && [...QUANTIFIERS, ...TRANSFORMS].includes(name)) {
    return { name, variables: [one, two], body };
  }
  const filtered = parts.length === 4 && fourth !== undefined && TRANSFORMS.includes(name);
  return filtered ? { name, variables: [one, two], filter: third, body } : undefined;
}

interface Round {
  key: MapKey;
  value: CelValue;
  scope: Scope;
}

function runLoop(loop: Loop, range: CelValue, scope: Scope): CelValue {
  const entries = listEntries(range);
  scope.charge(entries.length);
  const rounds = entries.map(([key, value]): Round => {
    const [one = "", two] = loop.variables;
    const single = kindOf(range) === "list" ? value : key;
    return {
      key,
      value: single,
      scope: extendScope(scope, two === undefined ? { [one]: single } : { [one]: key, [two]: value }),
    };
  });
  const test = ({ scope: own }: Round) => toBool(own.evaluate(loop.body, own));
  switch (loop.name) {
    case "all":
    case "exists":
      return decide(
        loop.name === "exists",
        rounds.map((round) => () => test(round)),
      );
    case "exists_one":
    case "existsOne":
      return rounds.filter(test).length === 1;
    case "filter":
      return makeList(rounds.filter(test).map(({ value }) => value));
    default:
      return transform(loop, rounds);
  }
}

function transform({ name, filter, body }: Loop, rounds: Round[]): CelValue {
  const kept = filter ? rounds.filter((round) => toBool(round.scope.evaluate(filter, round.scope))) : rounds;
  const results = kept.map((round) => round.scope.evaluate(body, round.scope));
  if (name === "map" || name === "transformList") return makeList(results);
  if (name === "transformMap") {
    return makeMap(kept.map(({ key }, index): [MapKey, CelValue] => [key, results[index] ?? null]));
  }
  const entries = results.flatMap(listEntries);
  const isUnique = new Set(entries.map(([key]) => key)).size === entries.length;
  return isUnique ? makeMap(entries) : failEvaluation("the rule makes a map with the same key twice");
}

function listEntries(range: CelValue): [MapKey, CelValue][] {
  if (range !== null && typeof range === "object") {
    if (range.kind === "map") return [...range.entries];
    if (range.kind === "list") return range.items.map((item, index) => [BigInt(index), item]);
  }
  return failEvaluation(`the rule goes through ${kindOf(range)}`);
}

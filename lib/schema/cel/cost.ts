/**
 * Limits the cost of an evaluation as the API server does: in steps. An operation on a long text or list
 * takes many steps. https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go
 */
import type { BinaryOperator } from "#lib/schema/cel/syntax";
import { type CelValue, EvaluationError } from "#lib/schema/cel/values";

/** Ends the whole evaluation. `&&`, `||` and the quantifiers do not catch it. */
export class CostLimitError extends EvaluationError {}

export interface CostLimits {
  /** Limit for one expression. */
  perCall: number;
  /** Limit for all expressions about one object. */
  total: number;
}

/** Rule: k8s.io/apiserver/pkg/apis/cel (PerCallLimit, RuntimeCELCostBudget). */
export const SERVER_LIMITS: CostLimits = { perCall: 1_000_000, total: 10_000_000 };
/** Limits in a page, which checks at each keystroke. The portal checks the rules that exceed them. */
export const PAGE_LIMITS: CostLimits = { perCall: 200_000, total: 500_000 };

/** Counts the cost of the expressions about one object. */
export interface CostMeter {
  /** Starts an expression. */
  start(): void;
  /** @throws CostLimitError once a limit is passed */
  charge(cost: number): void;
}

export function createCostMeter({ perCall, total }: CostLimits): CostMeter {
  let left = total;
  let leftOfCall = perCall;
  return {
    start() {
      leftOfCall = perCall;
    },
    charge(cost) {
      left -= cost;
      leftOfCall -= cost;
      if (left < 0 || leftOfCall < 0) throw new CostLimitError("the rule takes too long");
    },
  };
}

/** Characters of a text that cost one step. */
const CHARACTERS = 10;

/** Steps to read a value once. */
export function sizeOf(value: CelValue): number {
  if (typeof value === "string") return 1 + value.length / CHARACTERS;
  if (value === null || typeof value !== "object") return 1;
  switch (value.kind) {
    case "list":
      return value.items.reduce<number>((sum, item) => sum + sizeOf(item), 1);
    case "map":
      return [...value.entries.values()].reduce<number>((sum, item) => sum + 1 + sizeOf(item), 1);
    case "bytes":
      return 1 + value.bytes.length / CHARACTERS;
    case "optional":
      return value.value === undefined ? 1 : sizeOf(value.value);
    default:
      return 1;
  }
}

/**
 * Steps of an operator beyond the one that every operation costs. Sets and lists with keys are compared item
 * by item.
 */
export function costOfOperator(operator: BinaryOperator, left: CelValue, right: CelValue): number {
  if (operator === "in") return isUnordered(right) ? sizeOf(right) * sizeOf(left) : sizeOf(right);
  if (operator === "==" || operator === "!=") return costOfEquality(left, right);
  if (isUnordered(left)) return sizeOf(left) * countItems(right);
  // Usually numbers; else texts or lists to join.
  return isLong(left) || isLong(right) ? sizeOf(left) + sizeOf(right) : 0;
}

function costOfEquality(left: CelValue, right: CelValue): number {
  if (!isLong(left) || !isLong(right)) return 0;
  const [one, other] = [sizeOf(left), sizeOf(right)];
  return holdsUnordered(left) ? one * other : Math.min(one, other);
}

/** Steps of a call beyond the one that every operation costs, by the function's name and its arguments. */
export function costOfCall(name: string, given: readonly CelValue[]): number {
  const sizes = given.map(sizeOf);
  const [first = 0, second = 0, third = 0] = sizes;
  const sum = first + second + third;
  if (name.startsWith("sets.")) return first * second;
  if (["matches", ".matches", ".find", ".findAll"].includes(name)) return first * second;
  // Each match can grow to the length of its replacement.
  if (name === ".replace") return sum + lengthOf(given[0]) * third;
  if (name === ".join") return first + countItems(given[0]) * second;
  if (name === ".split") return sum + lengthOf(given[0]);
  return sizes.reduce((total, size) => total + size, 0);
}

function isLong(value: CelValue): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null);
}

function isUnordered(value: CelValue): boolean {
  return isLong(value) && typeof value === "object" && value?.kind === "list" && value.identity !== undefined;
}

/** True for a set, a list with keys, or a value that contains one. */
function holdsUnordered(value: CelValue): boolean {
  if (value === null || typeof value !== "object") return false;
  if (value.kind === "list") return isUnordered(value) || value.items.some(holdsUnordered);
  return value.kind === "map" && [...value.entries.values()].some(holdsUnordered);
}

function countItems(value: CelValue | undefined): number {
  return value !== null && typeof value === "object" && value.kind === "list" ? value.items.length : 1;
}

function lengthOf(value: CelValue | undefined): number {
  return typeof value === "string" ? value.length : 1;
}

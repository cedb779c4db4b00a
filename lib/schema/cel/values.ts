/** The values of CEL. Integers are BigInt, so that they do not mix with doubles by accident. */

/**
 * Thrown where the portal cannot compute a result. The rule is then left to the API server and is not an
 * error.
 */
export class EvaluationError extends Error {}

/** Ends the evaluation. `reason` is a clause that people read. */
export function failEvaluation(reason: string): never {
  throw new EvaluationError(reason);
}

export type CelValue = null | boolean | string | bigint | number | CelObject;

export interface ListValue {
  kind: "list";
  items: readonly CelValue[];
  /**
   * How items are identified: by value, or by these fields (`x-kubernetes-list-type`). Absent: by position.
   */
  identity?: "set" | readonly string[];
}

export type MapKey = string | boolean | bigint;

/** A map, or an object with its set fields. */
export interface MapValue {
  kind: "map";
  entries: ReadonlyMap<MapKey, CelValue>;
}

export interface IpValue {
  kind: "ip";
  family: 4 | 6;
  address: bigint;
}

export interface UrlValue {
  kind: "url";
  scheme: string;
  host: string;
  hostname: string;
  port: string;
  path: string;
  query: string;
}

export type CelObject =
  | ListValue
  | MapValue
  | IpValue
  | UrlValue
  | { kind: "uint"; value: bigint }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "timestamp"; nanos: bigint }
  | { kind: "duration"; nanos: bigint }
  | { kind: "optional"; value: CelValue | undefined }
  | { kind: "type"; name: string }
  /** `isWhole`: written without a fraction, so that the API server also reads it as an integer. */
  | { kind: "quantity"; nanos: bigint; isWhole: boolean }
  | { kind: "cidr"; ip: IpValue; length: number }
  | { kind: "format"; name: string }
  /** A value whose type the form does not know. Rules can only test whether it is set. */
  | { kind: "opaque" };

export type Kind = "null" | "bool" | "string" | "int" | "double" | CelObject["kind"];

/** The kind of a value. */
export function kindOf(value: CelValue): Kind {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "double";
    default:
      return value.kind;
  }
}

export function makeList(items: readonly CelValue[]): ListValue {
  return { kind: "list", items };
}

export function makeMap(entries: Iterable<readonly [MapKey, CelValue]>): MapValue {
  return { kind: "map", entries: new Map(entries) };
}

export function makeOptional(value: CelValue | undefined): CelValue {
  return { kind: "optional", value };
}

/** The value as the key of a map. A double without a fraction matches the integer key. */
export function toKey(value: CelValue): MapKey {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (value !== null && typeof value === "object" && value.kind === "uint") return value.value;
  return failEvaluation("the rule looks up a key of another type");
}

const MAX_INT = 2n ** 63n - 1n;

/** The integer, checked for 64 bits. */
export function checkInt(value: bigint): bigint {
  return value <= MAX_INT && value >= -MAX_INT - 1n ? value : failEvaluation("a number is too large");
}

/** The characters of a text, as CEL counts them: code points. */
export function toCharacters(text: string): string[] {
  return Array.from(text);
}

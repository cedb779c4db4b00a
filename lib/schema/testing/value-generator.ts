/**
 * Generates random values: of a schema by its constraints (not its rules), and the same values with one
 * change.
 */
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import type { Random } from "#lib/schema/testing/random";
import {
  FORMATS,
  NAMES,
  PATTERNS,
  type Sample,
  SERVER_FORMATS,
  SERVER_PATTERNS,
  TEXTS,
} from "#lib/schema/testing/samples";

const SAMPLES = [...PATTERNS, ...SERVER_PATTERNS, ...SERVER_FORMATS, ...FORMATS];
const PRESERVED = "x-kubernetes-preserve-unknown-fields";

/** A value that usually satisfies the constraints of each node. */
export function generateValue(node: unknown, random: Random): unknown {
  if (!isRecord(node)) return generateAnything(random, 2);
  if (node.nullable === true && random.chance(0.15)) return null;
  const choices = Array.isArray(node.enum) ? node.enum.filter((choice) => choice !== null) : [];
  if (choices.length > 0) return random.pick(choices);
  if (node["x-kubernetes-int-or-string"] === true)
    return random.chance(0.5)
      ? generateNumber({ ...node, type: "integer" }, random)
      : generateText(node, random);
  switch (node.type) {
    case "string":
      return generateText(node, random);
    case "integer":
    case "number":
      return generateNumber(node, random);
    case "boolean":
      return random.chance(0.5);
    case "array":
      return generateList(node, random);
    case "object":
      return generateObject(node, random);
    default:
      return generateAnything(random, 2);
  }
}

function samplesOf(node: JsonRecord): Sample[] {
  return SAMPLES.filter(
    ({ pattern, format }) =>
      (pattern !== undefined && pattern === node.pattern) || (format !== undefined && format === node.format),
  );
}

function generateText(node: JsonRecord, random: Random): string {
  const samples = samplesOf(node);
  if (samples.length > 0) return random.pick(samples.flatMap(({ fits }) => fits));
  const [low, high] = [numberOf(node.minLength, 0), numberOf(node.maxLength, 40)];
  const text = random.pick(TEXTS);
  const length = [...text].length;
  return length < low ? text + "x".repeat(low - length) : [...text].slice(0, high).join("");
}

function generateNumber(node: JsonRecord, random: Random): number {
  const low = numberOf(node.minimum, -20) + (node.exclusiveMinimum === true ? 1 : 0);
  const high = numberOf(node.maximum, 2_000) - (node.exclusiveMaximum === true ? 1 : 0);
  const value = random.int(Math.ceil(low), Math.max(Math.ceil(low), Math.floor(high)));
  const step = Math.trunc(numberOf(node.multipleOf, 1)) || 1;
  const whole = Math.round(value / step) * step;
  return node.type === "number" && random.chance(0.5) ? whole + random.pick([0.5, 0.25, 0.1, 0.3]) : whole;
}

function generateList(node: JsonRecord, random: Random): unknown[] {
  const low = numberOf(node.minItems, 0);
  const list = Array.from({ length: random.int(low, Math.max(low, numberOf(node.maxItems, 3))) }, () =>
    generateValue(node.items, random),
  );
  if (node["x-kubernetes-list-type"] === undefined || node["x-kubernetes-list-type"] === "atomic")
    return list;
  return list.filter(
    (item, index) => index === list.findIndex((other) => keyOf(node, other) === keyOf(node, item)),
  );
}

function keyOf(node: JsonRecord, item: unknown): string {
  const keys: unknown = node["x-kubernetes-list-map-keys"];
  return JSON.stringify(Array.isArray(keys) ? keys.map((key) => ownValue(item, String(key))) : item);
}

function generateObject(node: JsonRecord, random: Random): JsonRecord {
  const { properties, additionalProperties: values } = node;
  const required: unknown[] = Array.isArray(node.required) ? node.required : [];
  const own = Object.entries(isRecord(properties) ? properties : {})
    .filter(([name]) => required.includes(name) || random.chance(0.6))
    .map(([name, child]): [string, unknown] => [name, generateValue(child, random)]);
  const free = values !== undefined || node[PRESERVED] === true ? random.some(NAMES, 0.12) : [];
  const rest = free
    .filter((name) => !isRecord(properties) || !Object.hasOwn(properties, name))
    .map((name): [string, unknown] => [name, generateValue(values, random)]);
  const identity: [string, unknown][] =
    node["x-kubernetes-embedded-resource"] === true
      ? [
          ["apiVersion", random.pick(["v1", "apps/v1"])],
          ["kind", random.pick(["Pod", "Deployment"])],
          ...random.some([["metadata", { name: "inner", labels: { a: "b" } }] satisfies [string, unknown]]),
        ]
      : [];
  return Object.fromEntries([...identity, ...own, ...rest]);
}

function generateAnything(random: Random, depth: number): unknown {
  const kind = random.int(0, depth > 0 ? 6 : 4);
  if (kind === 0) return random.pick(TEXTS);
  if (kind === 1) return random.pick([0, 1, -7, 65, 2_147_483_648, 1.5, 1e21, 9_007_199_254_740_991]);
  if (kind === 2) return random.chance(0.5);
  if (kind === 3) return null;
  if (kind === 4) return random.pick([{}, [], "", 0, false]);
  if (kind === 5) return Array.from({ length: random.int(0, 3) }, () => generateAnything(random, depth - 1));
  return Object.fromEntries(
    random.some(NAMES, 0.15).map((name) => [name, generateAnything(random, depth - 1)]),
  );
}

/** The value with one change somewhere inside: probably no longer valid. */
export function mutateValue(node: unknown, value: unknown, random: Random): unknown {
  const inside = Array.isArray(value) || isRecord(value);
  if (inside && random.chance(0.75)) {
    if (Array.isArray(value) && value.length > 0) return mutateItem(node, value, random);
    if (isRecord(value) && Object.keys(value).length > 0) return mutateField(node, value, random);
  }
  const samples = isRecord(node) ? samplesOf(node).flatMap(({ breaks }) => breaks) : [];
  if (typeof value === "string" && samples.length > 0 && random.chance(0.6)) return random.pick(samples);
  if (typeof value === "number" && random.chance(0.6)) return mutateNumber(node, value, random);
  if (typeof value === "string" && random.chance(0.5))
    return random.pick(["", "x".repeat(50), `${value}x`, "X", ...TEXTS]);
  return generateAnything(random, 1);
}

function mutateNumber(node: unknown, value: number, random: Random): number {
  const limits = ["minimum", "maximum", "multipleOf"]
    .map((keyword) => ownValue(node, keyword))
    .filter((limit) => typeof limit === "number");
  const near = limits.flatMap((limit) => [limit, limit + 1, limit - 1, limit + 0.5, -limit]);
  // JavaScript prints larger doubles with other digits, up to 1e21. int64.test.ts covers integers of that
  // size.
  const isHeld = (number: number) =>
    !Number.isInteger(number) || Number.isSafeInteger(number) || Math.abs(number) >= 1e21;
  return random.pick([...near, value + 1, value + 0.5, -value, 1e6, 3e9, 0].filter(isHeld));
}

function mutateItem(node: unknown, list: unknown[], random: Random): unknown[] {
  const index = random.int(0, list.length - 1);
  const how = random.int(0, 5);
  if (how === 0) return list.filter((_, other) => other !== index);
  if (how === 1) return [...list, list[index]];
  if (how === 2) return [...list, generateAnything(random, 1)];
  return list.map((item, other) =>
    other === index ? mutateValue(ownValue(node, "items"), item, random) : item,
  );
}

function mutateField(node: unknown, object: JsonRecord, random: Random): JsonRecord {
  const name = random.pick(Object.keys(object));
  const entries = Object.entries(object);
  const how = random.int(0, 6);
  if (how === 0) return Object.fromEntries(entries.filter(([other]) => other !== name));
  if (how === 1 && random.chance(0.4))
    return Object.fromEntries([...entries, [random.pick(NAMES), generateAnything(random, 1)]]);
  // The server rewrites metadata, so null in it changes. That is outside the form's contract.
  if (name === "metadata" && ownValue(node, "x-kubernetes-embedded-resource") === true)
    return { ...object, metadata: random.pick([{}, "inner", { labels: { a: "b" } }, { name: "-" }]) };
  const child = ownValue(ownValue(node, "properties"), name) ?? ownValue(node, "additionalProperties");
  return Object.fromEntries(
    entries.map(([other, value]) => [other, other === name ? mutateValue(child, value, random) : value]),
  );
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** Random structural schemas, which a real API server accepts with few exceptions. */
import { findBreaches } from "#lib/schema/check";
import { convertNode } from "#lib/schema/convert-node";
import type { JsonRecord } from "#lib/schema/pointer";
import type { Random } from "#lib/schema/property/random";
import { generateRules } from "#lib/schema/property/rule-generator";
import {
  FORMATS,
  NAMES,
  PATTERNS,
  SERVER_FORMATS,
  SERVER_PATTERNS,
  TEXTS,
} from "#lib/schema/property/samples";
import { generateValue } from "#lib/schema/property/value-generator";

type Make = (random: Random, depth: number) => JsonRecord;

/** The share of texts whose pattern or format only the server judges. */
const SERVERS_OWN = 0.01;
const QUANTITY =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

const LEAVES: readonly Make[] = [
  makeText,
  makeText,
  makeInteger,
  makeNumber,
  makeBoolean,
  makeIntOrString,
  makePreserved,
];
const NODES: readonly Make[] = [
  ...LEAVES,
  makeObject,
  makeObject,
  makeObject,
  makeMap,
  makeMap,
  makeList,
  makeList,
  makeKeyedList,
  makeEmbedded,
];

/** A node with constraints, rules, perhaps a default; `depth` levels may follow. */
export function generateSchema(random: Random, depth: number): JsonRecord {
  return generateNode(random, depth, { defaults: true });
}

function generateNode(
  random: Random,
  depth: number,
  allowed: { defaults: boolean; nullable?: false },
): JsonRecord {
  const make = random.pick(depth > 0 ? NODES : LEAVES);
  const made = make(random, depth);
  const nullable = allowed.nullable !== false && random.chance(0.12) && { nullable: true };
  const node = { ...made, ...nullable, ...(random.chance(0.3) && generateRules(made, random)) };
  if (!allowed.defaults || !random.chance(0.12)) return node;
  const initial = generateValue({ ...node, nullable: false }, random);
  const { schema } = convertNode(node, { name: "default", depth: 1 });
  return initial === null || findBreaches(schema, initial).length > 0 ? node : { ...node, default: initial };
}

function makeText(random: Random): JsonRecord {
  if (random.chance(0.25)) return makeEnum("string", random.some(TEXTS, 0.2), random);
  if (random.chance(0.3)) {
    const { pattern } = random.pick(random.chance(SERVERS_OWN) ? SERVER_PATTERNS : PATTERNS);
    return { type: "string", pattern };
  }
  if (random.chance(0.3)) {
    const { format } = random.pick(random.chance(SERVERS_OWN) ? SERVER_FORMATS : FORMATS);
    return { type: "string", format };
  }
  const low = random.int(0, 3);
  return {
    type: "string",
    ...(random.chance(0.4) && { minLength: low }),
    ...(random.chance(0.4) && { maxLength: low + random.int(0, 20) }),
  };
}

function makeEnum(type: string, choices: readonly unknown[], random: Random): JsonRecord {
  if (choices.length === 0) return { type };
  return { type, enum: random.chance(0.1) ? [...choices, null] : choices };
}

function makeInteger(random: Random): JsonRecord {
  if (random.chance(0.15)) return makeEnum("integer", random.some([0, 1, 2, 65, -3], 0.5), random);
  const format = random.pick([undefined, undefined, "int32", "int64"]);
  return { type: "integer", ...(format && { format }), ...makeLimits(random) };
}

function makeNumber(random: Random): JsonRecord {
  if (random.chance(0.15)) return makeEnum("number", random.some([0.5, 1, 1.5, -3], 0.5), random);
  const format = random.pick([undefined, undefined, "float", "double"]);
  return { type: "number", ...(format && { format }), ...makeLimits(random) };
}

function makeLimits(random: Random): JsonRecord {
  const low = random.pick([0, 1, -5, 0.5, 10]);
  return {
    ...(random.chance(0.4) && { minimum: low, ...(random.chance(0.3) && { exclusiveMinimum: true }) }),
    ...(random.chance(0.4) && {
      maximum: low + random.pick([5, 100, 2.5]),
      ...(random.chance(0.3) && { exclusiveMaximum: true }),
    }),
    ...(random.chance(0.15) && { multipleOf: random.pick([2, 5, 0.5, 0.1, 2.5]) }),
  };
}

function makeBoolean(): JsonRecord {
  return { type: "boolean" };
}

function makeIntOrString(random: Random): JsonRecord {
  const anyOf = [{ type: "integer" }, { type: "string" }];
  const node = { "x-kubernetes-int-or-string": true };
  const how = random.int(0, 4);
  if (how === 0) return { ...node, anyOf };
  if (how === 1) return { ...node, anyOf, pattern: random.pick([QUANTITY, "^[0-9]+%?$"]) };
  if (how === 2) return { ...node, allOf: [{ anyOf }, { pattern: "^[0-9]+%?$" }, { maximum: 100 }] };
  if (how === 3) return { ...node, enum: ["A", 2, "50%"] };
  return { ...node, ...(random.chance(0.5) && { minimum: 1, maxLength: 4 }) };
}

function makePreserved(random: Random): JsonRecord {
  const preserved = { "x-kubernetes-preserve-unknown-fields": true };
  return random.chance(0.5) ? preserved : { ...preserved, type: "object" };
}

function makeObject(random: Random, depth: number): JsonRecord {
  const names = random.some(NAMES, 0.15);
  const properties = Object.fromEntries(
    names.map((name) => [name, generateNode(random, depth - 1, { defaults: true })]),
  );
  const required = random.some(names, 0.25);
  return {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    ...(random.chance(0.08) && { minProperties: random.int(1, 2) }),
    ...(random.chance(0.08) && { maxProperties: random.int(1, 3) }),
    ...(random.chance(0.1) && { "x-kubernetes-preserve-unknown-fields": true }),
    ...(random.chance(0.1) && { "x-kubernetes-map-type": random.pick(["atomic", "granular"]) }),
  };
}

function makeMap(random: Random, depth: number): JsonRecord {
  return {
    type: "object",
    additionalProperties:
      random.chance(0.1) || generateNode(random, depth - 1, { defaults: random.chance(0.05) }),
    ...(random.chance(0.15) && { minProperties: 1 }),
    ...(random.chance(0.15) && { maxProperties: 3 }),
  };
}

function makeList(random: Random, depth: number): JsonRecord {
  const kind = random.pick([undefined, undefined, "atomic", "set"]);
  const low = random.int(0, 1);
  const items =
    kind === "set"
      ? random.pick(LEAVES.slice(0, 5))(random, 0)
      : generateNode(random, depth - 1, { defaults: true });
  return {
    type: "array",
    items,
    ...(kind && { "x-kubernetes-list-type": kind }),
    ...(random.chance(0.2) && { minItems: low }),
    ...(random.chance(0.2) && { maxItems: low + random.int(1, 3) }),
  };
}

function makeKeyedList(random: Random, depth: number): JsonRecord {
  const keys = random.some(["name", "port"], 0.7);
  if (keys.length === 0) return makeList(random, depth);
  const rest = makeObject(random, depth - 1);
  const properties = {
    ...Object(rest.properties),
    name: { type: "string", ...(random.chance(0.2) && { maxLength: 3 }) },
    port: { type: "integer", ...(random.chance(0.4) && { default: 80 }) },
  };
  const hasDefault = Object.hasOwn(properties.port, "default");
  const needed = keys.filter((key) => key === "name" || !hasDefault);
  const required = [...new Set([...needed, ...(Array.isArray(rest.required) ? rest.required : [])])];
  return {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
    items: { type: "object", properties, ...(required.length > 0 && { required }) },
  };
}

function makeEmbedded(random: Random, depth: number): JsonRecord {
  const node = { type: "object", "x-kubernetes-embedded-resource": true };
  if (random.chance(0.5)) return { ...node, "x-kubernetes-preserve-unknown-fields": true };
  const spec = generateNode(random, depth - 1, { defaults: true });
  return {
    ...node,
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec,
    },
  };
}

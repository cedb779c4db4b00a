/** Generates random structural schemas. A real API server accepts nearly all of them. */

import { convertNode } from "#lib/form/convert/convert-node";
import { drawField } from "#lib/form/tree/rjsf";
import type { JsonRecord } from "#lib/schema/pointer";
import { findViolations } from "#lib/schema/structural/check";
import { LEAVES, type Make } from "#lib/schema/testing/leaf-generator";
import type { Random } from "#lib/schema/testing/random";
import { generateRules } from "#lib/schema/testing/rule-generator";
import { NAMES } from "#lib/schema/testing/samples";
import { generateValue } from "#lib/schema/testing/value-generator";

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

/** A node with constraints, rules and sometimes a default; at most `depth` more levels. */
export function generateSchema(random: Random, depth: number): JsonRecord {
  return generateNode(random, depth, { defaults: true });
}

function generateNode(random: Random, depth: number, allowed: { defaults: boolean }): JsonRecord {
  const make = random.pick(depth > 0 ? NODES : LEAVES);
  const made = make(random, depth);
  const nullable = random.chance(0.12) && { nullable: true };
  const node = { ...made, ...nullable, ...(random.chance(0.3) && generateRules(made, random)) };
  if (!allowed.defaults || !random.chance(0.12)) return node;
  const initial = generateValue({ ...node, nullable: false }, random);
  const { schema } = drawField(convertNode(node, { name: "default", depth: 1 }));
  return initial === null || findViolations(schema, initial).length > 0
    ? node
    : { ...node, default: initial };
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

/** Generates random nodes without children. */
import type { JsonRecord } from "#lib/schema/pointer";
import type { Random } from "#lib/schema/testing/random";
import { FORMATS, PATTERNS, SERVER_FORMATS, SERVER_PATTERNS, TEXTS } from "#lib/schema/testing/samples";

export type Make = (random: Random, depth: number) => JsonRecord;

/** The share of texts whose pattern or format only the server checks. */
const SERVERS_OWN = 0.01;
const QUANTITY =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

export const LEAVES: readonly Make[] = [
  makeText,
  makeText,
  makeInteger,
  makeNumber,
  makeBoolean,
  makeIntOrString,
  makePreserved,
];

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

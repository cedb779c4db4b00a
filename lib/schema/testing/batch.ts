/**
 * Compares the form with the API server: one kind with many random schemas, and random objects of that kind.
 */
import { convertSchema } from "#lib/form/convert/convert";
import { applyDefaults } from "#lib/form/fields/defaults";
import { readManifest, writeManifest } from "#lib/form/manifest/manifest-text";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import { validateValues } from "#lib/form/values/validate";
import { completeValues } from "#lib/form/values/values";
import { isRecord, type JsonRecord, ownValue, parsePointer, writePointer } from "#lib/schema/pointer";
import { sortKeys } from "#lib/schema/structural/server-numbers";
import { createRandom } from "#lib/schema/testing/random";
import { generateSchema } from "#lib/schema/testing/schema-generator";
import { GROUP, type PropertyServer, rootSchema } from "#lib/schema/testing/types";
import { generateValue, mutateValue } from "#lib/schema/testing/value-generator";

const DEPTH = 3;
const OBJECTS = 10;

/** The results of the form and the server for one value of one schema. */
export interface Verdict {
  /** Identifies the case: the run's seed, the schema's number, the value's number. */
  seed: string;
  schema: JsonRecord;
  value: unknown;
  /** The form's first error; undefined for an accepted value. */
  form: string | undefined;
  /** The form warns that the value has fields which the API does not declare. */
  unknown: boolean;
  server: string | undefined;
  /** How the stored value differs from the intended one; undefined for an equal or refused value. */
  loss: string | undefined;
}

export interface BatchResult {
  /** Schemas that the server refuses, with its reason. */
  unaccepted: { seed: string; schema: JsonRecord; reason: string }[];
  verdicts: Verdict[];
}

/** Runs the schemas number `from` to `from + count - 1` of a run. */
export async function runBatch(
  server: PropertyServer,
  run: string,
  from: number,
  count: number,
): Promise<BatchResult> {
  const kind = `Batch${from}`;
  const seeds = new Map(Array.from({ length: count }, (_, index) => [`s${index}`, `${run}/${from + index}`]));
  const all = new Map([...seeds].map(([name, seed]) => [name, generateSchema(createRandom(seed), DEPTH)]));
  const reasons = await server.define(kind, all);
  const schemas = new Map([...all].filter(([name]) => !reasons.has(name)));
  const form = convertSchema(rootSchema(schemas), { kind });
  const rounds = Array.from({ length: OBJECTS }, async (_, round) => {
    const objects = [...schemas].map(([name, schema]): [string, unknown] => {
      const random = createRandom(`${seeds.get(name)}/${round}`);
      const value = generateValue(schema, random);
      return [name, round % 2 === 0 ? value : mutateValue(schema, value, random)];
    });
    const judged = await judge(server, kind, form, Object.fromEntries(objects));
    return judged.map(
      ({ name, ...verdict }): Verdict => ({
        ...verdict,
        seed: `${seeds.get(name)}/${round}`,
        schema: schemas.get(name) ?? {},
      }),
    );
  });
  const verdicts = (await Promise.all(rounds)).flat();
  await server.remove(kind);
  const unaccepted = [...reasons].map(([name, reason]) => ({
    seed: seeds.get(name) ?? "",
    schema: all.get(name) ?? {},
    reason,
  }));
  return { unaccepted, verdicts };
}

/**
 * The steps of a request: complete the values, format them, parse the text. Then the form and the server
 * check the parsed value.
 */
async function judge(server: PropertyServer, kind: string, form: FormSchema, spec: JsonRecord) {
  const type = { apiVersion: `${GROUP}/v1`, kind };
  const completed = completeValues(form, { spec });
  const read = readManifest(
    type,
    writeManifest(type, { name: "sample", namespace: "default", values: completed }),
  );
  if (!read.ok) throw new Error(`The manifest cannot be read again: ${read.message}`);
  const { values } = read.value;
  const objections = objectionsOf(form, values);
  const { stored, refusals } = await applyMost(server, type, values);
  const unknown = findUnknownFields(form, values);
  const expected = expectStored(form, values);
  return Object.keys(spec).map((name) => {
    const at = (whole: unknown) => canonical(ownValue(ownValue(whole, "spec"), name));
    const rewritten =
      at(values) === at(completed) ? undefined : `text: ${at(completed)} became ${at(values)}`;
    const kept = refusals.has(name) || at({ spec: stored }) === at(expected);
    return {
      name,
      value: ownValue(values.spec, name),
      form: objections.get(name),
      unknown: unknown.some((pointer) => parsePointer(pointer)[1] === name),
      server: refusals.get(name),
      loss: rewritten ?? (kept ? undefined : `expected ${at(expected)}, stored ${at({ spec: stored })}`),
    };
  });
}

/**
 * The server's refusal of one schema hides those of others. So refused values are left out until the server
 * accepts the rest.
 */
async function applyMost(
  server: PropertyServer,
  type: { apiVersion: string; kind: string },
  values: JsonRecord,
) {
  const refusals = new Map<string, string>();
  for (;;) {
    const spec = Object.entries(isRecord(values.spec) ? values.spec : {}).filter(
      ([name]) => !refusals.has(name),
    );
    const parts = { name: "sample", namespace: "default", values: { spec: Object.fromEntries(spec) } };
    const answer = await server.apply(type.kind, writeManifest(type, parts));
    if (answer.spec) return { stored: answer.spec, refusals };
    if (answer.refusals.has("")) throw new Error(`Not about a field: ${answer.refusals.get("")}`);
    for (const [name, reason] of answer.refusals) refusals.set(name, reason);
  }
}

function objectionsOf(form: FormSchema, values: JsonRecord): Map<string, string> {
  const errors = validateValues(form, values).map(({ path, message }): [string, string] => [
    parsePointer(path)[1] ?? "",
    `${path}: ${message}`,
  ]);
  return new Map(errors.reverse());
}

/**
 * The value with defaults and without the fields that the server drops because the schema does not declare
 * them.
 */
function expectStored(form: FormSchema, values: JsonRecord): JsonRecord {
  const filled = applyDefaults(treeOf(form), withoutPointers(values, findUnknownFields(form, values)));
  return isRecord(filled) ? withoutPointers(filled, findUnknownFields(form, filled)) : {};
}

/** From the end, so that indexes stay valid. */
function withoutPointers(values: JsonRecord, pointers: readonly string[]): JsonRecord {
  return [...pointers].reverse().reduce((rest, pointer) => dropPointer(rest, pointer), values);
}

function dropPointer(values: JsonRecord, pointer: string): JsonRecord {
  const parent = pointer.slice(0, pointer.lastIndexOf("/"));
  const name = parsePointer(pointer).at(-1) ?? "";
  const object = parsePointer(parent).reduce<unknown>(ownValue, values);
  const rest = Object.entries(isRecord(object) ? object : {}).filter(([other]) => other !== name);
  return writePointer(values, parent, Object.fromEntries(rest));
}

function canonical(value: unknown): string {
  return JSON.stringify(sortKeys(value)) ?? "nothing";
}

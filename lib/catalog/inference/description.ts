/** A description for an offer whose author wrote none. */
import type { Category } from "#lib/catalog/inference/category";
import { humaniseKind } from "#lib/catalog/title";
import { dropMarks } from "#lib/manifest/direction-marks";
import { isRecord, ownValue } from "#lib/schema/pointer";
import { spellWord, splitWords } from "#lib/schema/spelling";
import type { StructuralSchema } from "#lib/schema/types";

/** `schema`: the text of the schema. `fields`: made from the names of the fields. `kind`: from the kind alone. */
export type DescriptionOrigin = "schema" | "fields" | "kind";

export interface InferredDescription {
  text: string;
  from: DescriptionOrigin;
}

export interface DescribedOffer {
  /** The kind, else a name. */
  kind: string;
  /** Undefined where the offer's API is unknown. */
  scope: "Namespaced" | "Cluster" | undefined;
  category: Category | undefined;
  schema: StructuralSchema | undefined;
}

/** Fields that a description names. */
const NAMED = 4;

/** What an offer is, from its schema, else from its fields, else from its kind; undefined where nothing tells. */
export function inferDescription(offer: DescribedOffer): InferredDescription | undefined {
  const { schema, scope, category } = offer;
  const spec = ownValue(ownValue(schema, "properties"), "spec");
  const text = readDescription(schema) || readDescription(spec);
  if (text) return { text, from: "schema" };
  const what = nameOffer(offer);
  const fields = listFields(schema).slice(0, NAMED);
  if (fields.length > 0) {
    const list = new Intl.ListFormat("en-GB").format(fields.map(spellField));
    return { text: `${what} with ${list}.`, from: "fields" };
  }
  if (scope) {
    return { text: `${what} ${scope === "Namespaced" ? "in a namespace" : "of the cluster"}.`, from: "kind" };
  }
  return category ? { text: `${what}.`, from: "kind" } : undefined;
}

/** "Namespace claim" says what it is. "RDS" does not, and its category "Database" does. */
function nameOffer({ kind, category }: DescribedOffer): string {
  const title = humaniseKind(kind);
  return category && !title.includes(" ") ? category.noun : title;
}

function spellField(name: string): string {
  return splitWords(name)
    .map((word) => spellWord(word) ?? word.toLowerCase())
    .join(" ");
}

/** Fields of every object, and the object's own state. */
const COMMON = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Names of the fields that a requester sees first: those of `spec`, else of the object, without the ones that the
 * author hid or that belong to a tool's own group (`x-ui-group`). Required fields come first.
 */
export function listFields(schema: StructuralSchema | undefined): string[] {
  const properties = ownValue(schema, "properties");
  const spec = ownValue(properties, "spec");
  const parent = isRecord(spec) ? spec : schema;
  const required = ownValue(parent, "required");
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  const fields = ownValue(parent, "properties");
  if (!isRecord(fields)) return [];
  const names = Object.keys(fields).filter((name) => {
    const field = fields[name];
    const isApart = ownValue(field, "x-ui-hidden") === true || ownValue(field, "x-ui-group") !== undefined;
    return !isApart && !(parent === schema && COMMON.has(name));
  });
  return [...names.filter(isRequired), ...names.filter((name) => !isRequired(name))];
}

/** Sentences of code generators, which say nothing about the API: controller-gen's, Upjet's and scaffolds'. */
const GENERATED = [
  /^(?:an? |the )?`?\w+`? (?:is the schema for the [\w-]+(?: \w+)? api|defines the (?:desired|observed) state of an? \w+|defines the (?:desired|observed) state of \w+)(?:\.|$)/i,
  /^<no description>\.?$/i,
  /^(?:spec|specification|todo|description)\b(?: (?:of|for) (?:the )?`?\w+`?)?[.:]?$/i,
  /^\w+ is an example field of \w+\b.*$/is,
] as const;

/** The description of a schema without the sentence that a code generator put first. */
function readDescription(schema: unknown): string {
  const description = ownValue(schema, "description");
  if (typeof description !== "string") return "";
  return GENERATED.reduce(
    (text, generated) => text.replace(generated, "").trim(),
    dropMarks(description.trim()),
  );
}

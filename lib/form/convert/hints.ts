/**
 * What an author says of a field, in one vocabulary: as keywords `x-ui-*` in its schema, or in a layout
 * (`layout-document`). Both become `ui:options` of the form.
 */

import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { isNumber } from "#lib/exact-json";
import { formatQuantity, guessUnit } from "#lib/form/fields/units";
import {
  type Condition,
  type FieldChoice,
  type FieldHints,
  fieldHints,
  type LiveOptions,
  type Widget,
} from "#lib/form/layout-document";
import { type JsonRecord, ownValue } from "#lib/schema/pointer";

/** Anything JSON holds; also a bigint, which the types of rjsf do not know. */
export type JsonValue = string | number | boolean | object | null;

/** What the form reads from `ui:options` of a field. */
export interface FieldOptions {
  /** What the API server fills in. */
  default?: JsonValue;
  /** Why the field is edited as YAML. */
  reason?: string;
  /** The object keeps keys that have no field. */
  rest?: boolean;
  /** Never shown in the form; the YAML still takes it. */
  hidden?: boolean;
  /** Shown last, folded. */
  advanced?: boolean;
  /** Always open, at the top. */
  essential?: boolean;
  /** Title of the folded group, after all others, that it stands in with what names the same. */
  group?: string;
  /** What its author has shown while it is empty. */
  placeholder?: string;
  example?: JsonValue;
  /** Behind the value. */
  unit?: string;
  widget?: Widget;
  /** Always written, never changed. */
  locked?: JsonValue;
  /** What can be chosen; or which objects of the cluster can, unread here. */
  options?: readonly FieldChoice[] | { from: LiveOptions };
  /** Shown and written only while it holds. */
  when?: Condition;
  /** About a secret: only a reference is taken. */
  secret?: boolean;
  /** The Secrets that are offered to it. */
  secrets?: FieldHints["secrets"];
  /** Rules of the object that ask only for one, or some, of its fields. */
  alternatives?: Alternatives[];
}

/** "One of these" (`oneOf`) or "at least one of these" (`anyOf`). */
export interface Alternatives {
  keyword: "oneOf" | "anyOf";
  /** Names of the object's own fields; `a/b` is a field of the object `a`. */
  choices: { label: string; fields: string[] }[];
}

export interface HintedNode {
  schema: RJSFSchema;
  ui: UiSchema;
}

// What authors have called it elsewhere.
const ALIASES: Readonly<Record<string, string>> = { widget: "x-ui-field" };

/** The `x-ui-*` hints of one node; those that are absent or of another form are left out. */
export function readHints(node: JsonRecord): FieldHints {
  if (!Object.keys(node).some((keyword) => keyword.startsWith("x-ui-"))) return {};
  const hints = Object.entries(fieldHints.shape).flatMap(([key, schema]): [string, unknown][] => {
    const written = node[`x-ui-${key}`] ?? node[ALIASES[key] ?? ""];
    return written !== undefined && schema.safeParse(written).success ? [[key, written]] : [];
  });
  return hints.length > 0 ? fieldHints.parse(Object.fromEntries(hints)) : {};
}

/** The node with its hints. A widget that cannot show its values is passed over; see `fitsWidget`. */
export function applyHints({ schema, ui }: HintedNode, hints: FieldHints): HintedNode {
  const { label, help, options, ...rest } = hints;
  const own: JsonRecord = {
    ...ui["ui:options"],
    ...rest,
    ...(options && { options: readOptions(options) }),
  };
  const field = chooseField(schema, hints) ?? ui["ui:field"];
  const shown = sayEmpty(own, field === "QuantityField");
  return {
    schema: {
      ...schema,
      ...(label !== undefined && { title: label }),
      ...(help !== undefined && { description: help }),
    },
    ui: {
      ...ui,
      ...(field !== undefined && { "ui:field": field }),
      ...(Object.keys(own).length > 0 && { "ui:options": asOptions(own) }),
      ...(shown !== undefined && { "ui:placeholder": shown }),
    },
  };
}

function asOptions(own: JsonRecord): NonNullable<UiSchema["ui:options"]> {
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) => (isJsonValue(value) ? [[name, value]] : [])),
  );
}

function readOptions(options: NonNullable<FieldHints["options"]>): FieldOptions["options"] {
  if (!Array.isArray(options)) return options;
  return options.map((option) => (typeof option === "object" ? option : { value: option }));
}

const CHOOSERS: ReadonlySet<Widget> = new Set<Widget>(["segmented", "radio", "select"]);

function isNested(schema: RJSFSchema): boolean {
  return [schema.type ?? []].flat().some((type) => type === "object" || type === "array");
}

/** The name of the component that shows it, where its hints ask for another than its type's. */
function chooseField(schema: RJSFSchema, { locked, widget, options }: FieldHints): string | undefined {
  if (locked !== undefined) return "LockedField";
  if (widget === "yaml") return "YamlField";
  if (widget === "quantity" && fitsWidget(schema, widget)) return "QuantityField";
  if (!Array.isArray(options) || schema.enum !== undefined) return undefined;
  // To choose from, as its author asks; else to type, with suggestions.
  if (widget !== undefined && CHOOSERS.has(widget) && !isNested(schema)) return "ChoiceField";
  return isFreeText(schema) ? "SuggestField" : undefined;
}

/** True where a widget can show every value of the field. */
export function fitsWidget(schema: RJSFSchema, widget: Widget, hasOptions = false): boolean {
  const types = [schema.type ?? []].flat();
  if (widget === "yaml") return true;
  if (isNested(schema)) return false;
  if (widget === "text") return true;
  if (widget === "textarea") return isFreeText(schema);
  if (widget === "quantity") return types.includes("string") && schema.enum === undefined;
  return schema.enum !== undefined || hasOptions;
}

function isFreeText(schema: RJSFSchema): boolean {
  return [schema.type ?? []].flat().includes("string") && schema.enum === undefined;
}

/**
 * What an empty field shows: its author's words, else its default, else an example. Never written: a default that is
 * copied into a manifest outlives its change in the API.
 */
function sayEmpty(
  { placeholder, default: initial, example }: JsonRecord,
  isQuantity: boolean,
): string | undefined {
  const say = (value: unknown) => (isQuantity ? formatQuantity(String(value)) : String(value));
  if (typeof placeholder === "string") return placeholder;
  if (isShort(initial)) return `${say(initial)} (default)`;
  return isShort(example) ? `e.g. ${say(example)}` : undefined;
}

function isShort(value: unknown): boolean {
  return isNumber(value) || (typeof value === "string" && value !== "");
}

/** Names of an object's fields as its author ordered them: a list on the object, or a number on each field. */
export function orderNames(node: JsonRecord, properties: JsonRecord): string[] {
  const names = Object.keys(properties);
  const list: unknown[] = Array.isArray(node["x-ui-order"]) ? node["x-ui-order"] : [];
  const rank = (name: string): number => {
    if (list.includes(name)) return list.indexOf(name) - list.length;
    const own = ownValue(ownValue(properties, name), "x-ui-order");
    return typeof own === "number" ? own : Number.MAX_SAFE_INTEGER;
  };
  return names.sort((a, b) => rank(a) - rank(b));
}

/** What a node itself says beside its rules: its default, an example, and its unit where its name ends in one. */
export function readFacts(
  node: JsonRecord,
  name: string,
): Pick<FieldOptions, "default" | "example" | "unit"> {
  const { default: initial, example, examples } = node;
  const shown: unknown = example ?? (Array.isArray(examples) ? examples[0] : undefined);
  const unit = guessUnit(name, node.type);
  return {
    ...(isJsonValue(initial) && { default: initial }),
    ...(isJsonValue(shown) && { example: shown }),
    ...(unit !== undefined && { unit }),
  };
}

function isJsonValue(value: unknown): value is JsonValue {
  return value === null || ["string", "number", "bigint", "boolean", "object"].includes(typeof value);
}

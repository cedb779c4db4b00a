/**
 * Hints of an author for a field, in one vocabulary: as keywords `x-ui-*` in the schema, or in a layout
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

/** Any JSON value. Includes bigint, which the types of rjsf do not have. */
export type JsonValue = string | number | boolean | object | null;

/** The keys of `ui:options` that the form reads. */
export interface FieldOptions {
  /** The default that the API server fills in. */
  default?: JsonValue;
  /** The reason why the field is edited as YAML. */
  reason?: string;
  /** The object keeps keys that the schema does not declare. */
  rest?: boolean;
  /** Hidden in the form. The YAML editor still accepts it. */
  hidden?: boolean;
  /** Shown last, in a folded group. */
  advanced?: boolean;
  /** Always open, at the top. */
  essential?: boolean;
  /**
   * Title of the folded group that holds the field, after all other groups. Fields with the same title share
   * the group.
   */
  group?: string;
  /** Placeholder, shown while the field is empty. */
  placeholder?: string;
  example?: JsonValue;
  /** Unit, shown behind the value. */
  unit?: string;
  widget?: Widget;
  /** A value that is always written and that nobody can change. */
  locked?: JsonValue;
  /** The choices, or a hint which objects of the cluster are the choices (parsed later). */
  options?: readonly FieldChoice[] | { from: LiveOptions };
  /** The field is shown and written only while the condition holds. */
  when?: Condition;
  /** The field is about a secret: it accepts only a reference. */
  secret?: boolean;
  /** The Secrets that the field offers. */
  secrets?: FieldHints["secrets"];
  /** Rules of the object that only require one, or some, of its fields. */
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

// Other names that authors use for the same hint.
const ALIASES: Readonly<Record<string, string>> = { widget: "x-ui-field" };

/** Parses the `x-ui-*` hints of one node. Absent hints and hints of another type are left out. */
export function readHints(node: JsonRecord): FieldHints {
  if (!Object.keys(node).some((keyword) => keyword.startsWith("x-ui-"))) return {};
  const hints = Object.entries(fieldHints.shape).flatMap(([key, schema]): [string, unknown][] => {
    const written = node[`x-ui-${key}`] ?? node[ALIASES[key] ?? ""];
    return written !== undefined && schema.safeParse(written).success ? [[key, written]] : [];
  });
  return hints.length > 0 ? fieldHints.parse(Object.fromEntries(hints)) : {};
}

/**
 * Applies the hints to the node. A widget that cannot show the values of the field is ignored; see
 * `fitsWidget`.
 */
export function applyHints({ schema, ui }: HintedNode, hints: FieldHints): HintedNode {
  const { label, help, options, ...rest } = hints;
  const own: JsonRecord = {
    ...ui["ui:options"],
    ...rest,
    ...(options && { options: readOptions(options) }),
  };
  const field = chooseField(schema, hints) ?? ui["ui:field"];
  const shown = choosePlaceholder(own, field === "QuantityField");
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

/** The name of the component for the field, where its hints require another one than its type does. */
function chooseField(schema: RJSFSchema, { locked, widget, options }: FieldHints): string | undefined {
  if (locked !== undefined) return "LockedField";
  if (widget === "yaml") return "YamlField";
  if (widget === "quantity" && fitsWidget(schema, widget)) return "QuantityField";
  if (!Array.isArray(options) || schema.enum !== undefined) return undefined;
  // With choices from the author, a list to choose from; else a text field with suggestions.
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
 * The placeholder of an empty field: the author's placeholder, else the default, else an example. The form
 * never writes it, because a default that is copied into a manifest would outlive a change in the API.
 */
function choosePlaceholder(
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

/** The names of an object's fields in the author's order: a list on the object, or a number on each field. */
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

/**
 * The default, the example and the unit (from the end of the name) that a node declares beside its
 * constraints.
 */
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

/**
 * Hints of an author for a field, in one vocabulary: as keywords `x-ui-*` in the schema, or in a layout
 * (`layout-document`). Both become options of the field.
 */

import { isNumber } from "#lib/exact-json";
import { formatQuantity, guessUnit } from "#lib/form/fields/units";
import { type FieldHints, fieldHints, type Widget } from "#lib/form/layout-document";
import {
  type FieldKind,
  type FieldOptions,
  type FormField,
  type JsonValue,
  typesOf,
} from "#lib/form/tree/field";
import { type JsonRecord, ownValue } from "#lib/schema/pointer";

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
 * The field with the hints applied. A widget that cannot show the values of the field is ignored; see
 * `fitsWidget`.
 */
export function applyHints(field: FormField, hints: FieldHints): FormField {
  const { label, help, options: choices, ...rest } = hints;
  const options = dropUndefined({
    ...field.options,
    ...rest,
    ...(choices && { options: readOptions(choices) }),
  });
  const kind = chooseKind(field, hints);
  const placeholder = choosePlaceholder(options, (kind ?? field.kind) === "quantity");
  return {
    ...field,
    ...(kind && { kind }),
    ...(label !== undefined && { title: label }),
    ...(help !== undefined && { description: help }),
    options,
    ...(placeholder !== undefined && { placeholder }),
  };
}

function dropUndefined(
  options: { [Name in keyof FieldOptions]: FieldOptions[Name] | undefined },
): FieldOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function readOptions(options: NonNullable<FieldHints["options"]>): FieldOptions["options"] {
  if (!Array.isArray(options)) return options;
  return options.map((option) => (typeof option === "object" ? option : { value: option }));
}

const CHOOSERS: ReadonlySet<Widget> = new Set<Widget>(["segmented", "radio", "select"]);

function isNested(field: FormField): boolean {
  return typesOf(field).some((type) => type === "object" || type === "array");
}

/** The kind that the hints require, where it is not that of the schema. */
function chooseKind(field: FormField, { locked, widget, options }: FieldHints): FieldKind | undefined {
  if (locked !== undefined) return "locked";
  if (widget === "yaml") return "yaml";
  if (widget === "quantity" && fitsWidget(field, widget)) return "quantity";
  if (!Array.isArray(options) || field.rules.enum !== undefined) return undefined;
  // With choices from the author, a list to choose from; else a text field with suggestions.
  if (widget !== undefined && CHOOSERS.has(widget) && !isNested(field)) return "choice";
  return isFreeText(field) ? "suggest" : undefined;
}

/** True where a widget can show every value of the field. */
export function fitsWidget(field: FormField, widget: Widget, hasOptions = false): boolean {
  if (widget === "yaml") return true;
  if (isNested(field)) return false;
  if (widget === "text") return true;
  if (widget === "textarea") return isFreeText(field);
  if (widget === "quantity") return isFreeText(field);
  return field.rules.enum !== undefined || hasOptions;
}

function isFreeText(field: FormField): boolean {
  return typesOf(field).includes("string") && field.rules.enum === undefined;
}

/**
 * The placeholder of an empty field: the author's placeholder, else the default, else an example. The form
 * never writes it, because a default that is copied into a manifest would outlive a change in the API.
 */
function choosePlaceholder(
  { placeholder, default: initial, example }: FieldOptions,
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

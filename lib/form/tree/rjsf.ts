/**
 * The only file that writes and reads `schema` and `uiSchema`, the two trees that react-jsonschema-form takes. The
 * HTTP API gives a form in this shape, and `@rjsf/core` renders it.
 * https://rjsf-team.github.io/react-jsonschema-form/docs/api-reference/uiSchema
 */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { humaniseName } from "#lib/form/fields/title";
import {
  type AnyFieldKind,
  type FieldKind,
  type FieldOptions,
  type FormField,
  requiredOf,
  type SecretPlace,
} from "#lib/form/tree/field";
import type { FormArrangement, FormSchema } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/** A field as react-jsonschema-form takes it. */
export interface RjsfField {
  schema: RJSFSchema;
  uiSchema: UiSchema;
}

/** The component of each kind; none for kinds that the type alone tells. */
const COMPONENTS: Readonly<Partial<Record<AnyFieldKind, string>>> = {
  quantity: "QuantityField",
  "int-or-string": "IntOrStringField",
  choice: "ChoiceField",
  suggest: "SuggestField",
  locked: "LockedField",
  list: "ListField",
  map: "MapField",
  yaml: "YamlField",
  rest: "RestField",
  alternatives: "ChoiceOfFields",
  secret: "SecretField",
  "live-choice": "LiveChoiceField",
};

/** The key of `ui:options` that hands a component its field. react-jsonschema-form has a meaning for `field`. */
const FIELD = "formField";

const trees = new WeakMap<FormSchema, FormField>();
const drawn = new WeakMap<FormField, RjsfField>();

/** The form with these fields, as the HTTP API gives it. */
export function writeForm(
  root: FormField,
  defaults: JsonRecord,
  layout?: FormArrangement | undefined,
  start: JsonRecord = {},
): FormSchema {
  const { schema, uiSchema } = writeField(root, (field) => writeOptions(field));
  const form: FormSchema = {
    schema,
    uiSchema,
    defaults,
    ...(hasKeys(start) && { start }),
    ...(layout && { layout }),
  };
  trees.set(form, root);
  return form;
}

/** The fields of a form. The same tree for the same form. */
export function treeOf(form: FormSchema): FormField {
  const tree = trees.get(form) ?? { ...readField(form.schema, form.uiSchema, "", false), kind: "object" };
  trees.set(form, tree);
  return tree;
}

/** The field for `@rjsf/core`. The components that it renders get the field back with `fieldOf`. */
export function drawField(field: FormField): RjsfField {
  const result = drawn.get(field) ?? writeField(field, (own) => ({ [FIELD]: own }), drawField);
  drawn.set(field, result);
  return result;
}

/** The same for an object inside an item or entry, which is drawn in place and does not fold. */
export function drawInline(field: FormField): RjsfField {
  const { schema, uiSchema } = drawField(field);
  return { schema, uiSchema: { ...uiSchema, "ui:options": { ...uiSchema["ui:options"], inline: true } } };
}

/** True for a field from `drawInline`. */
export function isInline(uiSchema: UiSchema | undefined): boolean {
  return ownValue(uiSchema?.["ui:options"], "inline") === true;
}

/** The field that a component of `@rjsf/core` renders. */
export function fieldOf(uiSchema: UiSchema | undefined): FormField {
  const field = ownValue(uiSchema?.["ui:options"], FIELD);
  if (!isField(field)) throw new Error("Only fields from drawField have a component.");
  return field;
}

// `drawField` wrote this value.
function isField(value: unknown): value is FormField {
  return isRecord(value) && typeof value.kind === "string";
}

/** The name of the component for a field; undefined where react-jsonschema-form chooses it by type. */
export function componentOf({ kind, rules }: FormField): string | undefined {
  return kind === "choice" && rules.enum !== undefined ? undefined : COMPONENTS[kind];
}

function writeField(
  field: FormField,
  options: (field: FormField) => JsonRecord,
  write: (inside: FormField) => RjsfField = (inside) => writeField(inside, options),
): RjsfField {
  const { title, description, rules, placeholder } = field;
  const fields = field.fields && [...field.fields].map(([name, one]) => [name, write(one)] as const);
  const item = field.item && write(field.item);
  const value = field.value && write(field.value);
  const component = componentOf(field);
  const own = options(field);
  return {
    schema: {
      title,
      ...(description !== undefined && { description }),
      ...rules,
      ...(fields && { properties: Object.fromEntries(fields.map(([name, { schema }]) => [name, schema])) }),
      ...(value && { additionalProperties: value.schema }),
      ...(item && { items: item.schema }),
    },
    uiSchema: {
      ...Object.fromEntries(
        (fields ?? []).map(([name, { uiSchema }]) => [name, uiSchema]).filter(([, ui]) => hasKeys(ui)),
      ),
      ...(value && { additionalProperties: value.uiSchema }),
      ...(item && { items: item.uiSchema }),
      ...(component !== undefined && { "ui:field": component }),
      ...(hasKeys(own) && { "ui:options": { ...own } }),
      ...(placeholder !== undefined && { "ui:placeholder": placeholder }),
    },
  };
}

function writeOptions(field: FormField): JsonRecord {
  return { ...field.options, ...(field.kind === "secret" && { secretPlace: field.place }) };
}

function hasKeys(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}

function readField(schema: RJSFSchema, ui: UiSchema, name: string, required: boolean): FormField {
  const {
    title = humaniseName(name),
    description,
    properties,
    items,
    additionalProperties,
    ...rules
  } = schema;
  const placeholder: unknown = ui["ui:placeholder"];
  const options = readOptions(ui["ui:options"]);
  const own = {
    ...{ title, required, options },
    ...(description !== undefined && { description }),
    rules: additionalProperties === true ? { ...rules, additionalProperties } : rules,
    ...(typeof placeholder === "string" && { placeholder }),
    ...(isRecord(properties) && { fields: readFields(schema, properties, ui) }),
    ...(isRecord(items) && { item: readField(items, toUiSchema(ui.items), "Item", false) }),
    ...(isRecord(additionalProperties) && {
      value: readField(additionalProperties, toUiSchema(ui.additionalProperties), "Value", false),
    }),
  };
  const component = ui["ui:field"];
  const place = ownValue(ui["ui:options"], "secretPlace");
  if (component === COMPONENTS.secret && isSecretPlace(place)) return { ...own, kind: "secret", place };
  const live = options.options;
  if (component === COMPONENTS["live-choice"] && isRecord(live) && "from" in live) {
    return { ...own, kind: "live-choice", live };
  }
  return { ...own, kind: KINDS.get(component) ?? kindOfType(schema) };
}

function readFields(
  schema: RJSFSchema,
  properties: Record<string, unknown>,
  ui: UiSchema,
): Map<string, FormField> {
  const required = requiredOf({ rules: schema });
  return new Map(
    Object.entries(properties).flatMap(([name, one]): [string, FormField][] =>
      isRecord(one)
        ? [[name, readField(one, toUiSchema(ownValue(ui, name)), name, required.includes(name))]]
        : [],
    ),
  );
}

const KINDS: ReadonlyMap<unknown, FieldKind> = new Map(
  (["quantity", "int-or-string", "choice", "suggest", "locked", "list", "map", "yaml", "rest"] as const).map(
    (kind) => [COMPONENTS[kind], kind],
  ),
);

/** The kind of a field without a component of its own: react-jsonschema-form chooses by type. */
export function kindOfType(schema: RJSFSchema): FieldKind {
  const type = [schema.type ?? []].flat().find((one) => one !== "null");
  if (isRecord(schema.properties)) return "object";
  if (type === "boolean") return type;
  if (type === "string" || type === "integer" || type === "number") {
    return schema.enum !== undefined ? "choice" : type === "string" ? "text" : "number";
  }
  return "yaml";
}

function readOptions(written: unknown): FieldOptions {
  if (!isOptions(written)) return {};
  const { secretPlace: _place, ...options } = written;
  return options;
}

// `writeForm` wrote this value.
function isOptions(value: unknown): value is FieldOptions & { secretPlace?: unknown } {
  return isRecord(value);
}

// `writeForm` wrote this value.
function isSecretPlace(value: unknown): value is SecretPlace {
  return isRecord(value) && ["reference", "name", "value"].includes(String(value.kind));
}

function toUiSchema(value: unknown): UiSchema {
  return isRecord(value) ? value : {};
}

/**
 * The fields of a form as one tree. Conversion, hints and layouts produce it, and all else reads it. Nothing here
 * mutates a field: a changed field is a copy.
 */
import type { RJSFSchema } from "@rjsf/utils";
import { EACH_ITEM, EACH_VALUE, isEach } from "#lib/form/fields/field-path";
import type { Condition, FieldChoice, FieldHints, LiveOptions, Widget } from "#lib/form/layout-document";
import type { LiveHint } from "#lib/form/options/live-choices";

/** Any JSON value. Whole numbers beyond 2^53 are bigint. */
export type JsonValue = string | number | bigint | boolean | object | null;

/** What the schema, an author or a curator states about a field, beside its rules. */
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
  /** A request without the locked value is invalid. */
  enforced?: boolean;
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

/** How a field relates to a secret. */
export type SecretPlace =
  /** An object that names a Secret, and usually one of its keys: the names of those two fields. */
  | { kind: "reference"; name: string; key?: string }
  /** The text is the name of a Secret. */
  | { kind: "name" }
  /** The field holds the secret itself and has no reference. The portal never writes it. */
  | { kind: "value" };

/** How a person edits a field. */
export type FieldKind =
  | "text"
  | "number"
  | "boolean"
  | "quantity"
  | "int-or-string"
  /** One of the values that the schema or the author lists. */
  | "choice"
  /** Text with suggestions. */
  | "suggest"
  /** Set by the platform team. */
  | "locked"
  /** A group of fields. */
  | "object"
  | "list"
  | "map"
  /** The YAML editor, for what has no other widget. */
  | "yaml"
  /** The YAML editor for the keys of an object that have no field. In a layout only. */
  | "rest"
  /** The choice between some fields of an object. In a layout only; it has no value. */
  | "alternatives";

interface FieldBase {
  title: string;
  /** Markdown. */
  description?: string;
  /** The object around requires it. False for items of a list and values of a map. */
  required: boolean;
  /** The type and the keywords that constrain the value, in JSON Schema draft-07. Not those of the fields inside. */
  rules: RJSFSchema;
  options: FieldOptions;
  /** The text in the empty field. */
  placeholder?: string;
  /** The declared fields of an object by name, in the order of the form, whatever its kind. */
  fields?: ReadonlyMap<string, FormField>;
  /** The field of each item of a list. */
  item?: FormField;
  /** The field of each value of a map. */
  value?: FormField;
}

/** One field of a form, with the fields inside it. */
export type FormField =
  | (FieldBase & { kind: FieldKind })
  /** A field about a secret. */
  | (FieldBase & { kind: "secret"; place: SecretPlace })
  /** A choice of objects of the cluster. */
  | (FieldBase & { kind: "live-choice"; live: LiveHint });

/** The kind of a field, or of one with its own data. */
export type AnyFieldKind = FormField["kind"];

/** The fields directly inside, each with its token in a field path: a name, `[]` or `[*]`. */
export function listInside({ fields, item, value }: FormField): [token: string, field: FormField][] {
  return [
    ...(fields ?? []),
    ...(item ? [[EACH_ITEM, item] satisfies [string, FormField]] : []),
    ...(value ? [[EACH_VALUE, value] satisfies [string, FormField]] : []),
  ];
}

/** The name of a field inside the field `name`: an item has the name of its list, a value that of its map. */
export function nameInside(name: string, token: string): string {
  return isEach(token) ? name : token;
}

/** Calls `visit` for the field and for every field inside it, outermost first, with its tokens. */
export function walk(
  field: FormField,
  visit: (field: FormField, tokens: readonly string[]) => void,
  tokens: readonly string[] = [],
): void {
  visit(field, tokens);
  for (const [token, inside] of listInside(field)) walk(inside, visit, [...tokens, token]);
}

/** Joins each field with the results of the fields inside it, innermost first. */
export function fold<T>(
  field: FormField,
  join: (field: FormField, inside: readonly (readonly [token: string, result: T])[]) => T,
): T {
  return join(
    field,
    listInside(field).map(([token, inside]) => [token, fold(inside, join)] as const),
  );
}

/** The field with each field inside it changed. `token` is the name, `[]` or `[*]`. */
export function mapInside(
  field: FormField,
  change: (inside: FormField, token: string) => FormField,
): FormField {
  const { fields, item, value } = field;
  return {
    ...field,
    ...(fields && { fields: new Map([...fields].map(([name, inside]) => [name, change(inside, name)])) }),
    ...(item && { item: change(item, EACH_ITEM) }),
    ...(value && { value: change(value, EACH_VALUE) }),
  };
}

/** The field of the value under `key` of an object or map: the declared field, else that of every value. */
export function fieldOfKey({ fields, value }: FormField, key: string): FormField | undefined {
  return fields?.get(key) ?? value;
}

/** The types that the schema allows, without null; empty for any type. */
export function typesOf({ rules }: Pick<FormField, "rules">): string[] {
  return [rules.type ?? []].flat().filter((type) => type !== "null");
}

/** The names of the fields that an object requires, declared or not. */
export function requiredOf({ rules }: Pick<FormField, "rules">): string[] {
  return Array.isArray(rules.required) ? rules.required.filter((name) => typeof name === "string") : [];
}

/** True for an object that the form shows as a group of fields: not a map, not edited as YAML. */
export function isGroup(field: FormField): boolean {
  return field.kind === "object";
}

/** Suggestions for a place in the manifest, and help for the key there, from the schema of the form. */

import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formatJson } from "#lib/exact-json";
import { fieldDefault } from "#lib/form/fields/defaults";
import { type FoundField, findField, toUiSchema } from "#lib/form/fields/field-lookup";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import { outlineYaml } from "#lib/form/manifest/yaml-outline";
import type { FormSchema } from "#lib/form/types";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { formatPointer, isRecord, ownValue } from "#lib/schema/pointer";

export interface Suggestion {
  label: string;
  insert: string;
  /** Its type, and whether it is required or the default value. */
  detail: string;
  /** The first line of its help. */
  help: string;
  /** True when accepting the suggestion should open the next suggestions. */
  opensSuggestions: boolean;
}

export interface Suggestions {
  /** The range of text that a suggestion replaces. */
  from: number;
  to: number;
  options: Suggestion[];
}

export interface FieldNote {
  from: number;
  to: number;
  title: string;
  /** "text · Required · default small" */
  facts: string;
  help: string;
}

/** The form with the fields that every manifest has. */
export function withIdentity(form: FormSchema, type: ManifestType): FormSchema {
  const text = { type: "string" as const };
  const texts = { type: "object" as const, additionalProperties: text };
  const metadata = {
    type: "object" as const,
    title: "Metadata",
    required: ["name"],
    properties: {
      name: { ...text, title: "Name" },
      namespace: { ...text, title: "Namespace" },
      labels: { ...texts, title: "Labels" },
      annotations: { ...texts, title: "Annotations" },
    },
  };
  const properties = {
    apiVersion: { ...text, title: "API version", enum: [type.apiVersion] },
    kind: { ...text, title: "Kind", enum: [type.kind] },
    metadata,
    ...form.schema.properties,
  };
  const required = ["apiVersion", "kind", "metadata", ...listOf(form.schema.required)];
  return { ...form, schema: { ...form.schema, required, properties } };
}

/**
 * Suggestions at `offset`; undefined where the schema declares nothing there. `form` comes from
 * `withIdentity`.
 */
export function suggest(form: FormSchema, text: string, offset: number): Suggestions | undefined {
  const { holder, isOpaque } = outlineYaml(text, offset);
  if (isOpaque) return undefined;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const before = text.slice(start, offset);
  const value = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[^\s#:][^#]*?)\s*:\s+(.*)$/.exec(before);
  if (value) {
    const [, , name = "", partial = ""] = value;
    const field = findNode(form, [...holder.path, name.replace(/^(["'])(.*)\1$/, "$2")]);
    return field && offer(suggestValues(field, ""), offset - partial.length, offset);
  }
  const lead = /^\s*(?:-\s+)*/.exec(before)?.[0].length ?? 0;
  const rest = text.slice(offset, end);
  const field = findNode(form, holder.path);
  if (!field) return undefined;
  const own = /^([^\s:#]*)\s*:(?=\s|$)/.exec(rest);
  const typed = before.slice(lead);
  const name = own ? typed + (own[1] ?? "") : undefined;
  const set = holder.names.filter((other) => other !== name);
  const options = isRecord(field.schema.items)
    ? suggestItems(field)
    : isRecord(field.schema.properties)
      ? suggestKeys(field, set, lead, name === undefined)
      : suggestValues(field, "");
  return offer(options, start + lead, offset + (own?.[1]?.length ?? 0));
}

function offer(options: Suggestion[], from: number, to: number): Suggestions | undefined {
  return options.length > 0 ? { from, to, options } : undefined;
}

function findNode(form: FormSchema, path: readonly string[]): FoundField | undefined {
  if (path.length === 0) return { schema: form.schema, ui: form.uiSchema, title: "" };
  return findField(form, formatPointer(path));
}

/** The keys of an object that are not set, required keys first. */
function suggestKeys(
  { schema, ui }: FoundField,
  set: readonly string[],
  column: number,
  withValue: boolean,
): Suggestion[] {
  const required = listOf(schema.required);
  const names = Object.keys(schema.properties ?? {}).filter((name) => !set.includes(name));
  const sorted = [
    ...names.filter((name) => required.includes(name)),
    ...names.filter((name) => !required.includes(name)),
  ];
  return sorted.flatMap((name): Suggestion[] => {
    const child = ownValue(schema.properties, name);
    if (!isRecord(child)) return [];
    const childUi = toUiSchema(ownValue(ui, name));
    const key = writeYaml(name).trimEnd();
    const behind = startValue(child, childUi, column);
    return [
      {
        label: name,
        insert: withValue ? `${key}:${behind}` : key,
        detail: [describeFieldType(child, childUi), required.includes(name) && "Required"]
          .filter(Boolean)
          .join(" · "),
        help: firstLine(child.description),
        opensSuggestions: withValue && behind !== "",
      },
    ];
  });
}

/** The text after the colon: a space for a scalar, an indented line for a collection. */
function startValue(schema: RJSFSchema, ui: UiSchema, column: number): string {
  const inner = `\n${" ".repeat(column + 2)}`;
  if (isRecord(schema.items)) return `${inner}- `;
  if (ui["ui:field"] === "YamlField") return schema.type === undefined ? " " : inner;
  return isRecord(schema.properties) || isRecord(schema.additionalProperties) ? inner : " ";
}

function suggestItems({ schema, ui }: FoundField): Suggestion[] {
  const items = isRecord(schema.items) ? schema.items : {};
  const itemUi = toUiSchema(ui.items);
  const values = suggestValues({ schema: items, ui: itemUi, title: "" }, "- ");
  const start = {
    label: "-",
    insert: "- ",
    detail: `new item: ${describeFieldType(items, itemUi)}`,
    help: "",
    opensSuggestions: true,
  };
  return [start, ...values];
}

function suggestValues({ schema, ui }: FoundField, prefix: string): Suggestion[] {
  const initial = fieldDefault(ui);
  const types = [schema.type ?? []].flat();
  const choices: unknown[] = schema.enum ?? (types.includes("boolean") ? [true, false] : []);
  const isPlain = ["string", "number", "bigint", "boolean"].includes(typeof initial);
  const all = choices.length > 0 || !isPlain ? choices : [initial];
  return all
    .filter((choice) => choice !== null)
    .map((choice) => {
      const written = writeYaml(choice).trimEnd();
      const detail = choice === initial ? "default" : "";
      return {
        label: String(choice),
        insert: `${prefix}${written}`,
        detail,
        help: "",
        opensSuggestions: false,
      };
    });
}

/** Help for the key at `offset`; undefined where the schema does not declare a key there. */
export function describeAt(form: FormSchema, text: string, offset: number): FieldNote | undefined {
  const key = outlineYaml(text, text.length + 1).keys.find(
    ({ from, end }) => offset >= from && offset <= end,
  );
  const field = key && findNode(form, key.path);
  if (!key || !field) return undefined;
  const parent = findNode(form, key.path.slice(0, -1));
  const isRequired = listOf(parent?.schema.required).includes(key.path.at(-1) ?? "");
  const initial = fieldDefault(field.ui);
  const facts = [
    describeFieldType(field.schema, field.ui),
    isRequired && "Required",
    initial !== undefined && `default ${typeof initial === "string" ? initial : formatJson(initial)}`,
  ];
  const { description } = field.schema;
  return {
    from: key.from,
    to: key.to,
    title: field.title,
    facts: facts.filter(Boolean).join(" · "),
    help: typeof description === "string" ? description.trim() : "",
  };
}

const TYPES: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "fields",
  array: "list",
};

/** A field's type as text. */
function describeFieldType(schema: RJSFSchema, ui: UiSchema): string {
  const { items, additionalProperties: values } = schema;
  const joinType = (whole: string, type: string) =>
    type.startsWith("one of") ? `${whole}, each ${type}` : `${whole} of ${type}`;
  if (isRecord(items)) return joinType("list", describeFieldType(items, toUiSchema(ui.items)));
  if (isRecord(values))
    return joinType("map", describeFieldType(values, toUiSchema(ui.additionalProperties)));
  if (schema.enum) return `one of ${schema.enum.filter((choice) => choice !== null).length}`;
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  return types.map((type) => TYPES[type] ?? type).join(" or ") || "anything";
}

function firstLine(description: unknown): string {
  if (typeof description !== "string") return "";
  return description.trim().split("\n")[0]?.replaceAll("`", "") ?? "";
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

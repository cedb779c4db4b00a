/** What can be written at a place of the manifest, and what stands there: from the schema of the form. */

import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formatJson } from "#lib/exact-json";
import { fieldDefault } from "#lib/form/fields/defaults";
import { asUi, type FoundField, findField } from "#lib/form/fields/field-lookup";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import { outlineYaml } from "#lib/form/manifest/yaml-outline";
import type { FormSchema } from "#lib/form/types";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { formatPointer, isRecord, ownValue } from "#lib/schema/pointer";

export interface Suggestion {
  label: string;
  insert: string;
  /** Its type, and whether it is required or the default. */
  detail: string;
  /** The first line of its help. */
  help: string;
  /** Choosing it leaves something to write or choose right behind it. */
  goesOn: boolean;
}

export interface Suggestions {
  /** What they stand in for. */
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

/** What can be written at `offset`; undefined where nothing is known. `form` is one `withIdentity`. */
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

/** The keys of an object that are not set, what is required first. */
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
    const childUi = asUi(ownValue(ui, name));
    const key = writeYaml(name).trimEnd();
    const behind = startValue(child, childUi, column);
    return [
      {
        label: name,
        insert: withValue ? `${key}:${behind}` : key,
        detail: [sayType(child, childUi), required.includes(name) && "Required"].filter(Boolean).join(" · "),
        help: firstLine(child.description),
        goesOn: withValue && behind !== "",
      },
    ];
  });
}

/** What follows the colon: a space for a scalar, a line further in for what has lines of its own. */
function startValue(schema: RJSFSchema, ui: UiSchema, column: number): string {
  const inner = `\n${" ".repeat(column + 2)}`;
  if (isRecord(schema.items)) return `${inner}- `;
  if (ui["ui:field"] === "YamlField") return schema.type === undefined ? " " : inner;
  return isRecord(schema.properties) || isRecord(schema.additionalProperties) ? inner : " ";
}

function suggestItems({ schema, ui }: FoundField): Suggestion[] {
  const items = isRecord(schema.items) ? schema.items : {};
  const itemUi = asUi(ui.items);
  const values = suggestValues({ schema: items, ui: itemUi, title: "" }, "- ");
  const start = {
    label: "-",
    insert: "- ",
    detail: `new item: ${sayType(items, itemUi)}`,
    help: "",
    goesOn: true,
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
      return { label: String(choice), insert: `${prefix}${written}`, detail, help: "", goesOn: false };
    });
}

/** What the key at `offset` is; undefined where there is none that the schema knows. */
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
    sayType(field.schema, field.ui),
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

/** A field's type in words. */
function sayType(schema: RJSFSchema, ui: UiSchema): string {
  const { items, additionalProperties: values } = schema;
  const joinType = (whole: string, type: string) =>
    type.startsWith("one of") ? `${whole}, each ${type}` : `${whole} of ${type}`;
  if (isRecord(items)) return joinType("list", sayType(items, asUi(ui.items)));
  if (isRecord(values)) return joinType("map", sayType(values, asUi(ui.additionalProperties)));
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

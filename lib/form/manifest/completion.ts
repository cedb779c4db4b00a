/** Suggestions for a place in the manifest, and help for the key there, from the schema of the form. */

import { formatJson } from "#lib/exact-json";
import { fieldDefault } from "#lib/form/fields/defaults";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import { outlineYaml } from "#lib/form/manifest/yaml-outline";
import { type FormField, requiredOf, typesOf } from "#lib/form/tree/field";
import { type FoundField, findAt } from "#lib/form/tree/lookup";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { writeYaml } from "#lib/manifest/edit/yaml-options";

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

/** The fields of a manifest: those of the form, after those that every manifest has. */
export function withIdentity(form: FormSchema, type: ManifestType): FormField {
  const root = treeOf(form);
  const text = (title: string, rules = {}): FormField => ({
    ...{ kind: "text", title, required: false, options: {} },
    rules: { type: "string", ...rules },
  });
  const texts = (title: string): FormField => ({
    ...text(title),
    kind: "map",
    rules: {},
    value: text("Value"),
  });
  const metadata: FormField = {
    ...{ ...text("Metadata"), kind: "object", rules: { type: "object", required: ["name"] } },
    fields: new Map([
      ["name", text("Name")],
      ["namespace", text("Namespace")],
      ["labels", texts("Labels")],
      ["annotations", texts("Annotations")],
    ]),
  };
  const fields = new Map([
    ["apiVersion", text("API version", { enum: [type.apiVersion] })],
    ["kind", text("Kind", { enum: [type.kind] })],
    ["metadata", metadata],
    ...(root.fields ?? []),
  ]);
  const required = ["apiVersion", "kind", "metadata", ...requiredOf(root)];
  return { ...root, fields, rules: { ...root.rules, required } };
}

/**
 * Suggestions at `offset`; undefined where the schema declares nothing there. `root` comes from
 * `withIdentity`.
 */
export function suggest(root: FormField, text: string, offset: number): Suggestions | undefined {
  const { holder, isOpaque } = outlineYaml(text, offset);
  if (isOpaque) return undefined;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const before = text.slice(start, offset);
  const value = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[^\s#:][^#]*?)\s*:\s+(.*)$/.exec(before);
  if (value) {
    const [, , name = "", partial = ""] = value;
    const found = findNode(root, [...holder.path, name.replace(/^(["'])(.*)\1$/, "$2")]);
    return found && offer(suggestValues(found.field, ""), offset - partial.length, offset);
  }
  const lead = /^\s*(?:-\s+)*/.exec(before)?.[0].length ?? 0;
  const rest = text.slice(offset, end);
  const found = findNode(root, holder.path);
  if (!found) return undefined;
  const { field } = found;
  const own = /^([^\s:#]*)\s*:(?=\s|$)/.exec(rest);
  const typed = before.slice(lead);
  const name = own ? typed + (own[1] ?? "") : undefined;
  const set = holder.names.filter((other) => other !== name);
  const options = field.item
    ? suggestItems(field.item)
    : field.fields
      ? suggestKeys(field, set, lead, name === undefined)
      : suggestValues(field, "");
  return offer(options, start + lead, offset + (own?.[1]?.length ?? 0));
}

function offer(options: Suggestion[], from: number, to: number): Suggestions | undefined {
  return options.length > 0 ? { from, to, options } : undefined;
}

function findNode(root: FormField, path: readonly string[]): FoundField | undefined {
  return path.length === 0 ? { field: root, title: "" } : findAt(root, path);
}

/** The keys of an object that are not set, required keys first. */
function suggestKeys(
  object: FormField,
  set: readonly string[],
  column: number,
  withValue: boolean,
): Suggestion[] {
  const required = requiredOf(object);
  const unset = [...(object.fields ?? [])].filter(([name]) => !set.includes(name));
  const sorted = [
    ...unset.filter(([name]) => required.includes(name)),
    ...unset.filter(([name]) => !required.includes(name)),
  ];
  return sorted.map(([name, field]): Suggestion => {
    const key = writeYaml(name).trimEnd();
    const behind = startValue(field, column);
    return {
      label: name,
      insert: withValue ? `${key}:${behind}` : key,
      detail: [describeFieldType(field), required.includes(name) && "Required"].filter(Boolean).join(" · "),
      help: firstLine(field.description),
      opensSuggestions: withValue && behind !== "",
    };
  });
}

/** The text after the colon: a space for a scalar, an indented line for a collection. */
function startValue({ kind, rules, fields, item, value }: FormField, column: number): string {
  const inner = `\n${" ".repeat(column + 2)}`;
  if (item) return `${inner}- `;
  if (kind === "yaml") return rules.type === undefined ? " " : inner;
  return fields || value ? inner : " ";
}

function suggestItems(item: FormField): Suggestion[] {
  const start = {
    label: "-",
    insert: "- ",
    detail: `new item: ${describeFieldType(item)}`,
    help: "",
    opensSuggestions: true,
  };
  return [start, ...suggestValues(item, "- ")];
}

function suggestValues(field: FormField, prefix: string): Suggestion[] {
  const initial = fieldDefault(field);
  const choices: unknown[] = field.rules.enum ?? (typesOf(field).includes("boolean") ? [true, false] : []);
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
export function describeAt(root: FormField, text: string, offset: number): FieldNote | undefined {
  const key = outlineYaml(text, text.length + 1).keys.find(
    ({ from, end }) => offset >= from && offset <= end,
  );
  const found = key && findNode(root, key.path);
  if (!key || !found) return undefined;
  const { field, title } = found;
  const parent = findNode(root, key.path.slice(0, -1));
  const isRequired = parent !== undefined && requiredOf(parent.field).includes(key.path.at(-1) ?? "");
  const initial = fieldDefault(field);
  const facts = [
    describeFieldType(field),
    isRequired && "Required",
    initial !== undefined && `default ${typeof initial === "string" ? initial : formatJson(initial)}`,
  ];
  return {
    from: key.from,
    to: key.to,
    title,
    facts: facts.filter(Boolean).join(" · "),
    help: field.description?.trim() ?? "",
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
function describeFieldType(field: FormField): string {
  const { item, value, rules } = field;
  const joinType = (whole: string, type: string) =>
    type.startsWith("one of") ? `${whole}, each ${type}` : `${whole} of ${type}`;
  if (item) return joinType("list", describeFieldType(item));
  if (value) return joinType("map", describeFieldType(value));
  if (rules.enum) return `one of ${rules.enum.filter((choice) => choice !== null).length}`;
  return (
    typesOf(field)
      .map((type) => TYPES[type] ?? type)
      .join(" or ") || "anything"
  );
}

function firstLine(description = ""): string {
  return description.trim().split("\n")[0]?.replaceAll("`", "") ?? "";
}

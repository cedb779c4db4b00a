/** The fields and objects of a form, before they are placed in its layout. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Alternatives } from "#lib/form/convert/hints";
import { isGroup, titleOf, toUiSchema } from "#lib/form/fields/field-lookup";
import { conditionOf, lockedValue } from "#lib/form/layout/visibility";
import type { Condition } from "#lib/form/layout-document";
import type { FormSchema } from "#lib/form/types";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";

export interface LayoutField {
  pointer: string;
  title: string;
  /** The titles of the objects that contain it, without `spec`. */
  parents: string[];
  schema: RJSFSchema;
  ui: UiSchema;
  /** The schema requires it. If an optional object contains it, that object must hold a value first. */
  required: boolean;
  /** Required in every case: every object that contains it is required as well. */
  alwaysRequired: boolean;
  /** When the field is visible; empty for most fields. */
  shown: Visibility;
  /** Set for an entry without a value, which chooses between the fields beside it. */
  choice?: Choice;
}

/** All conditions of the field and of its objects must hold, and all its branches must be chosen. */
export interface Visibility {
  when: readonly { condition: Condition; pointer: string }[];
  branches: readonly Branch[];
}

/**
 * The field at `pointer` belongs to an option of the choice. With `alwaysRequired`, a person must make the
 * choice.
 */
interface Branch {
  choice: Choice;
  pointer: string;
  alwaysRequired: boolean;
}

/** A choice of the form "one of these": which fields belong to which option. */
export interface Choice {
  /** Unique in the form. */
  key: string;
  /** True: exactly one option must be set. */
  exclusive: boolean;
  options: readonly { label: string; pointers: readonly string[] }[];
}

export interface Entry extends LayoutField {
  level: number;
}

const ALWAYS: Visibility = { when: [], branches: [] };

/** The fields of `spec`, and fields beside `spec`: the object itself is only a wrapper. */
export function topEntries(form: FormSchema): Entry[] {
  const root: Entry = {
    ...{ pointer: "", title: "", parents: [], schema: form.schema, ui: form.uiSchema },
    ...{ required: true, alwaysRequired: true, shown: ALWAYS, level: 0 },
  };
  return childEntries(root).flatMap((entry) => {
    if (entry.pointer !== "/spec" || !isObject(entry)) return [entry];
    return childEntries({ ...entry, parents: [], title: "", alwaysRequired: true, level: 0 });
  });
}

/** The content of an object deeper in the form, without the editor for undeclared keys. */
export function entriesOf(pointer: string, schema: RJSFSchema, ui: UiSchema): LayoutField[] {
  const place = { pointer, title: "", parents: [], schema, ui, level: 0 };
  const entries = childEntries({ ...place, required: true, alwaysRequired: false, shown: ALWAYS });
  return entries.filter(({ ui: own }) => own["ui:field"] !== "RestField").map(toField);
}

// Both the search for essentials and the groups read the content of every object.
const children = new WeakMap<Entry, Entry[]>();

/**
 * The content of an object: its visible fields, then an editor for undeclared keys, where the object keeps
 * them.
 */
export function childEntries(parent: Entry): readonly Entry[] {
  const known = children.get(parent) ?? readChildren(parent);
  children.set(parent, known);
  return known;
}

function readChildren(parent: Entry): Entry[] {
  const required: unknown[] = Array.isArray(parent.schema.required) ? parent.schema.required : [];
  const parents = parent.title === "" ? parent.parents : [...parent.parents, parent.title];
  const choices = choicesOf(parent.pointer, parent.ui);
  const entries = Object.entries(parent.schema.properties ?? {}).flatMap(([name, schema]): Entry[] => {
    if (!isRecord(schema)) return [];
    const ui = toUiSchema(ownValue(parent.ui, name));
    const isRequired = required.includes(name);
    if (isHidden(ui, isRequired)) return [];
    const pointer = childPointer(parent.pointer, name);
    return [
      {
        ...{ pointer, title: titleOf(schema, name), parents, schema, ui, required: isRequired },
        alwaysRequired: parent.alwaysRequired && isRequired,
        shown: showInside(parent, pointer, ui, isRequired, choices),
        level: parent.level + 1,
      },
    ];
  });
  const withChoices = choices.reduce((list, choice) => insertChoice(list, choice, parent, parents), entries);
  return option(parent.ui, "rest") ? [...withChoices, restEntry(parent, parents)] : withChoices;
}

/** Not in the form; what is required is, unless it is set already. */
export function isHidden(ui: UiSchema, required: boolean): boolean {
  return option(ui, "hidden") && (!required || lockedValue(ui) !== undefined);
}

function showInside(
  { shown: around, alwaysRequired }: Entry,
  pointer: string,
  ui: UiSchema,
  required: boolean,
  choices: readonly Choice[],
): Visibility {
  const condition = conditionOf(ui, required);
  const own = choices.filter(({ options }) => options.some((each) => each.pointers.includes(pointer)));
  if (!condition && own.length === 0) return around;
  return {
    when: condition ? [...around.when, { condition, pointer }] : around.when,
    branches: [...around.branches, ...own.map((choice) => ({ choice, pointer, alwaysRequired }))],
  };
}

/** The choices between its fields that an object's rules offer. */
export function choicesOf(pointer: string, ui: UiSchema): Choice[] {
  const alternatives: unknown = ownValue(ui["ui:options"], "alternatives");
  const known = Array.isArray(alternatives) ? alternatives.filter(isAlternatives) : [];
  return known.map(({ keyword, choices }) => ({
    key: `${pointer}#${keyword}`,
    exclusive: keyword === "oneOf",
    options: choices.map(({ label, fields }) => ({
      label,
      pointers: fields.map((field) => `${pointer}/${field}`),
    })),
  }));
}

// The conversion wrote this value to `ui:options`.
function isAlternatives(value: unknown): value is Alternatives {
  return isRecord(value) && Array.isArray(value.choices);
}

/** Inserts the choice before the first field that belongs to it. */
function insertChoice(entries: Entry[], choice: Choice, parent: Entry, parents: string[]): Entry[] {
  const isMember = ({ pointer }: Entry) =>
    choice.options.some(({ pointers }) =>
      pointers.some((member) => member === pointer || member.startsWith(`${pointer}/`)),
    );
  const first = entries.findIndex(isMember);
  if (first < 0) return entries;
  const title = choice.options.map(({ label }) => label).join(" or ");
  const entry: Entry = {
    ...{ pointer: choice.key, title, parents, schema: { title }, ui: { "ui:field": "ChoiceOfFields" } },
    ...{ required: choice.exclusive, alwaysRequired: parent.alwaysRequired, shown: parent.shown, choice },
    level: parent.level + 1,
  };
  return entries.toSpliced(first, 0, entry);
}

function restEntry(parent: Entry, parents: string[]): Entry {
  const title = "Other fields";
  return {
    ...parent,
    title,
    parents,
    schema: { ...parent.schema, title, description: "" },
    ui: { "ui:field": "RestField" },
    required: false,
    alwaysRequired: false,
    level: parent.level + 1,
  };
}

export function toField({ level: _level, ...field }: Entry): LayoutField {
  return field;
}

export function isObject(entry: LayoutField): boolean {
  return isGroup(entry.schema, entry.ui);
}

export function option(ui: UiSchema, name: "hidden" | "advanced" | "essential" | "rest"): boolean {
  return ownValue(ui["ui:options"], name) === true;
}

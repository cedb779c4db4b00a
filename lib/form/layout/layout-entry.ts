/** The fields and objects of a form on their way into its layout. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Alternatives } from "#lib/form/convert/hints";
import { asUi, isGroup, titleOf } from "#lib/form/fields/field-lookup";
import { conditionOf, lockedValue } from "#lib/form/layout/visibility";
import type { Condition } from "#lib/form/layout-document";
import type { FormSchema } from "#lib/form/types";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";

export interface LayoutField {
  pointer: string;
  title: string;
  /** The titles of the objects around it, without `spec`. */
  parents: string[];
  schema: RJSFSchema;
  ui: UiSchema;
  /** The schema asks for it; an optional object around it must hold a value first. */
  required: boolean;
  /** Required whatever else is set: every object around it is required as well. */
  demanded: boolean;
  /** When it shows; both are empty for most. */
  shown: Shown;
  /** It stands for no value: it chooses which of the fields beside it are set. */
  choice?: Choice;
}

/** All conditions, of the field and of the objects around it, must hold, and all its branches be chosen. */
export interface Shown {
  when: readonly { condition: Condition; pointer: string }[];
  branches: readonly Branch[];
}

/** The field at `pointer` belongs to an option of the choice, which has to be made where it is demanded. */
interface Branch {
  choice: Choice;
  pointer: string;
  demanded: boolean;
}

/** "One of these": which fields belong to which answer. */
export interface Choice {
  /** Unique in the form. */
  key: string;
  /** One of them must be set. */
  exclusive: boolean;
  options: readonly { label: string; pointers: readonly string[] }[];
}

export interface Entry extends LayoutField {
  level: number;
}

const ALWAYS: Shown = { when: [], branches: [] };

/** The fields of `spec` and whatever stands beside it: the object itself is only a wrapper. */
export function topEntries(form: FormSchema): Entry[] {
  const root: Entry = {
    ...{ pointer: "", title: "", parents: [], schema: form.schema, ui: form.uiSchema },
    ...{ required: true, demanded: true, shown: ALWAYS, level: 0 },
  };
  return childEntries(root).flatMap((entry) => {
    if (entry.pointer !== "/spec" || !isObject(entry)) return [entry];
    return childEntries({ ...entry, parents: [], title: "", demanded: true, level: 0 });
  });
}

/** What stands inside an object deeper in the form, without the editor of its other keys. */
export function entriesOf(pointer: string, schema: RJSFSchema, ui: UiSchema): LayoutField[] {
  const place = { pointer, title: "", parents: [], schema, ui, level: 0 };
  const entries = childEntries({ ...place, required: true, demanded: false, shown: ALWAYS });
  return entries.filter(({ ui: own }) => own["ui:field"] !== "RestField").map(toField);
}

// Essentials are looked for in every object, and groups are made of the same.
const children = new WeakMap<Entry, Entry[]>();

/** What stands inside an object: its visible fields, then an editor for keys that have none, where they are kept. */
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
    const ui = asUi(ownValue(parent.ui, name));
    const isRequired = required.includes(name);
    if (isHidden(ui, isRequired)) return [];
    const pointer = childPointer(parent.pointer, name);
    return [
      {
        ...{ pointer, title: titleOf(schema, name), parents, schema, ui, required: isRequired },
        demanded: parent.demanded && isRequired,
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
  { shown: around, demanded }: Entry,
  pointer: string,
  ui: UiSchema,
  required: boolean,
  choices: readonly Choice[],
): Shown {
  const condition = conditionOf(ui, required);
  const own = choices.filter(({ options }) => options.some((each) => each.pointers.includes(pointer)));
  if (!condition && own.length === 0) return around;
  return {
    when: condition ? [...around.when, { condition, pointer }] : around.when,
    branches: [...around.branches, ...own.map((choice) => ({ choice, pointer, demanded }))],
  };
}

/** The choices that an object's rules offer between its fields. */
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

// Read from `ui:options`, where the conversion put it.
function isAlternatives(value: unknown): value is Alternatives {
  return isRecord(value) && Array.isArray(value.choices);
}

/** Before the first field that it is about. */
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
    ...{ required: choice.exclusive, demanded: parent.demanded, shown: parent.shown, choice },
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
    demanded: false,
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

/** The fields and objects of a form, before they are placed in its layout. */
import { conditionOf } from "#lib/form/layout/visibility";
import type { Condition } from "#lib/form/layout-document";
import { type FormField, isGroup } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { childPointer } from "#lib/schema/pointer";

export interface LayoutField {
  pointer: string;
  title: string;
  /** The titles of the objects that contain it, without `spec`. */
  parents: string[];
  field: FormField;
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
    ...{ pointer: "", title: "", parents: [], field: treeOf(form) },
    ...{ required: true, alwaysRequired: true, shown: ALWAYS, level: 0 },
  };
  return childEntries(root).flatMap((entry) => {
    if (entry.pointer !== "/spec" || !isObject(entry)) return [entry];
    return childEntries({ ...entry, parents: [], title: "", alwaysRequired: true, level: 0 });
  });
}

/** The content of an object deeper in the form, without the editor for undeclared keys. */
export function entriesOf(pointer: string, field: FormField): LayoutField[] {
  const place = { pointer, title: "", parents: [], field, level: 0 };
  const entries = childEntries({ ...place, required: true, alwaysRequired: false, shown: ALWAYS });
  return entries.filter((entry) => entry.field.kind !== "rest").map(toField);
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
  const parents = parent.title === "" ? parent.parents : [...parent.parents, parent.title];
  const choices = choicesOf(parent.pointer, parent.field);
  const entries = [...(parent.field.fields ?? [])].flatMap(([name, field]): Entry[] => {
    if (isHidden(field)) return [];
    const { title, required } = field;
    const pointer = childPointer(parent.pointer, name);
    return [
      {
        ...{ pointer, title, parents, field, required },
        alwaysRequired: parent.alwaysRequired && required,
        shown: showInside(parent, pointer, field, choices),
        level: parent.level + 1,
      },
    ];
  });
  const withChoices = choices.reduce((list, choice) => insertChoice(list, choice, parent, parents), entries);
  return parent.field.options.rest ? [...withChoices, restEntry(parent, parents)] : withChoices;
}

/** Not in the form; what is required is, unless it is set already. */
function isHidden({ options, required }: FormField): boolean {
  return options.hidden === true && (!required || options.locked !== undefined);
}

function showInside(
  { shown: around, alwaysRequired }: Entry,
  pointer: string,
  field: FormField,
  choices: readonly Choice[],
): Visibility {
  const condition = conditionOf(field);
  const own = choices.filter(({ options }) => options.some((each) => each.pointers.includes(pointer)));
  if (!condition && own.length === 0) return around;
  return {
    when: condition ? [...around.when, { condition, pointer }] : around.when,
    branches: [...around.branches, ...own.map((choice) => ({ choice, pointer, alwaysRequired }))],
  };
}

/** The choices between its fields that an object's rules offer. */
export function choicesOf(pointer: string, { options: { alternatives = [] } }: FormField): Choice[] {
  return alternatives.map(({ keyword, choices }) => ({
    key: `${pointer}#${keyword}`,
    exclusive: keyword === "oneOf",
    options: choices.map(({ label, fields }) => ({
      label,
      pointers: fields.map((field) => `${pointer}/${field}`),
    })),
  }));
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
    ...{ pointer: choice.key, title, parents, field: { ...EMPTY, title, kind: "alternatives" } },
    ...{ required: choice.exclusive, alwaysRequired: parent.alwaysRequired, shown: parent.shown, choice },
    level: parent.level + 1,
  };
  return entries.toSpliced(first, 0, entry);
}

const EMPTY = { title: "", required: false, rules: {}, options: {} };

function restEntry(parent: Entry, parents: string[]): Entry {
  const title = "Other fields";
  const { rules, fields } = parent.field;
  return {
    ...parent,
    ...{ title, parents, required: false, alwaysRequired: false },
    field: { ...EMPTY, title, description: "", rules, ...(fields && { fields }), kind: "rest" },
    level: parent.level + 1,
  };
}

export function toField({ level: _level, ...field }: Entry): LayoutField {
  return field;
}

export function isObject({ field }: LayoutField): boolean {
  return isGroup(field);
}

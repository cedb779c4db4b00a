/** How a form is laid out, as data: essentials always open, the rest in groups that fold. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi, isGroup, titleOf } from "#lib/schema/find";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import type { FormSchema } from "#lib/schema/types";

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
}

export interface LayoutGroup {
  /** Unique in the layout. */
  key: string;
  /** The object it stands for. */
  pointer: string;
  title: string;
  description: string;
  fields: LayoutField[];
  /** Two levels are groups; deeper objects are fields that unfold. */
  groups: LayoutGroup[];
}

export interface FormLayout {
  essentials: LayoutField[];
  groups: LayoutGroup[];
  /** All fields, at every depth. */
  size: number;
}

const ESSENTIALS_WITHOUT_PICKS = 6;
const GROUP_LEVELS = 2;

/** An object or field on its way into the layout. */
interface Entry extends LayoutField {
  level: number;
}

/** The layout of a form: what is required or picked by its author first; nothing of either: the first six scalars. */
export function layoutForm(form: FormSchema): FormLayout {
  const entries = topEntries(form);
  const picked = entries.flatMap(pickEssentials);
  const essentials =
    picked.length > 0 ? picked : entries.filter(isPlainScalar).slice(0, ESSENTIALS_WITHOUT_PICKS);
  const taken = new Set(essentials.map((field) => field.pointer));
  const [named, others] = split(entries, (entry) => groupTitle(entry) !== undefined);
  const [advanced, ordinary] = split(others, (entry) => option(entry.ui, "advanced"));
  const groups = [
    collectLoose("general", "General", ordinary.filter(isLoose), [], taken),
    ...ordinary.filter(isObject).map((entry) => buildGroup(entry, taken)),
    collectLoose("advanced", "Advanced", advanced.filter(isLoose), advanced.filter(isObject), taken),
    ...collectNamed(named, taken),
  ].filter((group) => group.fields.length + group.groups.length > 0);
  return { essentials, groups, size: countFields(form.schema, form.uiSchema) };
}

// The fields of `spec` and whatever stands beside it: the object itself is only a wrapper.
function topEntries(form: FormSchema): Entry[] {
  const root: Entry = { ...rootField(form), level: 0 };
  return childEntries(root).flatMap((entry) => {
    if (entry.pointer !== "/spec" || !isObject(entry)) return [entry];
    return childEntries({ ...entry, parents: [], title: "", demanded: true, level: 0 });
  });
}

function rootField(form: FormSchema): LayoutField {
  return {
    pointer: "",
    title: "",
    parents: [],
    schema: form.schema,
    ui: form.uiSchema,
    required: true,
    demanded: true,
  };
}

/** What stands inside an object: its visible fields, then an editor for keys that have none, where they are kept. */
function childEntries(parent: Entry): Entry[] {
  const required: unknown[] = Array.isArray(parent.schema.required) ? parent.schema.required : [];
  const parents = parent.title === "" ? parent.parents : [...parent.parents, parent.title];
  const entries = Object.entries(parent.schema.properties ?? {}).flatMap(([name, schema]): Entry[] => {
    if (!isRecord(schema)) return [];
    const ui = asUi(ownValue(parent.ui, name));
    const isRequired = required.includes(name);
    if (option(ui, "hidden") && !isRequired) return [];
    const place = { pointer: childPointer(parent.pointer, name), title: titleOf(schema, name), parents };
    return [
      {
        ...place,
        schema,
        ui,
        required: isRequired,
        demanded: parent.demanded && isRequired,
        level: parent.level + 1,
      },
    ];
  });
  return option(parent.ui, "rest") ? [...entries, restEntry(parent, parents)] : entries;
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

function pickEssentials(entry: Entry): LayoutField[] {
  if (isObject(entry)) return childEntries(entry).flatMap(pickEssentials);
  return entry.demanded || option(entry.ui, "essential") ? [toField(entry)] : [];
}

function isPlainScalar(entry: Entry): boolean {
  if (isObject(entry) || option(entry.ui, "advanced") || groupTitle(entry) !== undefined) return false;
  return !["ListField", "MapField", "YamlField", "RestField"].includes(String(entry.ui["ui:field"]));
}

function buildGroup(entry: Entry, taken: ReadonlySet<string>): LayoutGroup {
  const children = childEntries(entry);
  const folds = (child: Entry) => isObject(child) && child.level <= GROUP_LEVELS;
  const [objects, fields] = split(children, folds);
  return {
    key: entry.pointer,
    pointer: entry.pointer,
    title: entry.title,
    description: entry.schema.description ?? "",
    fields: fields.filter((field) => isFree(field, taken)).map(toField),
    groups: objects
      .map((object) => buildGroup(object, taken))
      .filter((group) => group.fields.length + group.groups.length > 0),
  };
}

function collectLoose(
  key: string,
  title: string,
  loose: Entry[],
  objects: Entry[],
  taken: ReadonlySet<string>,
): LayoutGroup {
  return {
    key,
    pointer: "",
    title,
    description: "",
    fields: loose.filter((field) => isFree(field, taken)).map(toField),
    groups: objects.map((object) => buildGroup({ ...object, level: GROUP_LEVELS }, taken)),
  };
}

/** The groups that fields name themselves, in the order of the fields. An object alone in one is that group. */
function collectNamed(entries: Entry[], taken: ReadonlySet<string>): LayoutGroup[] {
  const titles = [...new Set(entries.map(groupTitle))].filter((title) => title !== undefined);
  return titles.map((title) => {
    const members = entries.filter((entry) => groupTitle(entry) === title);
    const [only, ...others] = members;
    if (only && others.length === 0 && isObject(only)) return { ...buildGroup(only, taken), title };
    return collectLoose(`group ${title}`, title, members.filter(isLoose), members.filter(isObject), taken);
  });
}

function groupTitle({ ui }: LayoutField): string | undefined {
  const title = ownValue(ui["ui:options"], "group");
  return typeof title === "string" ? title : undefined;
}

// The editor of the rest shares its object's pointer, which is never an essential's.
function isFree(entry: Entry, taken: ReadonlySet<string>): boolean {
  return !taken.has(entry.pointer);
}

function toField({ level: _level, ...field }: Entry): LayoutField {
  return field;
}

function isObject(entry: LayoutField): boolean {
  return isGroup(entry.schema, entry.ui);
}

function isLoose(entry: LayoutField): boolean {
  return !isObject(entry);
}

function option(ui: UiSchema, name: "hidden" | "advanced" | "essential" | "rest"): boolean {
  return ownValue(ui["ui:options"], name) === true;
}

function split<T>(list: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [list.filter(test), list.filter((item) => !test(item))];
}

/** The fields a person could fill in; a list or a map counts as one. */
export function countFields(schema: RJSFSchema, ui: UiSchema): number {
  if (!isGroup(schema, ui)) return 1;
  const counts = Object.entries(schema.properties ?? {}).map(([name, child]) =>
    isRecord(child) ? countFields(child, asUi(ownValue(ui, name))) : 0,
  );
  return counts.reduce((sum, count) => sum + count, option(ui, "rest") ? 1 : 0);
}

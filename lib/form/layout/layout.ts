/** How a form is laid out, as data: essentials always open, the rest in groups that fold. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi, isGroup } from "#lib/form/fields/field-lookup";
import { titleEssentials } from "#lib/form/layout/essential-titles";
import {
  childEntries,
  type Entry,
  isObject,
  type LayoutField,
  option,
  toField,
  topEntries,
} from "#lib/form/layout/layout-entry";
import type { FormSchema } from "#lib/form/types";
import { isRecord, isWithin, ownValue } from "#lib/schema/pointer";

export interface LayoutGroup {
  /** Unique in the layout. */
  key: string;
  /** The object it stands for. */
  pointer: string;
  title: string;
  /** Of the object, as its API has it; of `help`, its curator's, all is shown. */
  description: string;
  help: string;
  fields: LayoutField[];
  /** Two levels are groups; deeper objects are fields that unfold. */
  groups: LayoutGroup[];
  /** Unfolded at first. */
  open: boolean;
}

export interface FormLayout {
  essentials: LayoutField[];
  groups: LayoutGroup[];
  /** All fields, at every depth. */
  size: number;
}

const ESSENTIALS_WITHOUT_PICKS = 6;
const GROUP_LEVELS = 2;

/** More essentials than these stand below the names of the objects that they belong to. */
export const MOST_WITHOUT_SUBHEADS = 8;

/**
 * The layout of a form: first what its layout document names, then what is required or picked by its author; nothing
 * of these: the first six scalars. Groups of the document come before those that objects make.
 */
export function layoutForm(form: FormSchema): FormLayout {
  const entries = topEntries(form);
  const placed = findPlaced(entries, form);
  const essentials = chooseEssentials(entries, placed, form);
  const taken = new Set(essentials.map(({ pointer }) => pointer));
  const curated = (form.layout?.groups ?? []).map(({ title, help, open, fields }, index) => {
    const members = fields.flatMap((pointer) => placed.get(pointer) ?? []);
    const group = gather(`layout ${index}`, title, members, taken);
    return { ...group, title, help, open };
  });
  for (const pointer of placed.keys()) taken.add(pointer);
  const groups = [...curated, ...groupRest(entries, taken)].filter(isFilled);
  // Without essentials, a form of folded groups would look as if there were nothing to fill in.
  const [first] = groups;
  if (first && essentials.length === 0) first.open = true;
  return {
    essentials: titleEssentials(essentials, MOST_WITHOUT_SUBHEADS),
    groups,
    size: countFields(form.schema, form.uiSchema),
  };
}

/** The entries that the layout document names, at any depth. */
function findPlaced(entries: readonly Entry[], { layout }: FormSchema): ReadonlyMap<string, Entry> {
  const wanted = [...(layout?.essentials ?? []), ...(layout?.groups ?? []).flatMap(({ fields }) => fields)];
  const found = new Map<string, Entry>();
  const search = (entry: Entry) => {
    if (wanted.includes(entry.pointer) && entry.ui["ui:field"] !== "RestField")
      found.set(entry.pointer, entry);
    const leadsOn = wanted.some((pointer) => pointer !== entry.pointer && isWithin(pointer, entry.pointer));
    if (leadsOn && isObject(entry)) childEntries(entry).forEach(search);
  };
  if (wanted.length > 0) entries.forEach(search);
  return found;
}

function chooseEssentials(
  entries: readonly Entry[],
  placed: ReadonlyMap<string, Entry>,
  { layout }: FormSchema,
): LayoutField[] {
  const named = (layout?.essentials ?? []).flatMap((pointer) => {
    const entry = placed.get(pointer);
    return entry ? listLeaves(entry) : [];
  });
  const picked = [...named, ...entries.flatMap(pickEssentials)];
  const pointers = picked.map(({ pointer }) => pointer);
  const unique = picked.filter(({ pointer }, index) => pointers.indexOf(pointer) === index);
  if (unique.length > 0) return unique.map(toField);
  const scalars = entries.filter((entry) => isPlainScalar(entry) && !placed.has(entry.pointer));
  return scalars.slice(0, ESSENTIALS_WITHOUT_PICKS).map(toField);
}

function listLeaves(entry: Entry): Entry[] {
  return isObject(entry) ? childEntries(entry).flatMap(listLeaves) : [entry];
}

/** With a choice that must be made, the plain fields that it is about. */
function pickEssentials(entry: Entry): Entry[] {
  if (isObject(entry)) return childEntries(entry).flatMap(pickEssentials);
  const { branches } = entry.shown;
  const isChosen = branches.length > 0 && branches.every(({ demanded }) => demanded);
  return entry.demanded || isChosen || option(entry.ui, "essential") ? [entry] : [];
}

/** As Go's documentation has it, and so the schemas that are made from it. https://go.dev/wiki/Deprecated */
const DEPRECATED = /^deprecated\b/i;

function isPlainScalar(entry: Entry): boolean {
  if (isObject(entry) || option(entry.ui, "advanced") || groupTitle(entry) !== undefined) return false;
  if (DEPRECATED.test(entry.schema.description ?? "")) return false;
  return !["ListField", "MapField", "YamlField", "RestField"].includes(String(entry.ui["ui:field"]));
}

/** What the document does not place: the loose fields, a group per object, what is advanced, what names a group. */
function groupRest(entries: readonly Entry[], taken: ReadonlySet<string>): LayoutGroup[] {
  const free = entries.filter((entry) => isFree(entry, taken));
  const [named, others] = split(free, (entry) => groupTitle(entry) !== undefined);
  const [advanced, ordinary] = split(others, (entry) => option(entry.ui, "advanced"));
  return [
    collect("general", "General", ordinary.filter(isLoose), taken),
    ...ordinary.filter(isObject).map((entry) => buildGroup(entry, taken)),
    collect("advanced", "Advanced", advanced, taken),
    ...groupNamed(named, taken),
  ];
}

function buildGroup(entry: Entry, taken: ReadonlySet<string>): LayoutGroup {
  const children = childEntries(entry).filter((child) => isFree(child, taken));
  const [objects, fields] = split(children, (child) => isObject(child) && child.level <= GROUP_LEVELS);
  return {
    key: entry.pointer,
    pointer: entry.pointer,
    title: entry.title,
    description: entry.schema.description ?? "",
    fields: fields.map(toField),
    groups: objects.map((object) => buildGroup(object, taken)).filter(isFilled),
    ...{ help: "", open: false },
  };
}

/** Fields that stand together without being one object's, then groups of the objects among them. */
function collect(
  key: string,
  title: string,
  members: readonly Entry[],
  taken: ReadonlySet<string>,
): LayoutGroup {
  const [objects, loose] = split(members, isObject);
  return {
    ...{ key, pointer: "", title, description: "", help: "", open: false },
    fields: loose.filter((field) => isFree(field, taken)).map(toField),
    groups: objects.map((object) => buildGroup({ ...object, level: GROUP_LEVELS }, taken)).filter(isFilled),
  };
}

/** An object alone in a group is that group. */
function gather(
  key: string,
  title: string,
  members: readonly Entry[],
  taken: ReadonlySet<string>,
): LayoutGroup {
  const [only, ...others] = members;
  if (!only || others.length > 0 || !isObject(only)) return collect(key, title, members, taken);
  return { ...buildGroup({ ...only, level: Math.min(only.level, GROUP_LEVELS) }, taken), title };
}

/** The groups that fields name themselves, in the order of the fields. */
function groupNamed(entries: readonly Entry[], taken: ReadonlySet<string>): LayoutGroup[] {
  const titles = [...new Set(entries.map(groupTitle))].filter((title) => title !== undefined);
  return titles.map((title) => {
    const members = entries.filter((entry) => groupTitle(entry) === title);
    return gather(`group ${title}`, title, members, taken);
  });
}

function groupTitle({ ui }: LayoutField): string | undefined {
  const title = ownValue(ui["ui:options"], "group");
  return typeof title === "string" ? title : undefined;
}

// The editor of the rest shares its object's pointer, which is placed elsewhere only with the whole object.
function isFree(entry: Entry, taken: ReadonlySet<string>): boolean {
  return !taken.has(entry.pointer) || entry.ui["ui:field"] === "RestField";
}

function isFilled({ fields, groups }: LayoutGroup): boolean {
  return fields.length + groups.length > 0;
}

function isLoose(entry: LayoutField): boolean {
  return !isObject(entry);
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

/** The layout of a form as data: essentials always open, the other fields in groups that fold. */
import { titleEssentials } from "#lib/form/layout/essential-titles";
import {
  childEntries,
  type Entry,
  isObject,
  type LayoutField,
  toField,
  topEntries,
} from "#lib/form/layout/layout-entry";
import { type FormField, fold, isGroup } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { isWithin } from "#lib/schema/pointer";

export interface LayoutGroup {
  /** Unique in the layout. */
  key: string;
  /** The object that the group shows. */
  pointer: string;
  title: string;
  /** `description` is the text of the API; `help` is the curator's text, which is always shown in full. */
  description: string;
  help: string;
  fields: LayoutField[];
  /** Two levels are groups. Deeper objects are fields that unfold. */
  groups: LayoutGroup[];
  /** Unfolded at first. */
  open: boolean;
}

export interface FormLayout {
  essentials: LayoutField[];
  groups: LayoutGroup[];
  /** Number of all fields, at every depth. */
  size: number;
}

const ESSENTIALS_WITHOUT_PICKS = 6;
const GROUP_LEVELS = 2;

/** With more essentials than this, the form shows them under the names of their objects. */
export const MOST_WITHOUT_SUBHEADS = 8;

/**
 * The layout of a form. Essentials are the fields that the layout document names, then required fields and
 * the author's picks; without any of these, the first six scalars. Groups of the layout document come before
 * groups of objects.
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
  // Without essentials, a form of folded groups looks as if it had no fields.
  const [first] = groups;
  if (first && essentials.length === 0) first.open = true;
  return {
    essentials: titleEssentials(essentials, MOST_WITHOUT_SUBHEADS),
    groups,
    size: countFields(treeOf(form)),
  };
}

/** The entries at any depth that the layout document names. */
function findPlaced(entries: readonly Entry[], { layout }: FormSchema): ReadonlyMap<string, Entry> {
  const wanted = [...(layout?.essentials ?? []), ...(layout?.groups ?? []).flatMap(({ fields }) => fields)];
  const found = new Map<string, Entry>();
  const search = (entry: Entry) => {
    if (wanted.includes(entry.pointer) && entry.field.kind !== "rest") found.set(entry.pointer, entry);
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

/** Includes the plain fields of a choice that a person must make. */
function pickEssentials(entry: Entry): Entry[] {
  if (isObject(entry)) return childEntries(entry).flatMap(pickEssentials);
  const { branches } = entry.shown;
  const isChosen = branches.length > 0 && branches.every(({ alwaysRequired }) => alwaysRequired);
  return entry.alwaysRequired || isChosen || entry.field.options.essential ? [entry] : [];
}

/**
 * The marker in Go's documentation, and so in schemas generated from Go types. https://go.dev/wiki/Deprecated
 */
const DEPRECATED = /^deprecated\b/i;

function isPlainScalar(entry: Entry): boolean {
  const { kind, options, description = "" } = entry.field;
  if (isObject(entry) || options.advanced || options.group !== undefined) return false;
  return !DEPRECATED.test(description) && !["list", "map", "yaml", "rest"].includes(kind);
}

/**
 * Groups for all entries that the document does not place: ungrouped fields, one group for each object,
 * advanced fields, named groups.
 */
function groupRest(entries: readonly Entry[], taken: ReadonlySet<string>): LayoutGroup[] {
  const free = entries.filter((entry) => isFree(entry, taken));
  const [named, others] = split(free, ({ field }) => field.options.group !== undefined);
  const [advanced, ordinary] = split(others, ({ field }) => field.options.advanced === true);
  return [
    collect("general", "General", ordinary.filter(isUngrouped), taken),
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
    description: entry.field.description ?? "",
    fields: fields.map(toField),
    groups: objects.map((object) => buildGroup(object, taken)).filter(isFilled),
    ...{ help: "", open: false },
  };
}

/** Fields without a common object in one group, then groups for the objects among them. */
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

/** A group with only one object becomes the group of that object. */
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

/** The groups that fields name in their hints, in the order of the fields. */
function groupNamed(entries: readonly Entry[], taken: ReadonlySet<string>): LayoutGroup[] {
  const titles = [...new Set(entries.flatMap(({ field }) => field.options.group ?? []))];
  return titles.map((title) => {
    const members = entries.filter(({ field }) => field.options.group === title);
    return gather(`group ${title}`, title, members, taken);
  });
}

// The editor for undeclared keys has the pointer of its object. It moves only together with the whole object.
function isFree(entry: Entry, taken: ReadonlySet<string>): boolean {
  return !taken.has(entry.pointer) || entry.field.kind === "rest";
}

function isFilled({ fields, groups }: LayoutGroup): boolean {
  return fields.length + groups.length > 0;
}

function isUngrouped(entry: LayoutField): boolean {
  return !isObject(entry);
}

function split<T>(list: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [list.filter(test), list.filter((item) => !test(item))];
}

/** Number of fields that a person could fill in. A list or a map counts as one. */
export function countFields(root: FormField): number {
  return fold<number>(root, (field, inside) =>
    isGroup(field) ? inside.reduce((sum, [, count]) => sum + count, field.options.rest ? 1 : 0) : 1,
  );
}

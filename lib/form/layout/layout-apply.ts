/** Applies a layout to a form: the same fields with other labels, places and order. */

import { applyHints, fitsWidget } from "#lib/form/convert/hints";
import { markFields } from "#lib/form/convert/special-fields";
import { EACH_ITEM, EACH_VALUE, formatFieldPath, isEach, parseFieldPath } from "#lib/form/fields/field-path";
import type { FieldHints, LayoutDocument } from "#lib/form/layout-document";
import type { FormField } from "#lib/form/tree/field";
import { treeOf, writeForm } from "#lib/form/tree/rjsf";
import type { FormArrangement, FormSchema } from "#lib/form/types";
import { formatPointer } from "#lib/schema/pointer";

export interface LaidOutForm {
  form: FormSchema;
  /** What in the layout does not fit the form, one sentence for each problem. */
  warnings: string[];
}

/** Problems of a layout, collected so that one message can name several fields. */
interface Findings {
  gone: Set<string>;
  inList: Set<string>;
  others: string[];
}

/**
 * The form with the layout's labels, places and order. Does not change the form that is passed in. Names in
 * the layout that the form does not have are ignored, with a warning.
 */
export function applyLayout(form: FormSchema, layout: LayoutDocument): LaidOutForm {
  const findings: Findings = { gone: new Set(), inList: new Set(), others: [] };
  const root = treeOf(form);
  const worded = Object.entries(layout.fields ?? {}).reduce(
    (tree, [path, hints]) => changeAt(tree, path, findings, (field) => hint(field, path, hints, findings)),
    root,
  );
  const ordered = orderFields(worded, layout.order ?? [], findings);
  const arrangement = arrange(ordered, layout, findings);
  return {
    form: writeForm(markFields(ordered), form.defaults, arrangement ?? form.layout),
    warnings: describeFindings(findings, root),
  };
}

function hint(
  field: FormField,
  path: string,
  { options, ...hints }: FieldHints,
  { others }: Findings,
): FormField {
  const { widget, when } = hints;
  const fits = widget === undefined || fitsWidget(field, widget, options !== undefined);
  if (!fits) others.push(`Field '${path}' cannot be shown as ${widget}. Remove its widget.`);
  if (when && field.required)
    others.push(`Field '${path}' is required and always shown. Remove its condition.`);
  return applyHints(field, { ...hints, ...(options && { options }), ...(!fits && { widget: undefined }) });
}

type Change = (field: FormField) => FormField;

function changeAt(root: FormField, path: string, findings: Findings, change: Change): FormField {
  const tokens = parseFieldPath(path);
  const changed = tokens && changeField(root, tokens, change);
  if (!changed) findings.gone.add(path);
  return changed ?? root;
}

/**
 * The tree with one field changed; undefined where it has no such field. A token can stand for each item of a list or
 * each value of a map.
 */
export function changeField(
  field: FormField,
  [token, ...rest]: readonly string[],
  change: Change,
): FormField | undefined {
  if (token === undefined) return change(field);
  const inside =
    token === EACH_ITEM ? field.item : token === EACH_VALUE ? field.value : field.fields?.get(token);
  const changed = inside && changeField(inside, rest, change);
  if (!changed) return undefined;
  if (token === EACH_ITEM) return { ...field, item: changed };
  if (token === EACH_VALUE) return { ...field, value: changed };
  return { ...field, fields: new Map([...(field.fields ?? []), [token, changed]]) };
}

/** Moves the named fields before the other fields of the same object, in the order of the layout. */
function orderFields(root: FormField, paths: readonly string[], findings: Findings): FormField {
  const objects = new Map<string, { tokens: readonly string[]; names: string[] }>();
  for (const path of paths) {
    const tokens = parseFieldPath(path) ?? [];
    if (!hasField(root, tokens)) findings.gone.add(path);
    else {
      const parent = tokens.slice(0, -1);
      const known = objects.get(formatFieldPath(parent)) ?? { tokens: parent, names: [] };
      objects.set(formatFieldPath(parent), { ...known, names: [...known.names, tokens.at(-1) ?? ""] });
    }
  }
  return [...objects.values()].reduce(
    (tree, { tokens, names }) => changeField(tree, tokens, (object) => sortFields(object, names)) ?? tree,
    root,
  );
}

function hasField(root: FormField, tokens: readonly string[]): boolean {
  return tokens.length > 0 && changeField(root, tokens, (field) => field) !== undefined;
}

function sortFields(object: FormField, names: readonly string[]): FormField {
  const rank = ([name]: [string, FormField]) => {
    const place = names.indexOf(name);
    return place < 0 ? names.length : place;
  };
  return { ...object, fields: new Map([...(object.fields ?? [])].sort((a, b) => rank(a) - rank(b))) };
}

function arrange(
  root: FormField,
  { essentials = [], groups = [] }: LayoutDocument,
  findings: Findings,
): FormArrangement | undefined {
  if (essentials.length + groups.length === 0) return undefined;
  const taken = new Set<string>();
  const place = (path: string): string[] => {
    const pointer = findPointer(root, path, findings);
    if (pointer === undefined || taken.has(pointer)) return [];
    taken.add(pointer);
    return [pointer];
  };
  return {
    essentials: essentials.flatMap(place),
    groups: groups.map(({ title, help = "", open = false, fields }) => ({
      ...{ title, help, open },
      fields: fields.flatMap(place),
    })),
  };
}

function findPointer(root: FormField, path: string, findings: Findings): string | undefined {
  const tokens = parseFieldPath(path) ?? [];
  if (!hasField(root, tokens)) {
    findings.gone.add(path);
    return undefined;
  }
  // A field inside a list has as many places as the list has items.
  if (tokens.some(isEach)) {
    findings.inList.add(path);
    return undefined;
  }
  return formatPointer(tokens);
}

function describeFindings({ gone, inList, others }: Findings, root: FormField): string[] {
  const near = [...gone].filter((path) => hasField(root, parseFieldPath(`spec.${path}`) ?? []));
  const lost = [...gone].filter((path) => !near.includes(path));
  return [
    ...(lost.length === 1 ? [`Field '${lost[0]}' is gone. Remap it.`] : []),
    ...(lost.length > 1 ? [`Fields ${quote(lost)} are gone. Remap them.`] : []),
    ...near.map((path) => `Field '${path}' has no object in its path. Write spec.${path}.`),
    ...[...inList].map(
      (path) => `Field '${path}' is inside every item of a list and can't be placed. Name the list instead.`,
    ),
    ...others,
  ];
}

function quote(paths: readonly string[]): string {
  const all = paths.map((path) => `'${path}'`);
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

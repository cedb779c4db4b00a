/** Applies a layout to a form: the same fields with other labels, places and order. */

import { applyHints, fitsWidget, type HintedNode } from "#lib/form/convert/hints";
import { markFields } from "#lib/form/convert/special-fields";
import { toUiSchema } from "#lib/form/fields/field-lookup";
import { EACH_ITEM, EACH_VALUE, formatFieldPath, parseFieldPath } from "#lib/form/fields/field-path";
import type { FieldHints, LayoutDocument } from "#lib/form/layout-document";
import type { FormArrangement, FormSchema } from "#lib/form/types";
import { formatPointer, isRecord, ownValue } from "#lib/schema/pointer";

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
  const root: HintedNode = { schema: form.schema, ui: form.uiSchema };
  const worded = Object.entries(layout.fields ?? {}).reduce(
    (node, [path, hints]) =>
      changeAt(node, path, findings, (field, required) => hint(field, path, hints, required, findings)),
    root,
  );
  const ordered = orderFields(worded, layout.order ?? [], findings);
  const arrangement = arrange(ordered, layout, findings);
  const { schema, ui } = ordered;
  return {
    form: markFields({ ...form, schema, uiSchema: ui, ...(arrangement && { layout: arrangement }) }),
    warnings: describeFindings(findings, form),
  };
}

function hint(
  node: HintedNode,
  path: string,
  { options, ...hints }: FieldHints,
  required: boolean,
  { others }: Findings,
): HintedNode {
  const { widget, when } = hints;
  const fits = widget === undefined || fitsWidget(node.schema, widget, options !== undefined);
  if (!fits) others.push(`Field '${path}' cannot be shown as ${widget}. Remove its widget.`);
  if (when && required) others.push(`Field '${path}' is required and always shown. Remove its condition.`);
  return applyHints(node, { ...hints, ...(options && { options }), ...(!fits && { widget: undefined }) });
}

type Change = (node: HintedNode, required: boolean) => HintedNode;

function changeAt(root: HintedNode, path: string, findings: Findings, change: Change): HintedNode {
  const tokens = parseFieldPath(path);
  const changed = tokens && changeNode(root, tokens, change, false);
  if (!changed) findings.gone.add(path);
  return changed ?? root;
}

/** Undefined where the form has no such field. */
function changeNode(
  node: HintedNode,
  [token, ...rest]: readonly string[],
  change: Change,
  required: boolean,
): HintedNode | undefined {
  if (token === undefined) return change(node, required);
  const { schema, ui } = node;
  const key = childKey(node, token);
  const holder = key === "properties" ? schema.properties : schema;
  const name = key === "properties" ? token : key;
  const child = name === undefined ? undefined : ownValue(holder, name);
  if (!isRecord(child) || key === undefined || name === undefined) return undefined;
  const isRequired = Array.isArray(schema.required) && schema.required.includes(token);
  const changed = changeNode({ schema: child, ui: toUiSchema(ownValue(ui, name)) }, rest, change, isRequired);
  if (!changed) return undefined;
  const own =
    key === "properties"
      ? { properties: { ...schema.properties, [name]: changed.schema } }
      : { [key]: changed.schema };
  return { schema: { ...schema, ...own }, ui: { ...ui, [name]: changed.ui } };
}

function childKey(
  { schema }: HintedNode,
  token: string,
): "properties" | "items" | "additionalProperties" | undefined {
  if (token === EACH_ITEM) return "items";
  if (token === EACH_VALUE) return "additionalProperties";
  return isRecord(ownValue(schema.properties, token)) ? "properties" : undefined;
}

/** Moves the named fields before the other fields of the same object, in the order of the layout. */
function orderFields(root: HintedNode, paths: readonly string[], findings: Findings): HintedNode {
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
    (node, { tokens, names }) =>
      changeNode(node, tokens, (object) => sortProperties(object, names), false) ?? node,
    root,
  );
}

function hasField(root: HintedNode, tokens: readonly string[]): boolean {
  return tokens.length > 0 && changeNode(root, tokens, (node) => node, false) !== undefined;
}

function sortProperties(node: HintedNode, names: readonly string[]): HintedNode {
  const rank = ([name]: [string, unknown]) => {
    const place = names.indexOf(name);
    return place < 0 ? names.length : place;
  };
  const properties = Object.entries(node.schema.properties ?? {}).sort((a, b) => rank(a) - rank(b));
  return { ...node, schema: { ...node.schema, properties: Object.fromEntries(properties) } };
}

function arrange(
  root: HintedNode,
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

function findPointer(root: HintedNode, path: string, findings: Findings): string | undefined {
  const tokens = parseFieldPath(path) ?? [];
  if (!hasField(root, tokens)) {
    findings.gone.add(path);
    return undefined;
  }
  // A field inside a list has as many places as the list has items.
  if (tokens.includes(EACH_ITEM) || tokens.includes(EACH_VALUE)) {
    findings.inList.add(path);
    return undefined;
  }
  return formatPointer(tokens);
}

function describeFindings({ gone, inList, others }: Findings, form: FormSchema): string[] {
  const root = { schema: form.schema, ui: form.uiSchema };
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

/** Titles of essential fields, which the form shows apart from their objects. */

import { humaniseName } from "#lib/form/fields/title";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import { parsePointer } from "#lib/schema/pointer";

/** Objects that only wrap others: their name adds nothing to a field's title. */
const WRAPPERS = new Set(["config", "configuration", "options", "parameters", "settings", "spec", "values"]);

/**
 * The essentials, each with the title of its object in front where its own title is not enough: `nodes.count`
 * becomes "Nodes: count". A title is enough when its author wrote it, or when it has more than one word and
 * no other essential has the same title. With more than `mostAlone` fields, the form shows them under the
 * names of their objects, so they keep their titles.
 */
export function titleEssentials(fields: readonly LayoutField[], mostAlone: number): LayoutField[] {
  if (fields.length > mostAlone) return [...fields];
  const counts = new Map<string, number>();
  for (const { title } of fields) counts.set(title, (counts.get(title) ?? 0) + 1);
  return fields.map((field) => {
    const parent = field.parents.findLast((title) => !WRAPPERS.has(title.toLowerCase()));
    // The form shows a field that belongs to a choice below that choice.
    const isAnswer = field.shown.branches.some(({ pointer }) => pointer === field.pointer);
    if (parent === undefined || field.choice || isAnswer) return field;
    const name = parsePointer(field.pointer).at(-1) ?? "";
    const isShort = field.title === humaniseName(name) && !field.title.includes(" ");
    if (!isShort && counts.get(field.title) === 1) return field;
    const title = `${parent}: ${lowerFirst(field.title)}`;
    return { ...field, title, field: { ...field.field, title } };
  });
}

/** `Count` → `count`; `CPU` and `PostgreSQL` stay. */
function lowerFirst(title: string): string {
  const [word = ""] = title.split(" ");
  return word.slice(1) === word.slice(1).toLowerCase() && word.length > 1
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;
}

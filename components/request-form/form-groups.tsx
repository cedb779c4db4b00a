"use client";

import { memo, useMemo } from "react";
import { type Counted, Fold } from "#components/request-form/fold";
import { FormField } from "#components/request-form/form-field";
import { firstLine } from "#components/ui/markdown";
import type { FormLayout, LayoutGroup } from "#lib/schema/layout";
import type { LayoutField } from "#lib/schema/layout-entry";

/** More than this, and essentials get subheads by the object they belong to. */
const MOST_WITHOUT_SUBHEADS = 8;

/** The fields that are always open. */
export const Essentials = memo(function Essentials({ fields }: { fields: readonly LayoutField[] }) {
  if (fields.length <= MOST_WITHOUT_SUBHEADS)
    return fields.map((field) => <FormField key={keyOf(field)} field={field} />);
  const heads = [...new Set(fields.map(headOf))];
  return heads.map((head) => (
    <div key={head} className="space-y-4">
      {head && <h2 className="pt-2 font-semibold">{head}</h2>}
      {fields
        .filter((field) => headOf(field) === head)
        .map((field) => (
          <FormField key={keyOf(field)} field={field} />
        ))}
    </div>
  ));
});

function headOf(field: LayoutField): string {
  return field.parents.join(" › ");
}

/** The rest, folded, one group per object. */
export const Groups = memo(function Groups({ groups }: { groups: FormLayout["groups"] }) {
  return groups.map((group) => <Group key={group.key} group={group} level={1} />);
});

function Group({ group, level }: { group: LayoutGroup; level: 1 | 2 }) {
  const counted = useMemo(() => countedOf(group), [group]);
  return (
    <Fold id={group.key} title={group.title} counted={counted} level={level}>
      {() => (
        <>
          {group.description && (
            <p className="text-muted-foreground text-sm">{firstLine(group.description)}</p>
          )}
          {group.fields.map((field) => (
            <FormField key={keyOf(field)} field={field} />
          ))}
          {group.groups.map((inner) => (
            <Group key={inner.key} group={inner} level={2} />
          ))}
        </>
      )}
    </Fold>
  );
}

/** What a header counts: its own fields and those of its inner groups, but not its essentials, which stand above. */
export function countedOf(group: LayoutGroup): Counted[] {
  return [
    ...group.fields
      .filter((field) => field.ui["ui:field"] !== "RestField")
      .map(({ pointer, schema }) => ({ pointer, schema })),
    ...group.groups.flatMap(countedOf),
  ];
}

/** Unique among siblings: the editor of other fields shares its object's pointer. */
function keyOf(field: LayoutField): string {
  return `${field.pointer} ${field.title}`;
}

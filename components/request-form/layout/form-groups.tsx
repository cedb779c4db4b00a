"use client";

import { memo, useCallback, useMemo } from "react";
import { dropName } from "#components/request-form/frame/description-line";
import { type Counted, Fold } from "#components/request-form/frame/fold";
import { FormField } from "#components/request-form/frame/form-field";
import { useDrawnInTurn } from "#components/request-form/layout/gradual-rendering";
import { useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { firstLine } from "#components/ui/text/first-line";
import { MarkdownOnDemand } from "#components/ui/text/markdown-on-demand";
import { type FormLayout, type LayoutGroup, MOST_WITHOUT_SUBHEADS } from "#lib/form/layout/layout";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import { isShown } from "#lib/form/layout/visible-fields";
import { parsePointer } from "#lib/schema/pointer";

/** The fields that are always open; many get subheads by the object they belong to. */
export const Essentials = memo(function Essentials({ fields }: { fields: readonly LayoutField[] }) {
  if (fields.length <= MOST_WITHOUT_SUBHEADS)
    return fields.map((field) => <FormField key={keyOf(field)} field={field} />);
  const heads = [...new Set(fields.map(headOf))];
  return heads.map((head) => (
    <Subhead key={head} head={head} fields={fields.filter((field) => headOf(field) === head)} />
  ));
});

function Subhead({ head, fields }: { head: string; fields: readonly LayoutField[] }) {
  const shown = useFormState(
    useCallback((state: FormState) => fields.some((field) => isShown(field, state)), [fields]),
  );
  if (!shown) return null;
  return (
    <div className="space-y-4">
      {head && <h2 className="pt-2 font-semibold">{head}</h2>}
      {fields.map((field) => (
        <FormField key={keyOf(field)} field={field} />
      ))}
    </div>
  );
}

function headOf(field: LayoutField): string {
  return field.parents.join(" › ");
}

/** The rest, folded, one group per object. */
export const Groups = memo(function Groups({ groups }: { groups: FormLayout["groups"] }) {
  return <InOrder groups={groups} level={1} drawn={useDrawnInTurn(sumOf(groups))} />;
});

/** Groups of which the first fields are drawn, that many in all. */
function InOrder({ groups, level, drawn }: Omit<GroupProps, "group"> & { groups: readonly LayoutGroup[] }) {
  return groups.map((group, index) => {
    const left = drawn - sumOf(groups.slice(0, index));
    // The same number for each group that is drawn whole, which then stays as it is.
    const own = Math.max(0, Math.min(left, sizeOf(group)));
    return <Group key={group.key} group={group} level={level} drawn={own} />;
  });
}

function sizeOf(group: LayoutGroup): number {
  return group.fields.length + sumOf(group.groups);
}

function sumOf(groups: readonly LayoutGroup[]): number {
  return groups.reduce((sum, group) => sum + sizeOf(group), 0);
}

interface GroupProps {
  group: LayoutGroup;
  level: 1 | 2;
  /** How many of its fields are drawn; the others are soon. */
  drawn: number;
}

const Group = memo(function Group({ group, level, drawn }: GroupProps) {
  const counted = useMemo(() => countedOf(group), [group]);
  const shown = useFormState(useCallback((state: FormState) => holdsShown(group, state), [group]));
  if (!shown) return null;
  // Inner groups get their own number of drawn fields.
  const undrawn = drawn > group.fields.length ? 0 : sizeOf(group) - drawn;
  return (
    <Fold id={group.key} title={group.title} counted={counted} level={level} undrawn={undrawn}>
      {() => <Content group={group} drawn={drawn} />}
    </Fold>
  );
});

function Content({ group, drawn }: Pick<GroupProps, "group" | "drawn">) {
  const { help, description, fields, groups } = group;
  const left = drawn - fields.length;
  return (
    <>
      {help && <MarkdownOnDemand text={help} className="text-muted-foreground text-sm" />}
      {!help && description && (
        <p className="text-muted-foreground text-sm">{dropName(firstLine(description), nameOf(group))}</p>
      )}
      {fields.slice(0, drawn).map((field) => (
        <FormField key={keyOf(field)} field={field} />
      ))}
      {left > 0 && <InOrder groups={groups} level={2} drawn={left} />}
    </>
  );
}

function nameOf({ pointer }: LayoutGroup): string {
  return parsePointer(pointer).at(-1) ?? "";
}

/** False for a group without a shown field, which is not drawn. */
function holdsShown({ fields, groups }: LayoutGroup, state: FormState): boolean {
  return fields.some((field) => isShown(field, state)) || groups.some((inner) => holdsShown(inner, state));
}

/** The fields that a header counts: its own and those of its inner groups, without the essentials. */
export function countedOf(group: LayoutGroup): Counted[] {
  return [
    ...group.fields
      .filter(({ field, choice }) => field.kind !== "rest" && !choice)
      .map(({ pointer, title, field }) => ({ pointer, title, field })),
    ...group.groups.flatMap(countedOf),
  ];
}

/** Unique among siblings: the editor of other fields shares its object's pointer. */
function keyOf(field: LayoutField): string {
  return `${field.pointer} ${field.title}`;
}

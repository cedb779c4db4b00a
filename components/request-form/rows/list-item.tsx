"use client";

import type { FieldProps, Registry } from "@rjsf/utils";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, memo, useMemo } from "react";
import { BareContext } from "#components/request-form/frame/field-template";
import { formMessages } from "#components/request-form/messages";
import { needsCard } from "#components/request-form/rows/item-shape";
import { toPathId } from "#components/request-form/state/form-context";
import { Button } from "#components/ui/button";
import { type FormField, isGroup } from "#lib/form/tree/field";
import { drawInline } from "#lib/form/tree/rjsf";
import { formatPointer, ownValue } from "#lib/schema/pointer";

/** The handlers of the rows of a list. The object stays the same, so that a row is drawn again only for its own item. */
export interface ItemHandlers {
  change: (next: unknown, path: (string | number)[]) => void;
  remove: (index: number) => void;
  move: (from: number, to: number) => void;
  onKeyDown: (event: KeyboardEvent, index: number) => void;
  onPaste: (event: ClipboardEvent, index: number) => void;
  onBlur: FieldProps["onBlur"];
  onFocus: FieldProps["onFocus"];
}

interface ListItemProps {
  /** The field of each item. */
  field: FormField;
  /** The keys of the list that name an item. */
  keys: unknown;
  registry: Registry;
  /** Path of the list. */
  parent: FieldProps["fieldPathId"]["path"];
  /** Title of the list. */
  name: string;
  item: unknown;
  index: number;
  count: number;
  handlers: ItemHandlers;
}

/** One item: a row for a scalar, else a card. */
export const ListItem = memo(function ListItem({
  field,
  keys,
  registry,
  parent,
  name,
  item,
  index,
  count,
  handlers,
}: ListItemProps) {
  const pointer = formatPointer([...parent, index]);
  const pathId = useMemo(
    () => ({ ...toPathId(pointer), path: [...parent, index] }),
    [pointer, parent, index],
  );
  const drawn = useMemo(() => drawInline(field), [field]);
  const label = `${name} ${index + 1}`;
  const { SchemaField } = registry.fields;
  if (!SchemaField) return null;
  const isCard = needsCard(field);
  const content = (
    <SchemaField
      name={label}
      {...drawn}
      fieldPathId={pathId}
      formData={item}
      registry={registry}
      onChange={handlers.change}
      onBlur={handlers.onBlur}
      onFocus={handlers.onFocus}
    />
  );
  const actions = (
    <ItemActions
      label={label}
      index={index}
      count={count}
      onRemove={() => handlers.remove(index)}
      onMove={(to) => handlers.move(index, to)}
    />
  );
  if (isCard) {
    return (
      <section data-item aria-label={label} className="rounded-lg border bg-card">
        <div className="flex min-h-11 items-center gap-2 border-b py-1 ps-3 pe-1">
          <h3 className="min-w-0 grow truncate font-medium">{titleItem(item, keys) ?? label}</h3>
          {actions}
        </div>
        <div className="space-y-4 p-3">
          <BareContext value={isGroup(field) ? undefined : label}>{content}</BareContext>
        </div>
      </section>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and pastes of the one input inside
    <div
      data-item
      className="flex items-start gap-1"
      onKeyDown={(event) => handlers.onKeyDown(event, index)}
      onPaste={(event) => handlers.onPaste(event, index)}
    >
      <div className="min-w-0 grow">
        <BareContext value={label}>{content}</BareContext>
      </div>
      <div className="mt-1 flex h-control items-center">{actions}</div>
    </div>
  );
});

function ItemActions({
  label,
  index,
  count,
  onRemove,
  onMove,
}: Pick<ListItemProps, "index" | "count"> & {
  label: string;
  onRemove: () => void;
  onMove: (to: number) => void;
}) {
  return (
    <div className="flex shrink-0 items-center">
      {count > 1 && (
        <>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={formMessages.rows.moveUp(label)}
            disabledReason={index === 0 ? formMessages.rows.isFirst : undefined}
            onClick={() => onMove(index - 1)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={formMessages.rows.moveDown(label)}
            disabledReason={index === count - 1 ? formMessages.rows.isLast : undefined}
            onClick={() => onMove(index + 1)}
          >
            <ArrowDown aria-hidden />
          </Button>
        </>
      )}
      <Button variant="ghost" size="icon-sm" aria-label={formMessages.rows.remove(label)} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </div>
  );
}

/** The title of an item: its list-map key, else its `name`, `key` or `id`. */
function titleItem(item: unknown, keys: unknown): string | undefined {
  const names: unknown[] = [...(Array.isArray(keys) ? keys : []), "name", "key", "id"];
  const named = names
    .map((name) => ownValue(item, String(name)))
    .find((value) => typeof value === "string" && value !== "");
  return typeof named === "string" ? named : undefined;
}

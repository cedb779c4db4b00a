"use client";

import type { FieldProps, Registry } from "@rjsf/utils";
import { X } from "lucide-react";
import { memo, useCallback, useMemo, useRef } from "react";
import { BareContext } from "#components/request-form/frame/field-template";
import { formMessages } from "#components/request-form/messages";
import { emptyItem, itemText, needsCard } from "#components/request-form/rows/item-shape";
import { type MapRow, useMapRows } from "#components/request-form/rows/map-rows";
import { Rows } from "#components/request-form/rows/rows";
import { useLatest } from "#components/request-form/rows/use-latest";
import { toPathId } from "#components/request-form/state/form-context";
import { findRow } from "#components/request-form/state/row-place";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import { type FormField, isGroup, typesOf } from "#lib/form/tree/field";
import { drawInline, fieldOf } from "#lib/form/tree/rjsf";
import { showMarks } from "#lib/manifest/direction-marks";
import { formatPointer, writePointer } from "#lib/schema/pointer";

/** A map as rows of key and value. A row keeps its place and focus while its key is renamed. */
export function MapField(props: FieldProps) {
  const { fieldPathId, uiSchema, registry } = props;
  const { rows, write, problems } = useMapRows(props);
  const { title, value: valueField } = fieldOf(uiSchema);
  const box = useRef<HTMLDivElement>(null);
  const add = () => {
    const id = rows.reduce((most, row) => Math.max(most, row.id), -1) + 1;
    write([...rows, { id, key: "", value: startOf(valueField ? typesOf(valueField) : []) }]);
    queueMicrotask(() => findRow(box.current, rows.length)?.querySelector("input")?.focus());
  };
  const latest = useLatest({
    change: (id: number, change: Partial<MapRow>) =>
      write(rows.map((row) => (row.id === id ? { ...row, ...change } : row))),
    remove: (id: number) => write(rows.filter((row) => row.id !== id)),
    ...{ onBlur: props.onBlur, onFocus: props.onFocus },
  });
  const handlers = useMemo(
    (): EntryHandlers => ({
      change: (id, change) => latest.current.change(id, change),
      remove: (id) => latest.current.remove(id),
      onBlur: (...given) => latest.current.onBlur(...given),
      onFocus: (...given) => latest.current.onFocus(...given),
    }),
    [latest],
  );
  const isScalar = !valueField || !needsCard(valueField);
  return (
    <div ref={box} id={fieldPathId.$id} className="space-y-2">
      <Rows
        pointer={formatPointer(fieldPathId.path)}
        label={title}
        count={rows.length}
        height={isScalar ? ROW_HEIGHT : CARD_HEIGHT}
        keyAt={(index) => rows[index]?.id ?? index}
        textAt={(index) => `${rows[index]?.key ?? ""}\n${itemText(rows[index]?.value)}`}
        indexOf={(token) =>
          rows.findIndex(({ id, key }) => (token === undefined ? problems.has(id) : key === token))
        }
      >
        {(index) => {
          const row = rows[index];
          return (
            row &&
            valueField && (
              <Entry
                row={row}
                problem={problems.get(row.id)}
                parent={fieldPathId.path}
                field={valueField}
                registry={registry}
                handlers={handlers}
              />
            )
          );
        }}
      </Rows>
      <Button
        size="sm"
        className="mark mark-plus before:size-4"
        onClick={add}
        aria-label={formMessages.rows.addTo(title)}
      >
        {formMessages.rows.add}
      </Button>
    </div>
  );
}

/** Pixels, about: each row is measured once it is drawn. */
const ROW_HEIGHT = 56;
const CARD_HEIGHT = 300;

/** The handlers of the entries. The object stays the same, so that an entry is drawn again only for its own value. */
interface EntryHandlers {
  change: (id: number, change: Partial<MapRow>) => void;
  remove: (id: number) => void;
  onBlur: FieldProps["onBlur"];
  onFocus: FieldProps["onFocus"];
}

interface EntryProps {
  row: MapRow;
  problem: string | undefined;
  /** Path of the map. */
  parent: FieldProps["fieldPathId"]["path"];
  /** The field of each value. */
  field: FormField;
  registry: Registry;
  handlers: EntryHandlers;
}

const Entry = memo(function Entry({ row, problem, parent, field, registry, handlers }: EntryProps) {
  const { id, key, value } = row;
  const path = useMemo(() => [...parent, key], [parent, key]);
  const pathId = useMemo(() => ({ ...toPathId(formatPointer(path)), path }), [path]);
  const setValue = useCallback(
    (next: unknown, at: (string | number)[]) => {
      const inner = formatPointer(at.slice(path.length));
      handlers.change(id, { value: writePointer({ value }, `/value${inner}`, next).value });
    },
    [handlers, id, path, value],
  );
  const drawn = useMemo(() => drawInline(field), [field]);
  const isScalar = !needsCard(field);
  const label = key || formMessages.rows.newEntry;
  const { SchemaField } = registry.fields;
  if (!SchemaField) return null;
  const remove = <RemoveEntry label={label} onRemove={() => handlers.remove(id)} />;
  return (
    <div
      data-item
      className={
        isScalar
          ? "grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-x-2"
          : "rounded-lg border bg-card p-3"
      }
    >
      <div className={isScalar ? "" : "mb-3 flex items-start gap-2"}>
        <Input
          value={key}
          placeholder={formMessages.rows.key}
          aria-label={formMessages.rows.keyOf(label)}
          aria-invalid={problem ? true : undefined}
          autoComplete="off"
          onChange={(event) => handlers.change(id, { key: event.target.value })}
        />
        {!isScalar && remove}
      </div>
      <div className={isScalar ? "-mt-1 min-w-0" : "space-y-4"}>
        <BareContext value={isGroup(field) ? undefined : formMessages.rows.valueOf(label)}>
          <SchemaField
            name={key}
            {...drawn}
            fieldPathId={pathId}
            formData={value}
            registry={registry}
            onChange={setValue}
            onBlur={handlers.onBlur}
            onFocus={handlers.onFocus}
          />
        </BareContext>
      </div>
      {isScalar && remove}
      {key !== showMarks(key) && (
        <p className="col-span-full mt-1 text-muted-foreground text-xs">
          {formMessages.rows.hiddenKey(showMarks(key))}
        </p>
      )}
      {problem && <p className="col-span-full mt-1 text-fail text-xs">{problem}</p>}
    </div>
  );
});

function RemoveEntry({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Button variant="ghost" size="icon" aria-label={formMessages.rows.remove(label)} onClick={onRemove}>
      <X aria-hidden />
    </Button>
  );
}

/** The start value of an entry, whose key may be typed first: set only for text and for values with rows or fields. */
function startOf(types: readonly string[]): unknown {
  const start = emptyItem(types);
  return typeof start === "object" || types.includes("string") ? start : undefined;
}

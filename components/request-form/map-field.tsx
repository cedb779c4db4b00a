"use client";

import type { FieldProps } from "@rjsf/utils";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { BareContext } from "#components/request-form/field-template";
import { toPathId, useRequestForm } from "#components/request-form/form-context";
import { emptyItem, needsCard } from "#components/request-form/item-shape";
import { inlineUi } from "#components/request-form/list-item";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import { asUi, isGroup } from "#lib/schema/find";
import { formatPointer, isRecord, writePointer } from "#lib/schema/pointer";

interface Row {
  id: number;
  key: string;
  value: unknown;
}

/** A map as rows of key and value. A row keeps its place and focus while its key is renamed. */
export function MapField(props: FieldProps) {
  const { fieldPathId, schema, name } = props;
  const { rows, write, problems } = useRows(props);
  const valueSchema = isRecord(schema.additionalProperties) ? schema.additionalProperties : {};
  const nextId = rows.reduce((most, row) => Math.max(most, row.id), -1) + 1;
  const box = useRef<HTMLDivElement>(null);
  const add = () => {
    write([...rows, { id: nextId, key: "", value: startOf(valueSchema.type) }]);
    queueMicrotask(() => box.current?.querySelector<HTMLElement>("[data-item]:last-of-type input")?.focus());
  };
  return (
    <div ref={box} id={fieldPathId.$id} className="space-y-2">
      {rows.map((row) => (
        <MapRow
          key={row.id}
          field={props}
          row={row}
          problem={problems.get(row.id)}
          onChange={(change) =>
            write(rows.map((other) => (other.id === row.id ? { ...row, ...change } : other)))
          }
          onRemove={() => write(rows.filter((other) => other.id !== row.id))}
        />
      ))}
      <Button
        size="sm"
        className="mark mark-plus before:size-4"
        onClick={add}
        aria-label={`Add to ${schema.title ?? name}`}
      >
        Add
      </Button>
    </div>
  );
}

interface MapRowProps {
  field: FieldProps;
  row: Row;
  problem: string | undefined;
  onChange: (change: Partial<Row>) => void;
  onRemove: () => void;
}

function MapRow({ field, row, problem, onChange, onRemove }: MapRowProps) {
  const { schema, uiSchema, registry, fieldPathId } = field;
  const path = [...fieldPathId.path, row.key];
  const valueSchema = isRecord(schema.additionalProperties) ? schema.additionalProperties : {};
  const valueUi = inlineUi(asUi(uiSchema?.additionalProperties));
  const isScalar = !needsCard(valueSchema, valueUi);
  const label = row.key || "the new entry";
  const { SchemaField } = registry.fields;
  if (!SchemaField) return null;
  const setValue = (next: unknown, at: (string | number)[]) => {
    const inner = formatPointer(at.slice(path.length));
    onChange({ value: writePointer({ value: row.value }, `/value${inner}`, next).value });
  };
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
          value={row.key}
          placeholder="Key"
          aria-label={`Key of ${label}`}
          aria-invalid={problem ? true : undefined}
          autoComplete="off"
          onChange={(event) => onChange({ key: event.target.value })}
        />
        {!isScalar && <RemoveEntry label={label} onRemove={onRemove} />}
      </div>
      <div className={isScalar ? "-mt-1 min-w-0" : "space-y-4"}>
        <BareContext value={isGroup(valueSchema, valueUi) ? undefined : `Value of ${label}`}>
          <SchemaField
            name={row.key}
            schema={valueSchema}
            uiSchema={valueUi}
            fieldPathId={{ ...toPathId(formatPointer(path)), path }}
            formData={row.value}
            registry={registry}
            onChange={setValue}
            onBlur={field.onBlur}
            onFocus={field.onFocus}
          />
        </BareContext>
      </div>
      {isScalar && <RemoveEntry label={label} onRemove={onRemove} />}
      {problem && <p className="col-span-full mt-1 text-fail text-xs">{problem}</p>}
    </div>
  );
}

function RemoveEntry({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Button variant="ghost" size="icon" aria-label={`Remove ${label}`} onClick={onRemove}>
      <X aria-hidden />
    </Button>
  );
}

/** Rows as they are being edited, also while two keys are the same or one is still empty. */
function useRows({ formData, fieldPathId, onChange }: FieldProps) {
  const { store } = useRequestForm();
  const pointer = formatPointer(fieldPathId.path);
  const [rows, setRows] = useState<Row[]>(() => toRows(formData, []));
  const written = useRef<unknown>(formData);
  // The YAML or a draft changed it: follow, and keep the rows that are still there.
  useEffect(() => {
    // Inside a list, the map of an item whose entries have no key yet is empty, not gone.
    const isStill = written.current === undefined && isRecord(formData) && Object.keys(formData).length === 0;
    if (formData === written.current || isStill) return;
    written.current = formData;
    setRows((current) => toRows(formData, current));
  }, [formData]);
  const write = (next: Row[]) => {
    setRows(next);
    const problems = [...findProblems(next).values()];
    const entries = next
      .filter((row) => row.key !== "" && row.value !== undefined)
      .map((row): [string, unknown] => [row.key, row.value]);
    const value = next.length > 0 ? Object.fromEntries(entries.reverse()) : undefined;
    const ordered = value && Object.fromEntries(Object.entries(value).reverse());
    written.current = ordered && Object.keys(ordered).length > 0 ? ordered : undefined;
    onChange(written.current, fieldPathId.path);
    store.setRaw(pointer, problems[0] ? { text: "", message: problems[0] } : undefined);
  };
  return { rows, write, problems: findProblems(rows) };
}

function toRows(value: unknown, current: readonly Row[]): Row[] {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const first = current.reduce((most, row) => Math.max(most, row.id), -1) + 1;
  return entries.map(([key, entry], index) => ({
    id: current.find((row) => row.key === key)?.id ?? first + index,
    key,
    value: entry,
  }));
}

function findProblems(rows: readonly Row[]): Map<number, string> {
  const problems = new Map<number, string>();
  for (const [index, row] of rows.entries()) {
    const twice = row.key !== "" && rows.findIndex((other) => other.key === row.key) < index;
    if (twice) problems.set(row.id, `${row.key} is there already. Give this entry another key.`);
    else if (row.key === "" && row.value !== undefined && row.value !== "")
      problems.set(row.id, "Give this entry a key.");
  }
  return problems;
}

/** A key may be typed before its value; only a text or what has its own rows or fields starts as something. */
function startOf(type: unknown): unknown {
  const start = emptyItem(type);
  return typeof start === "object" || [type].flat().includes("string") ? start : undefined;
}

"use client";

import type { FieldProps } from "@rjsf/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { useRequestForm } from "#components/request-form/state/form-context";
import { formatJson, parseJson } from "#lib/exact-json";
import { isEqual } from "#lib/schema/equal";
import { formatPointer, isRecord, type JsonRecord } from "#lib/schema/pointer";

/** An entry of a map as it is being edited: its key may be empty, or another entry's. */
export interface MapRow {
  id: number;
  key: string;
  value: unknown;
}

export interface MapRows {
  rows: readonly MapRow[];
  write: (rows: readonly MapRow[]) => void;
  /** The errors of the keys, by the row's id. */
  problems: ReadonlyMap<number, string>;
}

/**
 * The rows of a map, and the values that they give. The form's state keeps the rows as they were typed wherever the
 * values alone do not give them back: a key that is missing or there twice, and keys such as `10`, which a JavaScript
 * object sorts. A draft brings them back.
 */
export function useMapRows({ formData, fieldPathId, onChange }: FieldProps): MapRows {
  const { store } = useRequestForm();
  const pointer = formatPointer(fieldPathId.path);
  const [rows, setRows] = useState<readonly MapRow[]>(
    () => readTyped(store.get().raw.get(pointer)?.text, formData) ?? toRows(formData, []),
  );
  const written = useRef<unknown>(formData);
  // The YAML or a draft changed it: follow, and keep the rows that are still there.
  useEffect(() => {
    // Inside a list, the map of an item whose entries have no key yet is empty, not gone.
    const isStill = written.current === undefined && isRecord(formData) && Object.keys(formData).length === 0;
    if (formData === written.current || isStill) return;
    written.current = formData;
    setRows((current) => toRows(formData, current));
    store.setRaw(pointer, undefined);
  }, [formData, store, pointer]);
  const write = (next: readonly MapRow[]) => {
    setRows(next);
    const value = toValue(next);
    written.current = value;
    onChange(value, fieldPathId.path);
    const [problem] = findProblems(next).values();
    const isAsWritten = problem === undefined && isInOrder(next, value);
    store.setRaw(pointer, isAsWritten ? undefined : { text: writeTyped(next), message: problem ?? "" });
  };
  const problems = useMemo(() => findProblems(rows), [rows]);
  return { rows, write, problems };
}

/** Of two entries with one key, the first counts. */
function toValue(rows: readonly MapRow[]): JsonRecord | undefined {
  // An object without a prototype is a table from the start. Of another V8 makes a shape for each of thousands of keys,
  // anew at each keystroke in a key: 3 ms instead of 0.6 for 2,500.
  const table: JsonRecord = Object.create(null);
  for (const { key, value } of rows) {
    if (key !== "" && value !== undefined && !(key in table)) table[key] = value;
  }
  return Object.keys(table).length > 0 ? { ...table } : undefined;
}

function toRows(value: unknown, current: readonly MapRow[]): MapRow[] {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const first = current.reduce((most, row) => Math.max(most, row.id), -1) + 1;
  const known = new Map(current.toReversed().map(({ id, key }) => [key, id]));
  return entries.map(([key, entry], index) => ({ id: known.get(key) ?? first + index, key, value: entry }));
}

function isInOrder(rows: readonly MapRow[], value: JsonRecord | undefined): boolean {
  const keys = Object.keys(value ?? {});
  return rows.length === keys.length && rows.every(({ key }, index) => key === keys[index]);
}

function writeTyped(rows: readonly MapRow[]): string {
  return formatJson(rows.map(({ key, value }) => ({ key, value })));
}

/** The rows that a draft has kept; undefined where there are none, or where they no longer give the values. */
function readTyped(text: string | undefined, formData: unknown): MapRow[] | undefined {
  const kept = text === undefined ? undefined : parse(text);
  if (!Array.isArray(kept)) return undefined;
  const rows = kept.map((row: unknown, id): MapRow => {
    const { key, value } = isRecord(row) ? row : {};
    return { id, key: typeof key === "string" ? key : "", value };
  });
  return isEqual(toValue(rows) ?? {}, formData ?? {}) ? rows : undefined;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function findProblems(rows: readonly MapRow[]): Map<number, string> {
  const problems = new Map<number, string>();
  const keys = new Set<string>();
  for (const { id, key, value } of rows) {
    if (key !== "" && keys.has(key)) {
      problems.set(id, formMessages.rows.sameKey(key));
    } else if (key === "" && value !== undefined && value !== "") {
      problems.set(id, formMessages.rows.noKey);
    }
    keys.add(key);
  }
  return problems;
}

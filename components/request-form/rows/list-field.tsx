"use client";

import type { FieldProps } from "@rjsf/utils";
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { readNumber } from "#components/request-form/fields/number-field";
import { formMessages } from "#components/request-form/messages";
import { emptyItem, itemText, needsCard } from "#components/request-form/rows/item-shape";
import { type ItemHandlers, ListItem } from "#components/request-form/rows/list-item";
import { Rows } from "#components/request-form/rows/rows";
import { useLatest } from "#components/request-form/rows/use-latest";
import { findControl } from "#components/request-form/state/focus-field";
import { findRow } from "#components/request-form/state/row-place";
import { Button } from "#components/ui/button";
import { typesOf } from "#lib/form/tree/field";
import { fieldOf } from "#lib/form/tree/rjsf";
import { formatPointer } from "#lib/schema/pointer";
import { MAP_KEYS } from "#lib/schema/structural/list-keys";

interface Removed {
  index: number;
  item: unknown;
}

/** A list: scalars as rows (Enter adds one, pasted lines become rows), objects as cards. Removing can be undone. */
export function ListField(props: FieldProps) {
  const { uiSchema, fieldPathId, registry } = props;
  const box = useRef<HTMLDivElement>(null);
  const { title, rules, item: field } = fieldOf(uiSchema);
  const types = field ? typesOf(field) : [];
  const isCard = field !== undefined && needsCard(field);
  const { items, keys, removed, insert, handlers } = useListRows(props, types, box);
  return (
    <div ref={box} id={fieldPathId.$id} className="space-y-2">
      <Rows
        pointer={formatPointer(fieldPathId.path)}
        label={title}
        count={items.length}
        height={isCard ? CARD_HEIGHT : ROW_HEIGHT}
        keyAt={(index) => keys.at(index) ?? index}
        textAt={(index) => itemText(items[index])}
        indexOf={(token) => (token === undefined ? -1 : readIndex(token, items.length))}
      >
        {(index) =>
          field && (
            <ListItem
              field={field}
              keys={rules[MAP_KEYS]}
              registry={registry}
              parent={fieldPathId.path}
              name={title}
              item={items[index]}
              index={index}
              count={items.length}
              handlers={handlers}
            />
          )
        }
      </Rows>
      <div className="flex items-center gap-3">
        <Button
          size="sm"
          className="mark mark-plus before:size-4"
          onClick={() => insert(items.length, [emptyItem(types)])}
          aria-label={formMessages.rows.addTo(props.title ?? title)}
        >
          {formMessages.rows.add}
        </Button>
        {removed && (
          <p role="status" className="text-muted-foreground text-sm">
            {formMessages.rows.removed}{" "}
            <Button variant="link" size="inline" onClick={() => insert(removed.index, [removed.item])}>
              {formMessages.rows.undo}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

/** The items with their identities, and the edits of the list by keys, pastes and buttons. */
function useListRows(
  { formData, fieldPathId, onChange, onBlur, onFocus }: FieldProps,
  types: readonly string[],
  box: { current: HTMLElement | null },
) {
  const items: unknown[] = Array.isArray(formData) ? formData : [];
  const [removed, setRemoved] = useState<Removed>();
  const keys = useRowKeys(items.length);
  const write = (next: unknown[], change?: Removed) => {
    setRemoved(change);
    onChange(next.length > 0 || change === undefined ? next : undefined, fieldPathId.path);
  };
  const insert = (index: number, added: unknown[]) => {
    keys.insert(index, added.length);
    write([...items.slice(0, index), ...added, ...items.slice(index)]);
    focusItem(box, index + added.length - 1);
  };
  const remove = (index: number) => {
    keys.remove(index);
    write(
      items.filter((_, other) => other !== index),
      { index, item: items[index] },
    );
    focusItem(box, Math.min(index, items.length - 2));
  };
  const move = (from: number, to: number) => {
    keys.move(from, to);
    const rest = items.filter((_, other) => other !== from);
    write([...rest.slice(0, to), items[from], ...rest.slice(to)]);
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    insert(index + 1, [emptyItem(types)]);
  };
  const onPaste = (event: ClipboardEvent, index: number) => {
    const lines = event.clipboardData.getData("text").split(/\r?\n/);
    const added = lines.map((line) => line.trim()).filter((line) => line !== "");
    if (added.length < 2) return;
    event.preventDefault();
    const start = items[index] === "" ? index : index + 1;
    keys.insert(start, added.length - (start - index === 0 ? 1 : 0));
    write([
      ...items.slice(0, start),
      ...added.map((line) => readItem(line, types)),
      ...items.slice(index + 1),
    ]);
    // Of many rows only some are drawn, and the focused row can be drawn again.
    focusItem(box, start + added.length - 1);
  };
  const change = (next: unknown, path: (string | number)[]) => {
    // An item is removed by its button: clearing its field leaves the row where it is.
    const isCleared = next === undefined && path.length === fieldPathId.path.length + 1;
    onChange(isCleared ? emptyItem(types) : next, path);
  };
  const latest = useLatest({ change, remove, move, onKeyDown, onPaste, onBlur, onFocus });
  const handlers = useMemo(
    (): ItemHandlers => ({
      change: (next, path) => latest.current.change(next, path),
      remove: (index) => latest.current.remove(index),
      move: (from, to) => latest.current.move(from, to),
      onKeyDown: (event, index) => latest.current.onKeyDown(event, index),
      onPaste: (event, index) => latest.current.onPaste(event, index),
      onBlur: (...given) => latest.current.onBlur(...given),
      onFocus: (...given) => latest.current.onFocus(...given),
    }),
    [latest],
  );
  return { items, keys, removed, insert, handlers };
}

/** Pixels, about: each row is measured once it is drawn. */
const ROW_HEIGHT = 48;
const CARD_HEIGHT = 260;

function readIndex(token: string, count: number): number {
  const index = /^\d+$/.test(token) ? Number(token) : -1;
  return index < count ? index : -1;
}

function readItem(line: string, [type]: readonly string[]): unknown {
  return type === "integer" || type === "number" ? readNumber(line) : line;
}

// In a microtask, so that the row has the focus before the next key: after a frame, the first letter would go to the row before.
function focusItem(box: { current: HTMLElement | null }, index: number): void {
  queueMicrotask(() => {
    const row = findRow(box.current, index);
    const target = row ? findControl(row) : box.current?.querySelector("button");
    target?.focus();
  });
}

/** Identities of rows that follow their items through moves, so that focus and open editors do too. */
function useRowKeys(count: number) {
  const next = useRef(0);
  const keys = useRef<number[]>([]);
  const create = (length: number) => Array.from({ length }, () => next.current++);
  if (keys.current.length < count) keys.current.push(...create(count - keys.current.length));
  if (keys.current.length > count) keys.current.length = count;
  return {
    at: (index: number) => keys.current[index],
    insert: (index: number, length: number) => keys.current.splice(index, 0, ...create(length)),
    remove: (index: number) => keys.current.splice(index, 1),
    move: (from: number, to: number) => keys.current.splice(to, 0, ...keys.current.splice(from, 1)),
  };
}

"use client";

import { type KeyboardEvent, useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { Input } from "#components/ui/input";

interface RowSearchProps {
  label: string;
  count: number;
  textAt: (index: number) => string;
  /** Brings a row onto the screen, and gives its control. */
  onGo: (index: number) => HTMLElement | null | undefined;
}

/**
 * Search in the rows of a long list, most of which the browser's own search can't see. Typing shows the first row that
 * matches, Enter the next, Shift+Enter the one before; Ctrl+Enter (Command+Enter) leads into the row.
 */
export function RowSearch({ label, count, textAt, onGo }: RowSearchProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const asked = query.trim().toLowerCase();
  const match = (text: string) =>
    text === "" ? [] : [...Array(count).keys()].filter((index) => textAt(index).toLowerCase().includes(text));
  const found = match(asked);
  const show = (next: number) => {
    setAt(next);
    const index = found[next];
    return index === undefined ? undefined : onGo(index);
  };
  const type = (text: string) => {
    setQuery(text);
    setAt(0);
    const [first] = match(text.trim().toLowerCase());
    if (first !== undefined) onGo(first);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || found.length === 0) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return show(at)?.focus({ preventScroll: true });
    show((at + (event.shiftKey ? found.length - 1 : 1)) % found.length);
  };
  return (
    // It reaches under the page's header and beside the rows: no row shows at its edges, nor its buttons or a focus ring.
    <div className="sticky top-[calc(var(--header)-0.25rem)] z-1 -mx-3 -mt-1 flex items-center gap-3 bg-background px-3 pt-2 pb-1">
      <Input
        type="search"
        value={query}
        placeholder={formMessages.rows.find(count)}
        aria-label={formMessages.rows.findIn(count, label)}
        autoComplete="off"
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p role="status" className="shrink-0 text-muted-foreground text-xs">
        {describePlace(asked, at, found.length)}
      </p>
    </div>
  );
}

function describePlace(asked: string, at: number, count: number): string {
  if (asked === "") return "";
  return count === 0 ? formMessages.rows.noMatch : formMessages.rows.place(at + 1, count);
}

"use client";

import { useState } from "react";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Input } from "#components/ui/input";

export interface FindPartProps {
  query: string;
  /** Ids of what was found. */
  found: readonly string[];
  onQuery: (query: string) => void;
  onVisit: (id: string) => void;
}

/** Find by name or kind; Enter goes from one to the next. */
export function FindPart({ query, found, onQuery, onVisit }: FindPartProps) {
  const [visited, setVisited] = useState<string>();
  const at = visited === undefined ? -1 : found.indexOf(visited);
  const visit = (step: 1 | -1) => {
    const next = found.at(at < 0 && step < 0 ? -1 : (at + step) % found.length);
    if (next === undefined) return;
    setVisited(next);
    onVisit(next);
  };
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Input
        {...{ [FIND_FIELD]: "" }}
        type="search"
        aria-label="Find a part by name or kind"
        placeholder="Find"
        value={query}
        className="w-36 md:w-44"
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") visit(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape" && query) onQuery("");
          else return;
          event.preventDefault();
        }}
      />
      <output className="whitespace-nowrap text-muted-foreground text-sm">
        {wordFound(query, at, found.length)}
      </output>
    </div>
  );
}

function wordFound(query: string, at: number, count: number): string {
  if (!query.trim()) return "";
  if (count === 0) return "None";
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}

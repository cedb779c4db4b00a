"use client";

import { useState } from "react";
import { graphMessages } from "#components/resource-graph/messages";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Input } from "#components/ui/input";

const { find: messages } = graphMessages;

export interface FindPartProps {
  query: string;
  /** Ids of the parts that match. */
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
        aria-label={messages.label}
        placeholder={messages.placeholder}
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
        {describeFound(query, at, found.length)}
      </output>
    </div>
  );
}

function describeFound(query: string, at: number, count: number): string {
  if (!query.trim()) return "";
  if (count === 0) return messages.none;
  return at < 0 ? messages.found(count) : messages.place(at + 1, count);
}

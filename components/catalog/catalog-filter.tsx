"use client";

import { Search, X } from "lucide-react";
import type { TagCount } from "#components/catalog/catalog-search";
import { catalogMessages } from "#components/catalog/messages";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { Combobox } from "#components/ui/combobox";
import { Input } from "#components/ui/input";
import { Skeleton } from "#components/ui/state/skeleton";

const { filter: messages } = catalogMessages;

/** Tags shown as buttons; the others are in a list. */
const SHOWN = 6;

export interface CatalogFilterProps {
  query: string;
  tag: string;
  /** Undefined while they load: their place is kept. */
  tags: readonly TagCount[] | undefined;
  onQuery: (query: string) => void;
  onTag: (tag: string) => void;
  /** Enter in the search: open the first card. */
  onEnter: () => void;
}

export function CatalogFilter({ query, tag, tags, onQuery, onTag, onEnter }: CatalogFilterProps) {
  return (
    <search className="mb-4 flex min-h-control flex-wrap items-center gap-x-4 gap-y-3">
      <div className="relative w-full md:max-w-96">
        <Search
          aria-hidden
          className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
        />
        <Input
          {...{ [FIND_FIELD]: "" }}
          type="search"
          aria-label={messages.label}
          aria-keyshortcuts="/"
          placeholder={messages.placeholder}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") onEnter();
            if (event.key === "Escape") onQuery("");
          }}
          className="px-9 [&::-webkit-search-cancel-button]:hidden"
        />
        {query ? (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={messages.clear}
            onClick={() => onQuery("")}
            className="absolute end-1 top-1/2 -translate-y-1/2"
          >
            <X aria-hidden />
          </Button>
        ) : (
          <kbd
            aria-hidden
            className="pointer-events-none absolute end-2.5 top-1/2 -translate-y-1/2 rounded-sm border px-1.5 font-sans text-muted-foreground text-xs max-md:hidden"
          >
            /
          </kbd>
        )}
      </div>
      {tags === undefined ? (
        <div className="flex gap-1.5 pointer-coarse:[&>*]:h-control max-md:py-1">
          <Skeleton className="h-7 w-20" />
          <Skeleton className="h-7 w-24" />
          <Skeleton className="h-7 w-16" />
        </div>
      ) : (
        tags.length > 0 && <TagButtons tag={tag} tags={tags} onTag={onTag} />
      )}
    </search>
  );
}

interface TagButtonsProps {
  tag: string;
  tags: readonly TagCount[];
  onTag: (tag: string) => void;
}

function TagButtons({ tag, tags, onTag }: TagButtonsProps) {
  const shown = tags.slice(0, SHOWN);
  const rest = tags.slice(SHOWN);
  return (
    <fieldset
      aria-label={messages.tags}
      className="flex min-w-0 gap-1.5 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 max-md:py-1 max-md:[scrollbar-width:none] md:flex-wrap"
    >
      {shown.map(({ tag: name, count }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === tag}
          onClick={() => onTag(name === tag ? "" : name)}
          className={cn(
            "h-7 shrink-0 whitespace-nowrap rounded-md border px-2.5 text-muted-foreground text-sm transition-colors hover:bg-muted hover:text-foreground pointer-coarse:h-control",
            "aria-pressed:border-primary aria-pressed:bg-primary-tint aria-pressed:font-medium aria-pressed:text-primary",
          )}
        >
          {name} <span className="text-xs">{count}</span>
        </button>
      ))}
      {rest.length > 0 && (
        <Combobox
          aria-label={messages.moreTags}
          placeholder={messages.more(rest.length)}
          value={rest.some(({ tag: name }) => name === tag) ? tag : undefined}
          options={rest.map(({ tag: name, count }) => ({ value: name, label: messages.tag(name, count) }))}
          onChange={(name) => onTag(name === tag ? "" : name)}
          className="h-7 w-auto shrink-0 border-border px-2.5 text-sm pointer-coarse:h-control"
        />
      )}
    </fieldset>
  );
}

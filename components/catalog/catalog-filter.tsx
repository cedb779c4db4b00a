"use client";

import { Search, X } from "lucide-react";
import {
  DIMENSIONS,
  type Dimension,
  type FilterChoice,
  type Filters,
} from "#components/catalog/list/filters";
import type { OfferView } from "#components/catalog/list/offer-list";
import { catalogMessages } from "#components/catalog/messages";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Button } from "#components/ui/button";
import { FilterCombobox } from "#components/ui/filter-combobox";
import { Input } from "#components/ui/input";
import { Segmented } from "#components/ui/segmented";
import { Skeleton } from "#components/ui/state/skeleton";

const { filter: messages, facts } = catalogMessages;

export interface CatalogFilterProps {
  query: string;
  filters: Filters;
  /** Undefined while they load: their place is kept. */
  choices: Readonly<Record<Dimension, readonly FilterChoice[]>> | undefined;
  view: OfferView;
  onQuery: (query: string) => void;
  onFilter: (dimension: Dimension, value: string) => void;
  onClear: () => void;
  onView: (view: OfferView) => void;
  /** Enter in the search: open the first card. */
  onEnter: () => void;
}

/** The search, the filters, and the choice between cards and a list. */
export function CatalogFilter({ query, onQuery, onEnter, ...bar }: CatalogFilterProps) {
  return (
    <search className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-3">
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
      <FilterBar {...bar} />
    </search>
  );
}

type FilterBarProps = Omit<CatalogFilterProps, "query" | "onQuery" | "onEnter">;

function FilterBar({ filters, choices, view, onFilter, onClear, onView }: FilterBarProps) {
  const shown = DIMENSIONS.filter(
    (dimension) => filters[dimension] || (choices?.[dimension].length ?? 0) > 1,
  );
  return (
    <>
      {choices === undefined ? (
        <div className="flex gap-1.5">
          <Skeleton className="h-7 w-28" />
          <Skeleton className="h-7 w-24" />
        </div>
      ) : (
        <fieldset
          aria-label={messages.group}
          className="flex min-w-0 gap-1.5 max-md:-mx-4 max-md:w-screen max-md:overflow-x-auto max-md:px-4 max-md:py-1 max-md:[scrollbar-width:none] md:flex-wrap"
        >
          {shown.map((dimension) => (
            <FilterField
              key={dimension}
              dimension={dimension}
              value={filters[dimension]}
              choices={choices[dimension]}
              onChoose={(value) => onFilter(dimension, value)}
            />
          ))}
          {DIMENSIONS.some((dimension) => filters[dimension]) && (
            <Button variant="ghost" size="sm" onClick={onClear} className="shrink-0">
              {messages.clearFilters}
            </Button>
          )}
        </fieldset>
      )}
      <Segmented
        aria-label={messages.view}
        value={view}
        options={[
          { value: "cards", label: messages.views.cards },
          { value: "list", label: messages.views.list },
        ]}
        onChange={(next) => onView(next === "list" ? "list" : "cards")}
        className="md:ms-auto"
      />
    </>
  );
}

interface FilterFieldProps {
  dimension: Dimension;
  value: string;
  choices: readonly FilterChoice[];
  onChoose: (value: string) => void;
}

function FilterField({ dimension, value, choices, onChoose }: FilterFieldProps) {
  return (
    <FilterCombobox
      aria-label={messages.dimensions[dimension]}
      placeholder={messages.dimensions[dimension]}
      value={value}
      options={[
        { value: "", label: messages.all[dimension] },
        ...choices.map((choice) => ({
          value: choice.value,
          label: messages.choice(nameChoice(dimension, choice.value), choice.count),
        })),
      ]}
      onChange={onChoose}
    />
  );
}

function nameChoice(dimension: Dimension, value: string): string {
  const sources: Readonly<Record<string, string>> = facts.sources;
  return dimension === "source" ? (sources[value] ?? value) : value;
}

"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { Dimension, Filters } from "#components/catalog/list/filters";
import type { OfferView } from "#components/catalog/list/offer-list";

const text = parseAsString.withDefault("");
const parsers = {
  q: text,
  category: text,
  owner: text,
  cluster: text,
  source: text,
  tag: text,
  view: parseAsStringLiteral(["cards", "list"] as const).withDefault("cards"),
};

const NO_FILTERS = { category: null, owner: null, cluster: null, source: null, tag: null } as const;

export interface CatalogQuery {
  query: string;
  filters: Filters;
  view: OfferView;
  /** Resolves when the address has the query. */
  setQuery: (query: string) => Promise<unknown>;
  setFilter: (dimension: Dimension, value: string) => void;
  setView: (view: OfferView) => void;
  clearFilters: () => void;
  /** Clears the search and the filters. The same function each time, as `filters` is the same while they are. */
  clear: () => void;
}

/** What the address says of the search, the filters and the view of the catalog. */
export function useCatalogQuery(): CatalogQuery {
  const [{ q: query, view, category, owner, cluster, source, tag }, set] = useQueryStates(parsers);
  const filters = useMemo(
    () => ({ category, owner, cluster, source, tag }),
    [category, owner, cluster, source, tag],
  );
  const clear = useCallback(() => void set({ q: null, ...NO_FILTERS }), [set]);
  return {
    query,
    filters,
    view,
    setQuery: (value) => set({ q: value || null }),
    setFilter: (dimension, value) => void set({ [dimension]: value || null }),
    setView: (next) => void set({ view: next }),
    clearFilters: () => void set(NO_FILTERS),
    clear,
  };
}

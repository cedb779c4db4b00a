import { catalogMessages } from "#components/catalog/messages";
import type { OfferGroup } from "#lib/catalog/family/offer-family";

/** What the catalog can be filtered by, in the order of the filters. */
export const DIMENSIONS = ["category", "owner", "cluster", "source", "tag"] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** The chosen value of each dimension; empty where none is chosen. */
export type Filters = Readonly<Record<Dimension, string>>;

export interface FilterChoice {
  value: string;
  /** Offers with this value that the other filters keep. */
  count: number;
}

/** The offers that every chosen filter keeps, in the order given. */
export function filterOffers(groups: readonly OfferGroup[], filters: Filters): OfferGroup[] {
  return groups.filter((group) => DIMENSIONS.every((dimension) => fits(group, dimension, filters)));
}

/**
 * The values that can be chosen in each dimension, the most frequent first, then by name; "Other" is last. Each count
 * is what the list would have with this value and the other filters. A chosen value stays, also with a count of 0.
 */
export function countChoices(
  groups: readonly OfferGroup[],
  filters: Filters,
): Record<Dimension, FilterChoice[]> {
  const count = (dimension: Dimension): FilterChoice[] => {
    const counts = new Map<string, number>();
    if (filters[dimension]) counts.set(filters[dimension], 0);
    const others = DIMENSIONS.filter((other) => other !== dimension);
    for (const group of groups) {
      if (!others.every((other) => fits(group, other, filters))) continue;
      for (const value of new Set(readValues(group, dimension)))
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const isLast = ({ value }: FilterChoice) => Number(value === catalogMessages.page.other);
    return [...counts]
      .map(([value, number]) => ({ value, count: number }))
      .sort((a, b) => isLast(a) - isLast(b) || b.count - a.count || a.value.localeCompare(b.value, "en"));
  };
  return {
    category: count("category"),
    owner: count("owner"),
    cluster: count("cluster"),
    source: count("source"),
    tag: count("tag"),
  };
}

function fits(group: OfferGroup, dimension: Dimension, filters: Filters): boolean {
  const wanted = filters[dimension];
  return wanted === "" || readValues(group, dimension).includes(wanted);
}

function readValues({ entry, clusters }: OfferGroup, dimension: Dimension): readonly string[] {
  switch (dimension) {
    case "category":
      return [readCategoryName(entry)];
    case "owner":
      return entry.owner ? [entry.owner] : [];
    case "cluster":
      return clusters;
    case "source":
      return [entry.source];
    case "tag":
      return entry.tags;
  }
}

/** The section of an offer: its category, else "Other". */
export function readCategoryName({ category }: OfferGroup["entry"]): string {
  return category ?? catalogMessages.page.other;
}

import type { CatalogEntry } from "#lib/catalog/types";

/** Entries that have the tag (if one is chosen) and contain every word of the query in title, description, owner, tag,
 * kind or API group. The order given is kept, so cards do not jump while someone types. */
export function findOffers(entries: readonly CatalogEntry[], query: string, tag: string): CatalogEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (tag && !entry.tags.includes(tag)) return false;
    const text = [entry.title, entry.description, entry.owner, entry.kind, entry.group, ...entry.tags]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** By title, then by id: the same whatever order the cluster answers in. */
export function sortOffers(entries: readonly CatalogEntry[]): CatalogEntry[] {
  return entries.toSorted(
    (a, b) => a.title.localeCompare(b.title, "en", { numeric: true }) || a.id.localeCompare(b.id),
  );
}

export interface TagCount {
  tag: string;
  count: number;
}

/** Tags, the most used first, equal ones by name. */
export function countTags(entries: readonly CatalogEntry[]): TagCount[] {
  const counts = new Map<string, number>();
  for (const tag of entries.flatMap((entry) => [...new Set(entry.tags)])) {
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag, "en"));
}

/** Finds offers, requests and resources with equal titles, and distinguishes them by API group or cluster. */

interface Named {
  /** Identity of the item. */
  id: string;
  /** The title that people read. */
  title: string;
  /** API group; empty for Kubernetes' core group, and for an offer without an API. */
  group: string;
  cluster?: string;
}

/** Shown for an empty group. */
const CORE = "core";

/**
 * For each item with a repeated title, by `id`: its API group, and its cluster where groups are equal too.
 * Items with a unique title are not in the result.
 */
export function disambiguateTitles(items: readonly Named[]): ReadonlyMap<string, string> {
  const byTitle = new Map<string, Named[]>();
  for (const item of items) {
    const title = item.title.trim().toLowerCase();
    const known = byTitle.get(title);
    if (known) known.push(item);
    else byTitle.set(title, [item]);
  }
  const words = new Map<string, string>();
  for (const namesakes of byTitle.values()) {
    const groups = new Set(namesakes.map(({ group }) => group));
    const clusters = new Set(namesakes.map(({ cluster }) => cluster));
    if (groups.size < 2 && clusters.size < 2) continue;
    for (const { id, group, cluster } of namesakes) {
      const parts = [groups.size > 1 ? group || CORE : "", clusters.size > 1 ? (cluster ?? "") : ""];
      words.set(id, parts.filter(Boolean).join(" · "));
    }
  }
  return words;
}

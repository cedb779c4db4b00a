/** Offers, requests and resources that read the same, and the API group or cluster that tells them apart. */

interface Named {
  /** Identity of the item. */
  id: string;
  /** What people read. */
  title: string;
  /** API group; empty for Kubernetes' own first group, and for an offer without an API. */
  group: string;
  cluster?: string;
}

/** What stands in place of an empty group, which has no name in an object. */
const CORE = "core";

/**
 * Words that tell each item apart from the others of its title, by its `id`: the API group, and the cluster where the
 * group is the same. Items whose title nothing else has are not in the result.
 */
export function tellApart(items: readonly Named[]): ReadonlyMap<string, string> {
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

import type { LucideIcon } from "lucide-react";
import { resourcePath } from "#components/data/api";
import { stateLooks } from "#components/ui/state/state-badge";
import type { ResourceSummary } from "#lib/api/types";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import type { CatalogEntry } from "#lib/catalog/types";
import { referenceKey } from "#lib/graph/graph-builder";
import type { PortalRequest } from "#lib/request/types";

export interface PaletteItem {
  id: string;
  title: string;
  /** Beside the title: owner, state, namespace. */
  hint: string;
  /** The page that the item opens … */
  href?: string;
  /** … or the action that it runs. */
  run?: () => void;
  icon?: LucideIcon;
}

export interface PaletteGroup {
  label: string;
  items: readonly PaletteItem[];
  /** The number of items that match, where the server has searched and gave the first of them. */
  total?: number;
  /** The items are found and ranked already. */
  isFound?: boolean;
}

/** A group as shown: at most six, and how many there were. */
export type ShownGroup = Required<Omit<PaletteGroup, "isFound">>;

const SHOWN = 6;

/** Items that contain every word of the query, six a group. A title that starts with the query comes first, then one
 * that contains it, then the rest; within these the given order holds. Empty groups are left out. */
export function findInPalette(groups: readonly PaletteGroup[], query: string): ShownGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap(({ label, items, total, isFound }) => {
    if (isFound && words.length > 0)
      return items.length > 0 ? [{ label, items: items.slice(0, SHOWN), total: total ?? items.length }] : [];
    const found = items.filter((item) => {
      const text = `${item.title} ${item.hint}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const whole = words.join(" ");
    const rank = ({ title }: PaletteItem) => {
      const at = title.toLowerCase().indexOf(whole);
      return at === 0 ? 0 : at > 0 ? 1 : 2;
    };
    const ranked = whole ? found.toSorted((a, b) => rank(a) - rank(b)) : found;
    return found.length > 0 ? [{ label, items: ranked.slice(0, SHOWN), total: total ?? found.length }] : [];
  });
}

/** One item an offer, also where several clusters have it. `all`: of the catalog, to tell namesakes apart. */
export function offerItems(
  entries: readonly CatalogEntry[],
  all: readonly CatalogEntry[] = entries,
): PaletteItem[] {
  const apart = disambiguateTitles(all);
  return entries.map((entry) => ({
    id: `offer ${entry.id}`,
    title: entry.title,
    hint: [apart.get(entry.id), entry.owner].filter(Boolean).join(" · "),
    href: `/catalog/${encodeURIComponent(entry.id)}`,
  }));
}

export function requestItems(requests: readonly PortalRequest[]): PaletteItem[] {
  const apart = disambiguateTitles(
    requests.map(({ id, title, object }) => ({ id, title, group: object.group, cluster: object.cluster })),
  );
  return requests.map((request) => ({
    id: `request ${request.id}`,
    title: request.title,
    hint: [apart.get(request.id), stateLooks[request.health.state].word, request.author.name]
      .filter(Boolean)
      .join(" · "),
    icon: stateLooks[request.health.state].icon,
    href: `/requests/${encodeURIComponent(request.id)}`,
  }));
}

export function resourceItems(resources: readonly ResourceSummary[]): PaletteItem[] {
  const apart = disambiguateTitles(
    resources.map(({ reference }) => ({
      id: referenceKey(reference),
      title: [reference.kind, reference.namespace, reference.name].join("/"),
      group: reference.group,
      cluster: reference.cluster,
    })),
  );
  return resources.map(({ reference, plural, health }) => {
    const { kind, name, namespace } = reference;
    const href = `/resources/${resourcePath({ ...reference, plural })}`;
    return {
      id: href,
      title: name,
      hint: [kind, apart.get(referenceKey(reference)), namespace, stateLooks[health.state].word]
        .filter(Boolean)
        .join(" · "),
      icon: stateLooks[health.state].icon,
      href,
    };
  });
}

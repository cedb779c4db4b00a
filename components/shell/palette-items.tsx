import type { LucideIcon } from "lucide-react";
import { resourcePath } from "#components/data/api";
import { stateLooks } from "#components/ui/state-badge";
import type { ResourceSummary } from "#lib/api/types";
import type { CatalogEntry } from "#lib/catalog/types";
import type { PortalRequest } from "#lib/request/types";

export interface PaletteItem {
  id: string;
  title: string;
  /** Beside the title: owner, state, namespace. */
  hint: string;
  /** Where it leads … */
  href?: string;
  /** … or what it does. */
  run?: () => void;
  icon?: LucideIcon;
}

export interface PaletteGroup {
  label: string;
  items: readonly PaletteItem[];
}

/** A group as shown: at most six, and how many there were. */
export interface ShownGroup extends PaletteGroup {
  total: number;
}

const SHOWN = 6;

/** Items that contain every word of the query, six a group. A title that starts with the query comes first, then one
 * that contains it, then the rest; within these the given order holds. Empty groups are left out. */
export function findInPalette(groups: readonly PaletteGroup[], query: string): ShownGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap(({ label, items }) => {
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
    return found.length > 0 ? [{ label, items: ranked.slice(0, SHOWN), total: found.length }] : [];
  });
}

export function offerItems(entries: readonly CatalogEntry[]): PaletteItem[] {
  return entries.map((entry) => ({
    id: `offer ${entry.id}`,
    title: entry.title,
    hint: entry.owner,
    href: `/catalog/${encodeURIComponent(entry.id)}`,
  }));
}

export function requestItems(requests: readonly PortalRequest[]): PaletteItem[] {
  return requests.map((request) => ({
    id: `request ${request.id}`,
    title: request.title,
    hint: `${stateLooks[request.health.state].word} · ${request.author.name}`,
    icon: stateLooks[request.health.state].icon,
    href: `/requests/${encodeURIComponent(request.id)}`,
  }));
}

export function resourceItems(resources: readonly ResourceSummary[]): PaletteItem[] {
  return resources.map(({ reference, plural, health }) => {
    const href = `/resources/${resourcePath({ ...reference, plural })}`;
    return {
      id: href,
      title: reference.name,
      hint: [reference.kind, reference.namespace, stateLooks[health.state].word].filter(Boolean).join(" · "),
      icon: stateLooks[health.state].icon,
      href,
    };
  });
}

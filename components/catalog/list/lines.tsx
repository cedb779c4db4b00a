import type { Section } from "#components/catalog/list/sections";
import type { OfferGroup } from "#lib/catalog/family/offer-family";

/** A line of the catalog: the heading of a section, or offers side by side. */
export type Line =
  | { key: string; heading: string; count: number }
  | { key: string; heading?: undefined; section: string; offers: OfferGroup[] };

/** The sections as lines of at most `columns` offers. */
export function breakIntoLines(sections: readonly Section[], columns: number): Line[] {
  return sections.flatMap(({ title, offers }): Line[] => {
    const count = Math.ceil(offers.length / columns);
    const lines = Array.from({ length: count }, (_, index): Line => {
      const part = offers.slice(index * columns, (index + 1) * columns);
      return { key: `${title} ${part[0]?.entry.id}`, section: title, offers: part };
    });
    return [{ key: title, heading: title, count: offers.length }, ...lines];
  });
}
